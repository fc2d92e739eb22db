import { OperandoError } from '@operando/core';
import type { Pixels, Rectangle } from '@operando/attenuation-image';
import type { Pictures, RadiographyInput } from './input.js';

/** Pixels that tell how bright a frame is. */
const mostAsked = 100_000;
/** An open beam that is brighter than no beam by less than this share of it is none. */
const leastBeam = 0.02;
/** Black bodies with the sample must let less through, by this share of the beam, than those without. */
const leastTaken = 0.005;
/** A cell that lets more through than no cell, by this share of the beam, stands in the pictures of the open beam. */
const leastGained = 0.05;

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
 * That pictures are what they are said to be, by the first of each: the open beam is brighter than no beam, so are radiographs, the cell
 * takes something away from the open beam, and black bodies let less through with the sample than without.
 *
 * @throws OperandoError `invalid-argument` with the files that seem exchanged.
 */
export async function checkRoles(
  { radiographs, open, dark, blackBody, blackBodyOpen }: RadiographyInput,
  openRegions: readonly Rectangle[],
  layers: readonly Rectangle[],
): Promise<void> {
  if (open === undefined || dark === undefined) return;
  const darkFrame = await dark.read(0);
  const without = brightness(darkFrame, dark);
  /** What parts of a frame let through, of what its open region does. */
  const share = (frame: Pixels, pictures: Pictures, parts?: readonly Rectangle[]): number => {
    const dose = brightness(frame, pictures, openRegions) - brightness(darkFrame, dark, openRegions);
    return (brightness(frame, pictures, parts) - brightness(darkFrame, dark, parts)) / dose;
  };
  const isLit = (level: number): boolean => level - without > leastBeam * Math.abs(without);
  const words = (level: number): string => `${level.toPrecision(4)} on average`;
  const openFrame = await open.read(0);
  const beam = brightness(openFrame, open);
  if (!isLit(beam))
    throw exchanged(
      `the open beam must be brighter than the dark frames: ${named('open beam', open)} has ${words(beam)}, ${named('dark', dark)} ${words(without)}.`,
      'dark',
      dark,
      'Exchange --open and --dark, or give the right files.',
    );
  const sampleFrame = await radiographs.read(0);
  const sample = brightness(sampleFrame, radiographs);
  if (!isLit(sample))
    throw exchanged(
      `radiographs must be brighter than the dark frames: ${named('the first radiograph', radiographs)} has ${words(sample)}, ${named('dark', dark)} ${words(without)}.`,
      'dark',
      dark,
      'Are radiographs and dark frames exchanged (command: --dark), or was the shutter closed?',
    );
  const throughCell = share(sampleFrame, radiographs, layers) / share(openFrame, open, layers);
  if (throughCell > 1 + leastGained)
    throw exchanged(
      `the cell must take something away from the open beam: its layers let ${throughCell.toPrecision(3)} times as much through in ${named('the first radiograph', radiographs)} as in ${named('the open beam', open)}, against the open region of each.`,
      'open',
      open,
      'Exchange the radiographs and --open, or give the right files, and layers and open region as they lie in the picture (cell.layers, cell.openRegion).',
    );
  if (blackBody === undefined || blackBodyOpen === undefined) return;
  const [withSample, inBeam] = [
    share(await blackBody.read(0), blackBody),
    share(await blackBodyOpen.read(0), blackBodyOpen),
  ];
  if (withSample > inBeam + leastTaken)
    throw exchanged(
      `black bodies with the sample let more through (${withSample.toFixed(3)} of the open region) than those in the open beam (${inBeam.toFixed(3)}): ${named('with the sample', blackBody)}, ${named('in the open beam', blackBodyOpen)}.`,
      'blackBody',
      blackBody,
      'Exchange --black-body and --black-body-open, or give the right files.',
    );
}
