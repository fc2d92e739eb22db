import { OperandoError } from '@operando/core';
import { fourierInPlace, powerOfTwo } from './fourier.js';
import { zeroLossEnd } from './thickness.js';
import { zeroLossPeak } from './zero-loss.js';

/** Options of {@link fourierLog}. */
export interface FourierLogOptions {
  /** Where the zero loss ends, above its peak, eV. @default where the spectrum stops falling */
  readonly end?: number | undefined;
  /** Full width at half maximum that the result is smoothed to, eV; noise grows as it shrinks. @default that of the zero loss */
  readonly resolution?: number | undefined;
}

/** Single scattering, and what it was taken with. */
export interface SingleScattering {
  /** Counts of the channels that electrons would give that lost energy once; 0 at and below the zero loss. */
  readonly counts: Float64Array;
  /** Their sum over the zero loss: thickness over the mean free path, up to the end of the spectrum. */
  readonly thickness: number;
  /** Full width at half maximum to which it is smoothed, eV. */
  readonly resolution: number;
}

/** Share of the spectrum at its end from which it is carried on. */
const tailShare = 0.1;
/** Below this share of its largest value the transform of the zero loss says nothing. */
const least = 1e-9;

/** A spectrum that goes on as a power law beyond its end and fades to nothing: a step would ring. */
function padded(energies: Float64Array, counts: ArrayLike<number>, size: number): Float64Array {
  const n = energies.length;
  const out = new Float64Array(size);
  for (let i = 0; i < n; i++) out[i] = counts[i]!;
  const width = Math.max(4, Math.floor(n * tailShare));
  const mean = (from: number): number => {
    let sum = 0;
    for (let i = from; i < from + width / 2; i++) sum += counts[Math.floor(i)]!;
    return sum / (width / 2);
  };
  const [first, second] = [mean(n - width), mean(n - width / 2)];
  const last = energies[n - 1]!;
  const step = last - energies[n - 2]!;
  const [e1, e2] = [last - 0.75 * width * step, last - 0.25 * width * step];
  const exponent = first > 0 && second > 0 && e1 > 0 ? Math.log(first / second) / Math.log(e2 / e1) : 3;
  const room = size - n;
  for (let i = n; i < size; i++) {
    const fade = 0.5 * (1 + Math.cos((Math.PI * (i - n)) / room));
    out[i] = second * ((last + (i - n + 1) * step) / e2) ** -Math.max(1, exponent) * fade;
  }
  return out;
}

/**
 * Single scattering from a low-loss spectrum by the Fourier-log method (Egerton, Electron Energy-Loss Spectroscopy, 4.1): with
 * transforms j and z of spectrum and zero loss, s = z ln(j / z), the zero loss in front replaced by a Gaussian.
 *
 * @param energies Evenly spaced, eV.
 * @throws OperandoError `outside-range` for spectra without a zero loss or an end of it.
 */
export function fourierLog(
  energies: Float64Array,
  counts: ArrayLike<number>,
  options: FourierLogOptions = {},
): SingleScattering {
  const peak = zeroLossPeak(energies, counts);
  const end = peak.energy + (options.end ?? zeroLossEnd(energies, counts));
  if (!Number.isFinite(end))
    throw new OperandoError('outside-range', 'the spectrum has no zero loss, or it is not seen where it ends.', {
      where: { parameter: 'end' },
      cure: 'Give a low-loss spectrum that holds the zero loss, and where it ends.',
    });
  const n = energies.length;
  const size = powerOfTwo(2 * n);
  const step = (energies[n - 1]! - energies[0]!) / (n - 1);
  const resolution = options.resolution ?? peak.fwhm;
  const [jr, ji] = [padded(energies, counts, size), new Float64Array(size)];
  const [zr, zi] = [new Float64Array(size), new Float64Array(size)];
  let zero = 0;
  for (let i = 0; i < n && energies[i]! <= end; i++) {
    zr[i] = counts[i]!;
    zero += counts[i]!;
  }
  fourierInPlace(jr, ji);
  fourierInPlace(zr, zi);
  const floor = (least * zero) ** 2;
  const sigma = resolution / (2 * Math.sqrt(2 * Math.LN2) * step);
  for (let k = 0; k < size; k++) {
    const power = zr[k]! * zr[k]! + zi[k]! * zi[k]!;
    const frequency = (2 * Math.PI * Math.min(k, size - k)) / size;
    const gauss = Math.exp(-0.5 * (sigma * frequency) ** 2);
    const [re, im] =
      power > floor
        ? [(jr[k]! * zr[k]! + ji[k]! * zi[k]!) / power, (ji[k]! * zr[k]! - jr[k]! * zi[k]!) / power]
        : [1, 0];
    jr[k] = zero * gauss * 0.5 * Math.log(Math.max(re * re + im * im, Number.MIN_VALUE));
    ji[k] = zero * gauss * Math.atan2(im, re);
  }
  fourierInPlace(jr, ji, true);
  // Losses count from the zero loss: channel 0 of the result is at no loss.
  const out = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const place = (energies[i]! - peak.energy) / step;
    if (place <= 0) continue;
    const low = Math.floor(place);
    const share = place - low;
    out[i] = (1 - share) * jr[low]! + share * jr[low + 1]!;
    sum += out[i]!;
  }
  return { counts: out, thickness: sum / zero, resolution };
}
