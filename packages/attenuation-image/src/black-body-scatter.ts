import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { median } from '@operando/numerics';
import { findBlackBodies } from './black-bodies.js';
import type { BlackBodies } from './black-bodies.js';
import { sampled, somePixels } from './noise.js';
import { meanOver, pixelsOf } from './picture.js';
import type { PictureSize } from './picture.js';
import { addFrame, frameOf, scaled } from './reference-frames.js';
import type { FrameSteps, ReferenceCounts } from './reference-frames.js';
import { scatterSurface } from './scatter-surface.js';
import type { ScatterSurface } from './scatter-surface.js';
import type { TransmissionPlan } from './plan.js';

/** What black bodies measure, with sample and without. */
export interface BlackBodyScatter {
  readonly bodies: BlackBodies;
  readonly sample: ScatterSurface;
  readonly open: ScatterSurface;
}

/** What is known of the camera and the open beam before its black bodies. */
export interface OpenBeam extends Pick<TransmissionPlan, 'dark' | 'bad' | 'openRegions' | 'gain' | 'readVariance'> {
  /** Per unit dose. */
  readonly beam: Float32Array;
  readonly clean: (signal: Float32Array) => void;
  /** Room for a frame. */
  readonly room: Float32Array;
}

/** Sum of frames less dark. */
function* sumOfFrames(
  of: 'blackBody' | 'blackBodyOpen',
  count: number,
  { dark, clean, room }: OpenBeam,
  size: PictureSize,
): FrameSteps<Float32Array> {
  const sum = new Float32Array(dark.length);
  for (let k = 0; k < count; k++) addFrame(sum, yield* frameOf(of, k, size), dark, clean, room);
  return sum;
}

/** Open region beside the dots. @throws OperandoError `too-few-points`. */
function besideDots({ shadow }: BlackBodies, { bad, openRegions }: OpenBeam, size: PictureSize): Int32Array {
  const marked = shadow.map((each, i) => (each === 1 || bad.bad[i] === 1 ? 1 : 0));
  const beside = pixelsOf(openRegions, size, marked);
  if (beside.length >= 20) return beside;
  throw new OperandoError(
    'too-few-points',
    'the dots of the black-body grid cover the open region: its dose is not known.',
    {
      where: { parameter: 'openRegions' },
      cure: 'Give a larger open region.',
    },
  );
}

/** Scatter by black bodies; undefined without pictures of both kinds. @param known Blur of the camera. */
export function* scatterByBlackBodies(
  { blackBody, blackBodyOpen }: ReferenceCounts,
  known: OpenBeam,
  size: PictureSize,
  psfSigma: number | undefined,
): FrameSteps<BlackBodyScatter | undefined> {
  if (blackBody === undefined || blackBodyOpen === undefined) return undefined;
  const { bad, openRegions, gain, readVariance, beam, room } = known;
  const everywhere = pixelsOf(openRegions, size, bad.bad);
  const usual = meanOver(beam, everywhere);
  const openSum = yield* sumOfFrames('blackBodyOpen', blackBodyOpen, known, size);
  // Dots darken the open region, too, and the dose with it: most of the picture is beside them.
  for (let i = 0; i < room.length; i++) room[i] = openSum[i]! / beam[i]!;
  const bodies = findBlackBodies(scaled(room, 1 / median(sampled(room, somePixels(size)))), size, psfSigma);
  const beside = besideDots(bodies, known, size);
  // The open region is not even: its mean beside the dots stands for the whole by the open beam.
  const share = meanOver(beam, beside) / usual;
  const surface = (sum: Float32Array, count: number): ScatterSurface => {
    const total = meanOver(sum, beside);
    const values = scaled(sum, share / total);
    const scattered =
      bodies.dots.reduce((all, { core }) => all + meanOver(values, core), 0) / bodies.dots.length / share;
    const variance = (gain * Math.max(0, scattered) * total + readVariance * count) / (total * total);
    return scatterSurface(values, variance * share * share, bodies, size);
  };
  const open = surface(openSum, blackBodyOpen);
  return { bodies, sample: surface(yield* sumOfFrames('blackBody', blackBody, known, size), blackBody), open };
}

/** What is worth telling of black bodies. */
export function scatterWarnings({ blackBody, blackBodyOpen }: ReferenceCounts): OperandoWarning[] {
  const given = [blackBody, blackBodyOpen].filter((each) => each !== undefined).length;
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
