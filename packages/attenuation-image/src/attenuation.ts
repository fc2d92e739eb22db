import { attenuatePicture } from './attenuate-picture.js';
import type { AttenuationPicture } from './attenuate-picture.js';
import { hasLog, negativeLogInPlace } from './fast-log.js';
import { signalOf } from './frame-signal.js';
import type { FrameOptions, FrameSignal } from './frame-signal.js';
import type { Pixels } from './picture.js';
import { modelOf, transmissionAt, varianceAt } from './pixel-model.js';
import type { TransmissionPlan } from './plan.js';

/** A frame as transmission. */
export interface Transmission extends Omit<FrameSignal, 'signal' | 'replacedAt'> {
  /** Pixel by pixel. */
  readonly transmission: Float32Array;
  /** Variance of each by counting. */
  readonly variance: Float32Array;
  /** 1 where a pixel was replaced (spot, dead, hot): its variance is doubled. */
  readonly replaced: Uint8Array;
}

/** Pixels with a mark. */
function marked(length: number, places: readonly number[]): Uint8Array {
  const marks = new Uint8Array(length);
  for (const i of places) marks[i] = 1;
  return marks;
}

/** Transmission of a frame of raw counts. */
export function transmissionOf(frame: Pixels, plan: TransmissionPlan, options: FrameOptions = {}): Transmission {
  const { signal, replacedAt, ...more } = signalOf(frame, plan, options);
  const model = modelOf(plan, more.dose);
  const transmission = options.room?.signal ?? new Float32Array(signal.length);
  const variance = options.room?.variance ?? new Float32Array(signal.length);
  signal.read(0, transmission);
  for (let i = 0; i < signal.length; i++) {
    const value = transmission[i]!;
    variance[i] = varianceAt(value, model, i);
    transmission[i] = transmissionAt(value, model, i);
  }
  for (const i of replacedAt) variance[i] = 2 * variance[i]!;
  return { ...more, transmission, variance, replaced: marked(signal.length, replacedAt) };
}

/** Attenuation of a frame. */
export interface Attenuation extends Omit<Transmission, 'transmission' | 'variance'>, AttenuationPicture {}

/**
 * Attenuation (Sigma t) of a frame of raw counts, or of its transmission, whose arrays it takes; with its variance by counting, which
 * means nothing where there is no attenuation. The variance of the open beam, common to all frames, stands in the plan, that of the
 * dose in `doseStderr`.
 */
export function attenuation(frame: Pixels, plan: TransmissionPlan, options?: FrameOptions): Attenuation;
export function attenuation(transmission: Transmission): Attenuation;
export function attenuation(
  from: Pixels | Transmission,
  plan?: TransmissionPlan,
  options: FrameOptions = {},
): Attenuation {
  if ('transmission' in from) return ofTransmission(from);
  const { signal, replacedAt, ...more } = signalOf(from, plan!, options);
  const picture = attenuatePicture(signal, replacedAt, modelOf(plan!, more.dose), options.room);
  return { ...more, ...picture, replaced: marked(signal.length, replacedAt) };
}

function ofTransmission({ transmission, variance, ...more }: Transmission): Attenuation {
  let masked = 0;
  for (let i = 0; i < variance.length; i++) {
    const t = transmission[i]!;
    if (hasLog(t)) variance[i] = variance[i]! / (t * t);
    else masked++;
  }
  negativeLogInPlace(transmission);
  return { ...more, attenuation: transmission, variance, masked };
}
