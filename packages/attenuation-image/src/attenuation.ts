import { negativeLogInPlace } from './fast-log.js';
import type { Pixels } from './picture.js';
import { removeSpots } from './spots.js';
import { lessDark, meanOver } from './transmission-plan.js';
import type { TransmissionPlan } from './transmission-plan.js';

/** A frame as transmission. */
export interface Transmission {
  /** Pixel by pixel. */
  readonly transmission: Float32Array;
  /** Variance of each by counting. */
  readonly variance: Float32Array;
  /** 1 where a pixel was replaced (spot, dead, hot): its variance is doubled. */
  readonly replaced: Uint8Array;
  readonly spots: number;
  /** Mean of the signal over the open region, and its relative standard error, which all pixels of the frame share. */
  readonly dose: number;
  readonly doseStderr: number;
}

/** Options of {@link transmissionOf}. */
export interface FrameOptions {
  /** Look for spots of radiation in the camera. @default true */
  readonly spots?: boolean | undefined;
}

/** Transmission of a frame of raw counts. */
export function transmissionOf(
  frame: Pixels,
  plan: TransmissionPlan,
  { spots = true }: FrameOptions = {},
): Transmission {
  const { gain, readVariance, bad, factor, scatter, openPixels } = plan;
  const signal = lessDark(frame, plan.dark);
  const clean = removeSpots(signal, plan, {
    gain,
    readVariance,
    bad: bad.bad,
    threshold: spots ? undefined : Infinity,
  });
  const dose = meanOver(signal, openPixels);
  const doseStderr = Math.sqrt((gain * dose + readVariance) / openPixels.length) / dose;
  const variance = new Float32Array(signal.length);
  const perDose = 1 / dose;
  for (let i = 0; i < signal.length; i++) {
    const k = perDose * factor[i]!;
    const value = signal[i]!;
    variance[i] = (gain * (value > 0 ? value : 0) + readVariance) * k * k * (clean.replaced[i] === 1 ? 2 : 1);
    signal[i] = value * k - scatter[i]!;
  }
  return { transmission: signal, variance, replaced: clean.replaced, spots: clean.spots, dose, doseStderr };
}

/** Attenuation of a frame. */
export interface Attenuation extends Omit<Transmission, 'transmission'> {
  /** -ln T, NaN where the transmission is not above 0. */
  readonly attenuation: Float32Array;
  /** Pixels without a value. */
  readonly masked: number;
}

/**
 * Attenuation (Sigma t) of a frame of raw counts, or of its transmission, whose arrays it takes; with its variance by counting. The
 * variance of the open beam, common to all frames, stands in the plan, that of the dose in `doseStderr`.
 */
export function attenuation(frame: Pixels, plan: TransmissionPlan, options?: FrameOptions): Attenuation;
export function attenuation(transmission: Transmission): Attenuation;
export function attenuation(
  from: Pixels | Transmission,
  plan?: TransmissionPlan,
  options: FrameOptions = {},
): Attenuation {
  const { transmission, variance, ...more } = 'transmission' in from ? from : transmissionOf(from, plan!, options);
  let masked = 0;
  for (let i = 0; i < variance.length; i++) {
    const t = transmission[i]!;
    if (t > 0) variance[i] = variance[i]! / (t * t);
    else masked++;
  }
  negativeLogInPlace(transmission);
  return { ...more, attenuation: transmission, variance, masked };
}
