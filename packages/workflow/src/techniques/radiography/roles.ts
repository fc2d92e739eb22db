import { OperandoError } from '@operando/core';
import type { Pixels, Rectangle } from '@operando/attenuation-image';
import type { Pictures, RadiographyInput } from './input.js';

/** Pixels that tell how bright a frame is. */
const mostAsked = 100_000;
/** An open beam that is brighter than no beam by less than this share of it is none. */
const leastBeam = 0.02;
/** Black bodies with the sample must let less through, by this share of the beam, than those without. */
const leastTaken = 0.005;

/** Mean of a part of a frame, or of all of it. */
function brightness(frame: Pixels, { width, height }: Pictures, parts?: readonly Rectangle[]): number {
  const all = parts ?? [{ top: 0, bottom: height, left: 0, right: width }];
  const count = all.reduce((sum, { top, bottom, left, right }) => sum + (bottom - top) * (right - left), 0);
  const step = Math.max(1, Math.floor(count / mostAsked));
  let [sum, asked, k] = [0, 0, 0];
  for (const { top, bottom, left, right } of all)
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++)
        if (k++ % step === 0) {
          sum += frame[y * width + x]!;
          asked++;
        }
  return sum / asked;
}

/** What frames are in words, with the option and the file that they came by. */
function named(what: string, { files }: Pictures): string {
  const [first, second] = files ?? [];
  return first === undefined ? what : `${what} (${first}${second === undefined ? '' : ' and more'})`;
}

function exchanged(message: string, parameter: string, { files }: Pictures, cure: string): OperandoError {
  const file = files?.[0];
  return new OperandoError('invalid-argument', message, {
    where: { parameter, ...(file === undefined ? {} : { file }) },
    cure,
  });
}

/**
 * That pictures are what they are said to be, by the first of each: the open beam is brighter than no beam, so are radiographs, and black
 * bodies let less through with the sample than without.
 *
 * @throws OperandoError `invalid-argument` with the files that seem exchanged.
 */
export async function checkRoles(
  { radiographs, open, dark, blackBody, blackBodyOpen }: RadiographyInput,
  openRegions: readonly Rectangle[],
): Promise<void> {
  if (open === undefined || dark === undefined) return;
  const darkFrame = await dark.read(0);
  const without = brightness(darkFrame, dark);
  const isLit = (level: number): boolean => level - without > leastBeam * Math.abs(without);
  const words = (level: number): string => `${level.toPrecision(4)} on average`;
  const beam = brightness(await open.read(0), open);
  if (!isLit(beam))
    throw exchanged(
      `the open beam must be brighter than the dark frames: ${named('open beam', open)} has ${words(beam)}, ${named('dark', dark)} ${words(without)}.`,
      'dark',
      dark,
      'Exchange --open and --dark, or give the right files.',
    );
  const sample = brightness(await radiographs.read(0), radiographs);
  if (!isLit(sample))
    throw exchanged(
      `radiographs must be brighter than the dark frames: ${named('the first radiograph', radiographs)} has ${words(sample)}, ${named('dark', dark)} ${words(without)}.`,
      'dark',
      dark,
      'Are radiographs and dark frames exchanged (command: --dark), or was the shutter closed?',
    );
  if (blackBody === undefined || blackBodyOpen === undefined) return;
  const share = async (pictures: Pictures): Promise<number> => {
    const frame = await pictures.read(0);
    const dose = brightness(frame, pictures, openRegions) - brightness(darkFrame, dark, openRegions);
    return (brightness(frame, pictures) - without) / dose;
  };
  const [withSample, inBeam] = [await share(blackBody), await share(blackBodyOpen)];
  if (withSample > inBeam + leastTaken)
    throw exchanged(
      `black bodies with the sample let more through (${withSample.toFixed(3)} of the open region) than those in the open beam (${inBeam.toFixed(3)}): ${named('with the sample', blackBody)}, ${named('in the open beam', blackBodyOpen)}.`,
      'blackBody',
      blackBody,
      'Exchange --black-body and --black-body-open, or give the right files.',
    );
}
