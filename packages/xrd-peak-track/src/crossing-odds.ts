import { median } from '@operando/numerics';
import { restlessness } from './motion.js';
import type { Course, Motion } from './motion.js';
import { motionOf, restlessnessOf } from './motion-between.js';
import { triedVariances } from './random-walk.js';
import type { Likely, Seen } from './random-walk.js';
import type { Dated } from './track-line.js';
import { trendEvidence } from './trend-evidence.js';
import type { TrendChange, TrendChanges } from './trend-evidence.js';

/** Points of two tracks that stand by themselves on one side of a crossing, the nearest first. */
export type PairSide = readonly [readonly Dated[], readonly Dated[]];

/** How often a track turns within a crossing, and how often a ratio changes there by more than it does beside it. */
const turns = 0.01;
const changes = 0.001;
/** What it may do then: change of the rate in widths per frame, of the logarithms of the ratios of areas and widths. */
const turn = 0.12;
const otherRatio = { area: 1, fwhm: 0.3 };
/** Changes of these logarithms from frame to frame that are usual, their trends, and what they may change besides within a crossing. */
const usualChange = { area: 0.015, fwhm: 0.01 };
const trend = { area: 0.02, fwhm: 0.005 };
const anyway = { area: 0.1, fwhm: 0.05 };
/** Shares of both hypotheses that are not told apart: a weight that was too small to be kept. */
const leastWeight = 1e-3;

/** Logarithm of the sum of exponentials. */
function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most === -Infinity ? most : most + Math.log(logs.reduce((sum, one) => sum + Math.exp(one - most), 0));
}

/** How likely a change is beforehand, of so many that are tried: none as likely as all others. */
const priorOf = (change: number, count: number): number => (change === 0 ? 0.5 : 0.5 / (count - 1));

/**
 * Ways in which a ratio may change: with random changes, or a trend, or both, or none; that it stands still is as likely as that it
 * walks, and that it has no trend as that it has one.
 */
function ways(of: 'area' | 'fwhm'): (TrendChanges & { readonly weight: number })[] {
  const variances = triedVariances(usualChange[of]);
  return variances.flatMap((perFrame) =>
    [0, trend[of] ** 2].map((slopeVariance) => ({
      perFrame,
      slopeVariance,
      weight: priorOf(perFrame, variances.length) / 2,
    })),
  );
}

/** Changes that are tried, and what two sides together make of them. */
function bothLikely(before: readonly Likely[], after: readonly Likely[], tried: readonly number[]): readonly Likely[] {
  const weightIn = (side: readonly Likely[], change: number): number =>
    side.find((one) => one.change === change)?.weight ?? leastWeight;
  // Each side has reckoned with what is likely beforehand.
  return tried.map((change) => ({
    change,
    weight: (weightIn(before, change) * weightIn(after, change)) / priorOf(change, tried.length),
  }));
}

/** How a track moves on one side, for each change of its rate that is tried, carried on to a frame. */
interface SideMotion {
  readonly likely: readonly Likely[];
  readonly motions: readonly Motion[];
}

const rateChanges = triedVariances(restlessness).map(Math.sqrt);

function sideMotion(points: readonly Dated[], frame: number, width: number, course: Course): SideMotion {
  return {
    likely: restlessnessOf(points.toReversed(), width, course),
    motions: rateChanges.map((change) => motionOf(points, frame, width, change, course)!),
  };
}

/** Logarithm of how well two motions agree in one frame. @param variance Of the change of the rate between them, besides. */
function agreement(before: Motion, after: Motion, frames: number, variance: number): number {
  const [off, change] = [after.center - before.center, after.velocity - before.velocity];
  // Somewhere between both sides: on the way there it moved as on one of them.
  const center = before.centerVariance + after.centerVariance + (variance * (frames * frames)) / 12;
  const both = before.covariance + after.covariance;
  const velocity = before.velocityVariance + after.velocityVariance + variance;
  const determinant = center * velocity - both * both;
  return (
    -0.5 *
    (Math.log(determinant) + (velocity * off * off - 2 * both * off * change + center * change * change) / determinant)
  );
}

