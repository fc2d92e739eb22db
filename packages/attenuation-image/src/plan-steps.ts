import { OperandoError } from '@operando/core';
import { badPixels, medianFrame } from './bad-pixels.js';
import type { BadPixels } from './bad-pixels.js';
import { scatterByBlackBodies, scatterWarnings } from './black-body-scatter.js';
import type { BlackBodyScatter } from './black-body-scatter.js';
import { noiseOf, sampled, somePixels } from './noise.js';
import type { NoiseModel } from './noise.js';
import { meanOfCounts, meanOver, pixelsOf } from './picture.js';
import type { PictureSize } from './picture.js';
import { addFrame, checkCount, framesOf, scaled } from './reference-frames.js';
import type { FrameSteps, ReferenceCounts } from './reference-frames.js';
import type { ScatterSurface } from './scatter-surface.js';
import { removeSpots } from './spots.js';
import type { TransmissionOptions, TransmissionPlan } from './plan.js';

/** The camera without beam. */
interface DarkFrames {
  readonly dark: Float32Array;
  /** Each frame at the pixels that tell its noise. */
  readonly samples: readonly Float32Array[];
}

/** Median of dark frames, and what their noise is found by. */
function* darkSteps(count: number, size: PictureSize, at: Int32Array): FrameSteps<DarkFrames> {
  const frames = yield* framesOf('dark', count, size);
  return { dark: medianFrame(frames), samples: frames.map((frame) => sampled(frame, at)) };
}

/** The camera in the open beam. */
interface OpenFrames extends NoiseModel {
  readonly bad: BadPixels;
  readonly openPixels: Int32Array;
  /** Mean signal per unit dose, and the sum of doses. */
  readonly beam: Float32Array;
  readonly total: number;
}

/** Bad pixels, noise and the open beam. */
function* openSteps(
  count: number,
  { dark, samples }: DarkFrames,
  at: Int32Array,
  room: Float32Array,
  options: TransmissionOptions,
): FrameSteps<OpenFrames> {
  const frames = yield* framesOf('open', count, options);
  const bad = badPixels(dark, medianFrame(frames), options);
  const openPixels = pixelsOf(options.openRegions, options, bad.bad);
  if (openPixels.length < 20)
    throw new OperandoError('too-few-points', `the open region has ${openPixels.length} sound pixels.`, {
      where: { parameter: 'openRegions' },
      cure: 'Give a larger part of the picture that the sample never covers.',
    });
  // Spots hardly move what is taken from medians: the noise is known before frames are cleaned by it.
  const sound = Int32Array.from(at.keys()).filter((k) => bad.bad[at[k]!] === 0);
  const darkAt = sampled(dark, at);
  const signals = frames.map((frame) => sampled(frame, at).map((value, k) => value - darkAt[k]!));
  const openDark = meanOver(dark, openPixels);
  const doses = Float64Array.from(frames, (frame) => meanOfCounts(frame, openPixels) - openDark);
  const noise = noiseOf(samples, signals, sound, doses, options.gain);
  const beam = new Float32Array(dark.length);
  // Each frame by its dose, weighted by it: the sum over the sum.
  for (const frame of frames)
    addFrame(beam, frame, dark, (signal) => void removeSpots(signal, options, { ...noise, bad: bad.bad }), room);
  const total = meanOver(beam, openPixels);
  return { ...noise, bad, openPixels, beam: scaled(beam, 1 / total), total };
}

/** What frames are multiplied by, and what is taken off; the variance of the open beam. */
function factorsOf(
  { beam, total, openPixels, gain, readVariance }: OpenFrames,
  found: BlackBodyScatter | undefined,
  { dark = 0, open = 0 }: ReferenceCounts,
): Pick<TransmissionPlan, 'factor' | 'scatter' | 'openVariance'> {
  const direct = (values: Float32Array | undefined): number =>
    values === undefined ? 1 : 1 - meanOver(values, openPixels);
  const [sampleScatter, openScatter] = [found?.sample.values, found?.open.values];
  const [directSample, directOpen] = [direct(sampleScatter), direct(openScatter)];
  const darkVariance = (Math.PI / 2) * (readVariance / dark);
  const factor = new Float32Array(beam.length);
  const scatter = new Float32Array(beam.length);
  const openVariance = new Float32Array(beam.length);
  for (let i = 0; i < factor.length; i++) {
    const own = (beam[i]! - (openScatter === undefined ? 0 : openScatter[i]!)) / directOpen;
    factor[i] = 1 / (directSample * own);
    if (sampleScatter !== undefined) scatter[i] = sampleScatter[i]! * factor[i]!;
    const signal = beam[i]! * total;
    openVariance[i] = (gain * signal + open * readVariance + open ** 2 * darkVariance) / (signal * signal);
  }
  return { factor, scatter, openVariance };
}

/** All steps to a plan; frames are asked for one after another, dark ones first. */
export function* planSteps(counts: ReferenceCounts, options: TransmissionOptions): FrameSteps<TransmissionPlan> {
  const { dark: darks = 0, open: opens = 0 } = counts;
  const { width, height, openRegions } = options;
  const size = { width, height };
  checkCount('dark', darks, 1);
  checkCount('open', opens, 2);
  for (const kind of ['blackBody', 'blackBodyOpen'] as const) {
    const count = counts[kind];
    if (count !== undefined) checkCount(kind, count, 1);
  }
  const at = somePixels(size);
  const room = new Float32Array(width * height);
  const withoutBeam = yield* darkSteps(darks, size, at);
  const { dark } = withoutBeam;
  const open = yield* openSteps(opens, withoutBeam, at, room, options);
  const { bad, openPixels, gain, readVariance, beam } = open;
  const clean = (signal: Float32Array): void => void removeSpots(signal, size, { gain, readVariance, bad: bad.bad });
  const known = { dark, bad, openRegions, gain, readVariance, beam, clean, room };
  const found = yield* scatterByBlackBodies(counts, known, size, options.psfSigma);
  return {
    ...size,
    gain,
    readVariance,
    dark,
    bad,
    openRegions,
    openPixels,
    openDark: meanOver(dark, openPixels),
    ...factorsOf(open, found, counts),
    psfSigma: options.psfSigma ?? found?.bodies.psfSigma ?? 1,
    warnings: scatterWarnings(counts),
    ...(found === undefined
      ? {}
      : { surfaces: { sample: facts(found.sample), open: facts(found.open) }, blackBodies: found.bodies }),
  };
}

/** What is kept of a surface: its pixels went into the plan. */
function facts({ mean, meanStderr, reducedChiSquare, dots, terms }: ScatterSurface): Omit<ScatterSurface, 'values'> {
  return { mean, meanStderr, reducedChiSquare, dots, terms };
}
