import type { KnownShifts } from './edge-fitter.js';
import type { MapFrame, MapShape } from './map-frame.js';

/** A zero-loss peak: its place, eV, and its full width at half maximum. */
export interface ZeroLoss {
  /** Place, eV. */
  readonly energy: number;
  /** Standard error of the place, eV. */
  readonly stderr: number;
  /** Full width at half maximum, eV. */
  readonly fwhm: number;
}

const none: ZeroLoss = { energy: Number.NaN, stderr: Number.NaN, fwhm: Number.NaN };

/** Share of the highest count at which the first peak has begun: in thick samples the plasmons are higher than it. */
const begun = 0.1;
/** Channels over which noise may look like a fall. */
const ahead = 3;

/** The top of the first peak. */
function firstTop(counts: ArrayLike<number>, at: number, channels: number): number {
  let highest = 0;
  for (let i = 0; i < channels; i++) highest = Math.max(highest, counts[at + i]!);
  let top = 0;
  while (top < channels - 1 && !(counts[at + top]! > begun * highest)) top++;
  for (let i = top + 1; i < channels && i <= top + ahead; i++) if (counts[at + i]! > counts[at + top]!) top = i;
  return top;
}

/**
 * The zero-loss peak of a spectrum, which is its first: a Gaussian through the channels above half of its maximum (a parabola through the logarithms,
 * weighted by the counts), to a part of a channel. NaN where its top is at an end of the spectrum.
 *
 * @param at Where the spectrum begins in `counts`.
 * @param gain Counts of the detector for each electron. @default 1
 */
export function zeroLossPeak(energies: Float64Array, counts: ArrayLike<number>, at = 0, gain = 1): ZeroLoss {
  const channels = energies.length;
  const top = firstTop(counts, at, channels);
  const height = counts[at + top]!;
  if (!(height > 0) || top === 0 || top === channels - 1) return none;
  let [from, to] = [top, top];
  while (from > 0 && counts[at + from - 1]! > 0.5 * height) from--;
  while (to < channels - 1 && counts[at + to + 1]! > 0.5 * height) to++;
  // A peak of one or two channels: its neighbours tell where it stands.
  if (to - from < 2) [from, to] = [Math.max(0, top - 1), Math.min(channels - 1, top + 1)];
  const sums = new Float64Array(5);
  const right = new Float64Array(3);
  const step = energies[top]! - energies[top - 1]!;
  for (let i = from; i <= to; i++) {
    const n = counts[at + i]!;
    if (!(n > 0)) return none;
    const x = (energies[i]! - energies[top]!) / step;
    let power = n / gain;
    for (let k = 0; k < 5; k++, power *= x) {
      sums[k]! += power;
      if (k < 3) right[k]! += power * Math.log(n);
    }
  }
  // Centre the abscissa on the weighted mean, so that slope and curvature part.
  const [s0, s1, s2, s3, s4] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!, sums[4]!];
  const determinant = s0 * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2);
  const inverse = (a: number, b: number, c: number, d: number): number => (a * d - b * c) / determinant;
  const slope =
    inverse(s0, s2, s2, s4) * right[1]! - inverse(s1, s3, s2, s4) * right[0]! - inverse(s0, s1, s2, s3) * right[2]!;
  const bend =
    inverse(s0, s1, s1, s2) * right[2]! - inverse(s0, s1, s2, s3) * right[1]! + inverse(s1, s2, s2, s3) * right[0]!;
  if (!(bend < 0)) return none;
  const place = -slope / (2 * bend);
  if (!(Math.abs(place) <= to - from + 1)) return none;
  // d place = -(d slope + 2 place d bend) / (2 bend), with the covariance of both.
  const [vs, vb, both] = [inverse(s0, s2, s2, s4), inverse(s0, s1, s1, s2), -inverse(s0, s1, s2, s3)];
  const variance = (vs + 4 * place * place * vb + 4 * place * both) / (4 * bend * bend);
  return {
    energy: energies[top]! + place * step,
    stderr: Math.sqrt(Math.max(0, variance)) * step,
    fwhm: 2 * Math.sqrt(Math.log(2) / -bend) * step,
  };
}

/** Where the zero loss of every pixel stands: what its energies read too high. */
export function alignZeroLoss(energies: Float64Array, shape: MapShape, { counts }: MapFrame, gain = 1): KnownShifts {
  const pixels = shape.rows * shape.columns;
  const [values, stderr] = [new Float64Array(pixels), new Float64Array(pixels)];
  for (let p = 0; p < pixels; p++) {
    const peak = zeroLossPeak(energies, counts, p * shape.channels, gain);
    values[p] = peak.energy;
    stderr[p] = peak.stderr;
  }
  return { values, stderr };
}
