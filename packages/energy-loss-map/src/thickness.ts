import { OperandoError, statusOf } from '@operando/core';
import type { MapFrame, MapShape } from './map-frame.js';
import { zeroLossPeak } from './zero-loss.js';

/** Thickness in mean free paths, and what the end of the spectrum leaves open. */
export interface Thickness {
  /** ln(total / zero loss), of what was measured; NaN where it cannot be told. */
  readonly value: number;
  /** The same, but never NaN for what lies beyond the end of the spectrum: the least that it can be. */
  readonly lower: number;
  /** By counts, and by where the zero loss ends. */
  readonly stderr: number;
  /** The same with a power-law tail beyond the end of the spectrum: the truth lies between both. */
  readonly upper: number;
  /** Byte of `statusNames`: `outside` where too much lies beyond the end of the spectrum. */
  readonly status: number;
}

/** Energy from which on a spectrum is thick enough to be cut, and where it would have to reach to, eV. */
const [mostCut, longEnough] = [1.2, 100];
/** The tail is what the last fifth of the spectrum goes on as. */
const tailShare = 0.2;

/** Channels over which noise may look like the end of a fall. */
const ahead = 4;

/**
 * Where the zero loss ends, above its peak, eV: behind the first channel that none of the next four lies below. NaN where the spectrum
 * falls to its end.
 */
export function zeroLossEnd(energies: Float64Array, counts: ArrayLike<number>): number {
  const peak = zeroLossPeak(energies, counts);
  if (!Number.isFinite(peak.energy)) return Number.NaN;
  let i = energies.findIndex((energy) => energy > peak.energy + peak.fwhm);
  if (i < 1) return Number.NaN;
  for (; i < energies.length - ahead; i++) {
    let lowest = Infinity;
    for (let k = 1; k <= ahead; k++) lowest = Math.min(lowest, counts[i + k]!);
    if (lowest >= counts[i]!) return 0.5 * (energies[i]! + energies[i + 1]!) - peak.energy;
  }
  return Number.NaN;
}

/** Counts beyond the end of a spectrum, if it goes on as a power law. */
function tailOf(energies: Float64Array, counts: ArrayLike<number>, at: number): number {
  const last = energies.length - 1;
  const begin = energies[last]! * (1 - tailShare);
  const from = energies.findIndex((energy) => energy >= begin);
  const half = Math.floor((last + 1 - from) / 2);
  if (from < 0 || half < 2) return 0;
  let [first, second] = [0, 0];
  for (let i = 0; i < half; i++) {
    first += counts[at + from + i]!;
    second += counts[at + from + half + i]!;
  }
  const step = energies[last]! - energies[last - 1]!;
  const [e1, e2, e3] = [energies[from]!, energies[from + half]!, energies[from + half]! + half * step];
  const r = (2 * Math.log(first / second)) / Math.log(e3 / e1);
  if (!(r > 1)) return 0;
  const k = 1 - r;
  const density = (k * second * step) / (e3 ** k - e2 ** k);
  return (density * e3 ** k) / (-k * step);
}

/**
 * Thickness of one spectrum over the mean free path, ln(I_total / I_0) (Egerton, Electron Energy-Loss Spectroscopy, 5.1).
 *
 * @param end Energy of the last channel of the zero loss, on the spectrum's own scale, eV.
 * @param at Where the spectrum begins in `counts`.
 * @param gain Counts of the detector for each electron. @default 1
 * @param from Energy from which on inelastic counts lie under the zero loss: they are taken to rise evenly to where it ends, and
 * are none of it. @default all counts below the end are zero loss
 */
export function thicknessOf(
  energies: Float64Array,
  counts: ArrayLike<number>,
  end: number,
  at = 0,
  gain = 1,
  from: number = end,
): Thickness {
  const last = energies.length - 1;
  const step = energies[last]! - energies[last - 1]!;
  const slack = 1e-6 * step;
  let [total, below, edge] = [0, 0, 0];
  for (let i = 0; i <= last; i++) {
    total += counts[at + i]!;
    if (energies[i]! <= end + slack) {
      below += counts[at + i]!;
      edge = i;
    }
  }
  const around = (counts[at + edge]! + (counts[at + edge + 1] ?? 0)) / 2;
  const zero = below - (0.5 * around * Math.max(0, end - from)) / step;
  const failed = {
    value: Number.NaN,
    lower: Number.NaN,
    stderr: Number.NaN,
    upper: Number.NaN,
    status: statusOf.failed,
  };
  if (!(zero > 0) || !(total > zero)) return failed;
  const value = Math.log(total / zero);
  const counting = Math.sqrt(gain * (1 / zero - 1 / total));
  const upper = Math.log((total + tailOf(energies, counts, at)) / zero);
  const isCut = energies[last]! < longEnough && value > mostCut;
  return {
    value: isCut ? Number.NaN : value,
    lower: value,
    stderr: isCut ? Number.NaN : Math.hypot(counting, around / zero),
    upper,
    status: isCut ? statusOf.outside : statusOf.converged,
  };
}

/** Thickness of every pixel of a map. */
export interface ThicknessMap {
  /** ln(total / zero loss), of each pixel. */
  readonly values: Float64Array;
  /** Standard errors of it. */
  readonly stderr: Float64Array;
  /** Lower end of what the spectrum's end leaves open. */
  readonly lower: Float64Array;
  /** Upper end of what the spectrum's end leaves open. */
  readonly upper: Float64Array;
  /** Bytes of `statusNames`, one for each pixel. */
  readonly status: Uint8Array;
}

/**
 * Thickness over the mean free path in every pixel.
 *
 * @param end Where the zero loss ends, above its peak, eV. @default from the sum of the map
 * @throws OperandoError `outside-range` for spectra without a zero loss, or with no end of it.
 */
export function thicknessMap(
  energies: Float64Array,
  shape: MapShape,
  { counts }: MapFrame,
  end: number | undefined,
  gain = 1,
): ThicknessMap {
  const pixels = shape.rows * shape.columns;
  const limit = end ?? zeroLossEndOfMap(energies, shape, counts);
  const out = {
    values: new Float64Array(pixels),
    stderr: new Float64Array(pixels),
    lower: new Float64Array(pixels),
    upper: new Float64Array(pixels),
    status: new Uint8Array(pixels),
  };
  for (let p = 0; p < pixels; p++) {
    const at = p * shape.channels;
    const { energy } = zeroLossPeak(energies, counts, at, gain);
    const { value, lower, stderr, upper, status } = thicknessOf(energies, counts, energy + limit, at, gain, energy);
    out.values[p] = value;
    out.stderr[p] = stderr;
    out.upper[p] = upper;
    out.lower[p] = lower;
    out.status[p] = status;
  }
  return out;
}

/** Where the zero loss of a map ends. @throws OperandoError `outside-range`. */
export function zeroLossEndOfMap(
  energies: Float64Array,
  { channels, rows, columns }: MapShape,
  counts: Float64Array,
): number {
  const sum = new Float64Array(channels);
  for (let p = 0; p < rows * columns; p++) for (let i = 0; i < channels; i++) sum[i]! += counts[p * channels + i]!;
  const end = zeroLossEnd(energies, sum);
  if (Number.isFinite(end)) return end;
  throw new OperandoError('outside-range', 'the spectra have no zero loss, or it is not seen where it ends.', {
    where: { parameter: 'zeroLossEnd' },
    cure: 'Give low-loss spectra that hold the zero loss, and where it ends in eV.',
  });
}
