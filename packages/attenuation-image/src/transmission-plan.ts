import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { median } from '@operando/numerics';
import { badPixels, medianFrame } from './bad-pixels.js';
import type { BadPixels } from './bad-pixels.js';
import { findBlackBodies, scatterSurface } from './black-bodies.js';
import type { BlackBodies, ScatterSurface } from './black-bodies.js';
import { gainOf, readVarianceOf } from './noise.js';
import type { NoiseModel } from './noise.js';
import { meanOver, pixelsOf } from './picture.js';
import type { PictureSize, Pixels, Rectangle } from './picture.js';
import { lessDarkInto } from './signal-source.js';
import { removeSpots } from './spots.js';

/** Frames that the transmission is made with: raw counts, row after row. */
export interface ReferenceFrames {
  /** Without beam; five or more, for their median. */
  readonly dark: readonly Pixels[];
  /** Open beam. */
  readonly open: readonly Pixels[];
  /** With the grid of opaque dots before the sample. */
  readonly blackBody?: readonly Pixels[] | undefined;
  /** With the grid in the open beam. */
  readonly blackBodyOpen?: readonly Pixels[] | undefined;
}

/** Options of {@link transmissionPlan}. */
export interface TransmissionOptions extends PictureSize {
  /** Parts of the picture beside the sample, in all frames: the dose is measured there. */
  readonly openRegions: readonly Rectangle[];
  /** Variance of a pixel per signal. @default by photon transfer of the open-beam frames */
  readonly gain?: number | undefined;
  /** Standard deviation of the blur of the camera, pixels. @default at the rims of the black bodies */
  readonly psfSigma?: number | undefined;
}

/** All that turns a frame into transmission. */
export interface TransmissionPlan extends PictureSize, NoiseModel {
  readonly dark: Float32Array;
  readonly bad: BadPixels;
  readonly openRegions: readonly Rectangle[];
  /** Their sound pixels. */
  readonly openPixels: Int32Array;
  /** Their mean without beam. */
  readonly openDark: number;
  /** Per unit dose: what a frame is multiplied by, and what is taken off: T = (signal / dose) factor - scatter. */
  readonly factor: Float32Array;
  readonly scatter: Float32Array;
  /** Variance of ln of the open beam, pixel by pixel: the same in every frame. */
  readonly openVariance: Float32Array;
  /** Scatter by black bodies with and without sample; undefined where none were given. */
  readonly surfaces?: { readonly sample: ScatterSurface; readonly open: ScatterSurface };
  readonly blackBodies?: BlackBodies;
  readonly psfSigma: number;
  readonly warnings: readonly OperandoWarning[];
}

function checkFrames(name: string, frames: readonly Pixels[], least: number, { width, height }: PictureSize): void {
  if (frames.length < least)
    throw new OperandoError('too-few-points', `${frames.length} ${name} frames are given, ${least} are needed.`, {
      where: { parameter: name },
      cure: 'Give more of them.',
    });
  const wrong = frames.findIndex(({ length }) => length !== width * height);
  if (wrong >= 0)
    throw new OperandoError(
      'shape-mismatch',
      `a ${name} frame has ${frames[wrong]!.length} pixels, not ${width} x ${height}.`,
      {
        where: { parameter: name, frame: wrong },
      },
    );
}

/** Mean of frames per unit dose, cleaned of spots. */
interface MeanFrame {
  readonly values: Float32Array;
  /** Sum of the doses. */
  readonly total: number;
}

/** Sound pixels that tell the noise of a camera: as many as it takes to know it to 0.3 %. */
const mostForNoise = 200_000;

/** Every so many of some pixels. */
function someOf(pixels: Int32Array): Int32Array {
  const step = Math.ceil(pixels.length / mostForNoise);
  return step <= 1 ? pixels : pixels.filter((_, k) => k % step === 0);
}

