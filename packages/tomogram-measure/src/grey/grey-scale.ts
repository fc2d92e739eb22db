import { OperandoError } from '@operando/core';
import { greyPeaks } from './find-peaks.js';
import type { LevelCounts } from './level-counts.js';
import { settlePeak, totalCounts } from './peaks.js';
import { scatterWithin } from './ring-scatter.js';
import { overPixels } from './rings.js';
import type { Rings } from './rings.js';

/** Two materials that do not change, by what their grey values are in some frame. */
export interface GreyReferences {
  /** Grey value that becomes 0. */
  readonly zero: number;
  /** Grey value that becomes 1. */
  readonly one: number;
}

/** How the grey values of one frame become multiples of the contrast between two materials that do not change. */
export interface GreyScale {
  /** Level of the material at 0, grey values, over all rings. */
  readonly zero: number;
  /** Level of the material at 1, grey values, over all rings. */
  readonly one: number;
  /** Standard error of `zero`, grey values. */
  readonly zeroError: number;
  /** Its standard error, grey values. */
  readonly oneError: number;
  /** Scatter of single voxels in units of the contrast, mean of both materials. */
  readonly sigma: number;
  /** For each pixel of a slice: corrected = (grey - offset) x gain. */
  readonly offset: Float32Array;
  /** For each pixel of a slice, 1 over grey values. */
  readonly gain: Float32Array;
}

/** The two peaks of a frame that lie most like the references, with gain and offset allowed to have drifted. */
function pairOfPeaks({ counts, steps }: LevelCounts, { zero, one }: GreyReferences): [number, number, number, number] {
  const contrast = Math.abs(one - zero);
  const total = totalCounts(counts, steps.count);
  const all = total.reduce((sum, value) => sum + value, 0);
  const peaks = greyPeaks(total, steps, contrast / 4).filter(({ voxels }) => voxels > 1e-3 * all);
  let best: [number, number, number, number] | undefined;
  let least = Infinity;
  for (const a of peaks) {
    for (const b of peaks) {
      const gain = (b.level - a.level) / (one - zero);
      const shift = (a.level + b.level - zero - one) / (2 * contrast);
      if (!(gain > 0.5 && gain < 2)) continue;
      // Materials that fill the region count for more than what lies between them by chance.
      const rarity = Math.log(all / a.voxels) + Math.log(all / b.voxels);
      const cost = (gain - 1) ** 2 + shift ** 2 + 0.05 * rarity;
      if (cost < least) [least, best] = [cost, [a.level, b.level, a.sigma, b.sigma]];
    }
  }
  if (best === undefined) {
    throw new OperandoError(
      'outside-range',
      `no two peaks of the grey values lie like the references ${zero} and ${one}; there are ${
        peaks
          .slice(0, 8)
          .map(({ level }) => level.toPrecision(4))
          .join(', ') || 'none'
      }${peaks.length > 8 ? ', and more' : ''}`,
      {
        cure: 'Give the grey values that the two materials have in the first volume, and a region that holds them. Where cupping smears them (beam hardening), correct it in the reconstruction.',
      },
    );
  }
  return best;
}

/** Fewest voxels of a material in a ring from which its level is taken. */
const fewest = 60;

/** Level of a material in each ring, followed from ring to ring outwards and inwards from the ring with most of it. */
function ringLevels(
  { counts, steps }: LevelCounts,
  start: { level: number; sigma: number },
): [Float64Array, Float64Array] {
  const rings = counts.length / steps.count;
  const levels = new Float64Array(rings).fill(Number.NaN);
  const voxels = new Float64Array(rings);
  const settle = (ring: number, level: number): number => {
    const peak = settlePeak(counts, ring * steps.count, steps, { level, sigma: start.sigma }, false);
    voxels[ring] = peak.voxels;
    // A ring without the material would wander off to another.
    const isTrusted = peak.voxels >= fewest && Math.abs(peak.level - level) < 1.5 * start.sigma;
    if (isTrusted) levels[ring] = peak.level;
    return isTrusted ? peak.level : level;
  };
  const densities = Float64Array.from(
    levels,
    (_, ring) => settlePeak(counts, ring * steps.count, steps, start, false).voxels,
  );
  const first = densities.indexOf(Math.max(...densities));
  let level = settle(first, start.level);
  for (let ring = first + 1, near = level; ring < rings; ring++) near = settle(ring, near);
  for (let ring = first - 1; ring >= 0; ring--) level = settle(ring, level);
  return [levels, voxels];
}