/** Logarithms of how likely a track that came so went on so, steadily and with a turn. */
function wayOn(before: SideMotion, after: SideMotion, frames: number, width: number): readonly [number, number] {
  const likely = bothLikely(before.likely, after.likely, rateChanges);
  const by = (variance: number): number =>
    logSum(
      likely.map(
        ({ weight }, k) => Math.log(weight) + agreement(before.motions[k]!, after.motions[k]!, frames, variance),
      ),
    );
  return [by(0), by((turn * width) ** 2)];
}

/**
 * The same of two tracks. That both turn is no rarer than that one does: a cell that is charged and discharged turns all that it
 * moves.
 */
function waysOn([steady, turned]: readonly [number, number], [other, otherTurned]: readonly [number, number]): number {
  const rare = Math.log(turns);
  return logSum([steady + other, rare + turned + other, rare + steady + otherTurned, rare + turned + otherTurned]);
}

/** Logarithms of the ratio of areas, or widths, of two tracks in frames in which both stand by themselves, the nearest first. */
function ratiosOf([one, other]: PairSide, of: 'area' | 'fwhm'): Seen[] {
  const errorName = `${of}Error` as const;
  const pairs = one.flatMap(({ frame, point }) => {
    const second = other.find((dated) => dated.frame === frame)?.point;
    if (second === undefined || !(point[of] > 0) || !(second[of] > 0)) return [];
    const variance = (point[errorName] / point[of]) ** 2 + (second[errorName] / second[of]) ** 2;
    if (!(variance > 0 && variance < Infinity)) return [];
    const isFree = point.shapeKnown.fwhm === Infinity && second.shapeKnown.fwhm === Infinity;
    return [{ frame, value: Math.log(point[of] / second[of]), variance, isFree }];
  });
  const free = pairs.filter(({ isFree }) => isFree);
  // What was helped has its errors in common: the nearest speaks for all.
  const heard = free.length > 0 ? free : pairs.slice(0, 1);
  // Of errors of single points those of what came out small would be small.
  const variance = median(heard.map((pair) => pair.variance));
  return heard.map(({ frame, value }) => ({ frame, value, variance }));
}

/** By how much it is likelier, as a logarithm, that a ratio went on as it was than that it was turned over. */
function ratioOdds(before: PairSide, after: PairSide, of: 'area' | 'fwhm'): number {
  const [from, to] = [ratiosOf(before, of).toReversed(), ratiosOf(after, of)];
  if (from.length === 0 || to.length === 0) return 0;
  const level = anyway[of] ** 2;
  const evidence = (sign: 1 | -1): number => {
    const signed = to.map(({ frame, value, variance }) => ({ frame, value: sign * value, variance }));
    return logSum(
      ways(of).map(({ perFrame, slopeVariance, weight }) => {
        const by = (change: TrendChange): number => trendEvidence(from, signed, { perFrame, slopeVariance }, change);
        const usual = by({ level, slope: 0 });
        const other = by({ level: level + otherRatio[of] ** 2, slope: trend[of] ** 2 });
        return Math.log(weight) + logSum([usual, Math.log(changes) + other]);
      }),
    );
  };
  return evidence(1) - evidence(-1);
}

/** By how much it is likelier, as logarithms, that two tracks went on through each other than that their names are exchanged behind. */
export interface CrossingOdds {
  /** By places and rates. */
  readonly motion: number;
  /** By ratios of areas and of widths. */
  readonly ratio: number;
}

/**
 * By how much it is likelier that two tracks went on through each other with the names that they have behind than with these
 * exchanged: places and rates of each as random walks of the rate, and ratios of areas and of widths as random walks, each as strong
 * as both sides make it; beforehand both are as likely.
 *
 * @param frame Where both sides are compared, the middle. @param frames How long they lay within each other.
 */
export function crossingOdds(
  before: PairSide,
  after: PairSide,
  frame: number,
  frames: number,
  course: Course,
): CrossingOdds {
  const width = median([...before, ...after].map((side) => median(side.map(({ point }) => point.fwhm))));
  const motion = (points: readonly Dated[]): SideMotion => sideMotion(points, frame, width, course);
  const [a, b] = [motion(before[0]), motion(before[1])];
  const [c, d] = [motion(after[0]), motion(after[1])];
  const way = (from: SideMotion, to: SideMotion): readonly [number, number] => wayOn(from, to, frames, width);
  return {
    motion: waysOn(way(a, c), way(b, d)) - waysOn(way(a, d), way(b, c)),
    ratio: ratioOdds(before, after, 'area') + ratioOdds(before, after, 'fwhm'),
  };
}