/** What the camera's noise is, by pairs of dark and of open-beam frames. */
function noiseOf(
  { dark: darks, open }: Pick<ReferenceFrames, 'dark' | 'open'>,
  dark: Float32Array,
  { sound, openPixels }: { readonly sound: Int32Array; readonly openPixels: Int32Array },
  given: number | undefined,
): NoiseModel {
  const used = someOf(sound);
  const all = Int32Array.from(used.keys());
  const readVariance = readVarianceOf(
    darks.map((frame) => Float32Array.from(used, (i) => frame[i]!)),
    all,
  );
  if (given !== undefined) return { gain: given, readVariance };
  const doses = Float64Array.from(open, (frame) => {
    let sum = 0;
    for (const i of openPixels) sum += frame[i]! - dark[i]!;
    return sum / openPixels.length;
  });
  const signals = open.map((frame) => Float32Array.from(used, (i) => frame[i]! - dark[i]!));
  return { gain: gainOf(signals, doses, all, readVariance), readVariance };
}

function meanPerDose(
  frames: readonly Pixels[],
  dark: Float32Array,
  size: PictureSize,
  clean: (signal: Float32Array) => void,
  dosePixels: Int32Array,
): MeanFrame {
  const values = new Float32Array(size.width * size.height);
  const signal = new Float32Array(values.length);
  let total = 0;
  // Each frame by its dose, weighted by it: the sum over the sum.
  for (const frame of frames) {
    lessDarkInto(frame, dark, 0, signal);
    clean(signal);
    total += meanOver(signal, dosePixels);
    for (let i = 0; i < values.length; i++) values[i] = values[i]! + signal[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / total;
  return { values, total };
}

/** What black bodies measure, with sample and without. */
function scatterOf(
  { blackBody, blackBodyOpen }: ReferenceFrames,
  open: MeanFrame,
  plan: Pick<TransmissionPlan, 'dark' | 'bad' | 'openRegions' | 'gain' | 'readVariance'>,
  size: PictureSize,
  psfSigma: number | undefined,
): { readonly bodies: BlackBodies; readonly sample: ScatterSurface; readonly open: ScatterSurface } | undefined {
  if (blackBody === undefined || blackBodyOpen === undefined) return undefined;
  const { dark, bad, openRegions, gain, readVariance } = plan;
  const clean = (signal: Float32Array): void => void removeSpots(signal, size, { gain, readVariance, bad: bad.bad });
  const everywhere = pixelsOf(openRegions, size, bad.bad);
  const first = meanPerDose(blackBodyOpen, dark, size, clean, everywhere);
  const usual = meanOver(open.values, everywhere);
  const ratio = first.values.map((value, i) => value / open.values[i]!);
  // Dots darken the open region, too, and their first dose with it: most of the picture is beside them.
  const level = median(ratio);
  const bodies = findBlackBodies(
    ratio.map((value) => value / level),
    size,
    psfSigma,
  );
  const marked = bodies.shadow.map((each, i) => (each === 1 || bad.bad[i] === 1 ? 1 : 0));
  const beside = pixelsOf(openRegions, size, marked);
  if (beside.length < 20)
    throw new OperandoError(
      'too-few-points',
      'the dots of the black-body grid cover the open region: its dose is not known.',
      {
        where: { parameter: 'openRegions' },
        cure: 'Give a larger open region.',
      },
    );
  // The open region is not even: its mean beside the dots stands for the whole by the open beam.
  const share = meanOver(open.values, beside) / usual;
  const surface = (frames: readonly Pixels[]): ScatterSurface => {
    const { values, total } = meanPerDose(frames, dark, size, clean, beside);
    const scattered = bodies.dots.reduce((sum, { core }) => sum + meanOver(values, core), 0) / bodies.dots.length;
    const variance = (gain * Math.max(0, scattered) * total + readVariance * frames.length) / (total * total);
    return scatterSurface(
      values.map((value) => value * share),
      variance * share * share,
      bodies,
      size,
    );
  };
  return { bodies, sample: surface(blackBody), open: surface(blackBodyOpen) };
}

/** What is worth telling of black bodies. */
function scatterWarnings(frames: ReferenceFrames): OperandoWarning[] {
  const given = [frames.blackBody, frames.blackBodyOpen].filter((each) => each !== undefined).length;
  if (given === 2) return [];
  return [
    {
      code: 'scatter-uncorrected',
      message:
        given === 0
          ? 'No black bodies were given: scattered neutrons, or light, are not taken off, and attenuation is too low by some percent.'
          : 'Black bodies were given with sample or without, not both: scatter is not taken off.',
    },
  ];
}

/**
 * Dark, open beam, dose, scatter, dead and hot pixels and the noise of the camera, ready for frames of the sample.
 *
 * T = [(S - D) / d - s] / [(O - D) / d_O - s_O], both so scaled that the mean of the direct beam over the open region is 1: there the
 * scatter adds to the dose.
 *
 * @throws OperandoError `too-few-points`, `shape-mismatch`; as `findBlackBodies`.
 */
export function transmissionPlan(frames: ReferenceFrames, options: TransmissionOptions): TransmissionPlan {
  const { width, height, openRegions } = options;
  const size = { width, height };
  checkFrames('dark', frames.dark, 1, size);
  checkFrames('open', frames.open, 2, size);
  checkFrames('blackBody', frames.blackBody ?? [], frames.blackBody === undefined ? 0 : 1, size);
  checkFrames('blackBodyOpen', frames.blackBodyOpen ?? [], frames.blackBodyOpen === undefined ? 0 : 1, size);
  const dark = medianFrame(frames.dark);
  const bad = badPixels(dark, medianFrame(frames.open), size);
  const openPixels = pixelsOf(openRegions, size, bad.bad);
  if (openPixels.length < 20)
    throw new OperandoError('too-few-points', `the open region has ${openPixels.length} sound pixels.`, {
      where: { parameter: 'openRegions' },
      cure: 'Give a larger part of the picture that the sample never covers.',
    });
  const sound = pixelsOf([{ top: 0, bottom: height, left: 0, right: width }], size, bad.bad);
  // Spots hardly move what is taken from medians: the noise is known before frames are cleaned by it.
  const { gain, readVariance } = noiseOf(frames, dark, { sound, openPixels }, options.gain);
  const clean = (signal: Float32Array): void => void removeSpots(signal, size, { gain, readVariance, bad: bad.bad });
  const open = meanPerDose(frames.open, dark, size, clean, openPixels);
  const found = scatterOf(frames, open, { dark, bad, openRegions, gain, readVariance }, size, options.psfSigma);
  const direct = (surface: ScatterSurface | undefined): number =>
    surface === undefined ? 1 : 1 - meanOver(surface.values, openPixels);
  const [directSample, directOpen] = [direct(found?.sample), direct(found?.open)];
  const { total } = open;
  const darkVariance = (Math.PI / 2) * (readVariance / frames.dark.length);
  const factor = new Float32Array(width * height);
  const scatter = new Float32Array(width * height);
  const openVariance = new Float32Array(width * height);
  for (let i = 0; i < factor.length; i++) {
    const beam = (open.values[i]! - (found?.open.values[i] ?? 0)) / directOpen;
    factor[i] = 1 / (directSample * beam);
    scatter[i] = (found?.sample.values[i] ?? 0) * factor[i]!;
    const signal = open.values[i]! * total;
    openVariance[i] =
      (gain * signal + frames.open.length * readVariance + frames.open.length ** 2 * darkVariance) / (signal * signal);
  }
  return {
    ...size,
    gain,
    readVariance,
    dark,
    bad,
    openRegions,
    openPixels,
    openDark: meanOver(dark, openPixels),
    factor,
    scatter,
    openVariance,
    psfSigma: options.psfSigma ?? found?.bodies.psfSigma ?? 1,
    warnings: scatterWarnings(frames),
    ...(found === undefined ? {} : { surfaces: { sample: found.sample, open: found.open }, blackBodies: found.bodies }),
  };
}