/** Rings from which levels beyond the last one are drawn on, and fewest of them. */
const drawnFrom = 24;
const fewestDrawn = 8;

/** Levels beyond some known rings: cupping goes with the square of the radius. Constant where few rings are known. */
function drawnOn(levels: Float64Array, known: readonly number[]): (ring: number) => number {
  const count = known.length;
  const nearest = levels[known[0]!]!;
  if (count < fewestDrawn) return () => nearest;
  const squares = known.map((ring) => (ring + 0.5) ** 2);
  const [middle, mean] = [squares, known.map((ring) => levels[ring]!)].map(
    (values) => values.reduce((sum, value) => sum + value, 0) / count,
  ) as [number, number];
  let [cross, spread] = [0, 0];
  squares.forEach((square, k) => {
    cross += (square - middle) * (levels[known[k]!]! - mean);
    spread += (square - middle) ** 2;
  });
  return (ring) => mean + (cross / spread) * ((ring + 0.5) ** 2 - middle);
}

/** Fill rings without a level from those beside them. */
function filled(levels: Float64Array): Float64Array {
  const known = Array.from(levels.keys()).filter((ring) => Number.isFinite(levels[ring]));
  if (known.length === 0) return levels;
  const outwards = drawnOn(levels, known.slice(-drawnFrom).toReversed());
  const last = known.at(-1)!;
  let k = 0;
  return levels.map((level, ring) => {
    if (Number.isFinite(level)) return level;
    if (ring > last) return outwards(ring);
    while (k + 1 < known.length && known[k + 1]! <= ring) k++;
    const [a, b] = [known[k]!, known[k + 1]!];
    if (ring <= a) return levels[a]!;
    return levels[a]! + ((ring - a) / (b - a)) * (levels[b]! - levels[a]!);
  });
}

function meanOf(levels: Float64Array, voxels: Float64Array): [mean: number, error: number] {
  let [sum, weight] = [0, 0];
  levels.forEach((level, ring) => {
    if (!Number.isFinite(level)) return;
    sum += level * voxels[ring]!;
    weight += voxels[ring]!;
  });
  return [sum / weight, weight];
}

/**
 * The grey scale of a frame from two materials that do not change: beam energy, dose and detector drift change grey values
 * by some per cent from scan to scan, cupping and rings across a slice. Each ring about the axis has its own two levels.
 *
 * @throws OperandoError `outside-range` where the frame has no two peaks like the references.
 */
export function greyScale(counts: LevelCounts, rings: Rings, references: GreyReferences): GreyScale {
  const [zeroPeak, onePeak, zeroSigma, oneSigma] = pairOfPeaks(counts, references);
  const [zeros, zeroVoxels] = ringLevels(counts, { level: zeroPeak, sigma: zeroSigma });
  const [ones, oneVoxels] = ringLevels(counts, { level: onePeak, sigma: oneSigma });
  const [zero, zeroWeight] = meanOf(zeros, zeroVoxels);
  const [one, oneWeight] = meanOf(ones, oneVoxels);
  const zeroMap = filled(zeros);
  const oneMap = filled(ones);
  if (!Number.isFinite(zero) || !Number.isFinite(one)) {
    throw new OperandoError(
      'outside-range',
      `the grey values ${zeroPeak.toPrecision(4)} and ${onePeak.toPrecision(4)} are not found in rings about the axis`,
      {
        cure: 'Give the axis of rotation, or evenGrey (command: --even-grey) to correct whole volumes alike.',
      },
    );
  }
  const sigma =
    Math.min(scatterWithin(counts, zeros, zeroSigma), scatterWithin(counts, ones, oneSigma)) / Math.abs(one - zero);
  return {
    zero,
    one,
    // A mean of values between 1.5 sigma scatters little more than one of all.
    zeroError: (1.1 * zeroSigma) / Math.sqrt(zeroWeight),
    oneError: (1.1 * oneSigma) / Math.sqrt(oneWeight),
    sigma,
    offset: overPixels(rings, zeroMap),
    gain: overPixels(
      rings,
      oneMap.map((level, ring) => 1 / (level - zeroMap[ring]!)),
    ),
  };
}
