import type { MeasuredColumn } from '@operando/core';
import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** Straight pieces through a parameter's values. */
export interface FoundMoments {
  /** First frame, moments, last frame. */
  readonly knots: Float64Array;
  /** At these. */
  readonly heights: Float64Array;
}

/** Most places where a moment is tried. */
const mostTried = 300;
/** How often all moments are moved to where they are best. */
const sweeps = 4;
/** Frames between moments, and before the first and after the last. */
const leastFrames = 2;

/** Share of an interval that a golden section keeps. */
const golden = 0.5 * (Math.sqrt(5) - 1);

interface Points {
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

interface Fitted {
  readonly chiSquare: number;
  readonly heights: Float64Array;
}

/** Straight pieces that meet at knots, fitted to points. */
function fitPieces({ at, values, weights }: Points, knots: readonly number[]): Fitted {
  const n = knots.length;
  const normal = new Float64Array(n * n);
  const heights = new Float64Array(n);
  let piece = 0;
  let squares = 0;
  at.forEach((place, i) => {
    while (piece < n - 2 && place >= knots[piece + 1]!) piece++;
    const share = (place - knots[piece]!) / (knots[piece + 1]! - knots[piece]!);
    const [weight, value] = [weights[i]!, values[i]!];
    normal[piece * n + piece]! += weight * (1 - share) ** 2;
    normal[(piece + 1) * n + piece]! += weight * share * (1 - share);
    normal[(piece + 1) * n + piece + 1]! += weight * share * share;
    heights[piece]! += weight * (1 - share) * value;
    heights[piece + 1]! += weight * share * value;
    squares += weight * value * value;
  });
  const right = heights.slice();
  if (!choleskyInPlace(normal, n)) return { chiSquare: Infinity, heights };
  choleskySolveInPlace(normal, n, heights);
  return { chiSquare: heights.reduce((sum, height, k) => sum - height * right[k]!, squares), heights };
}

/** Where a function is lowest to either side of a place, by golden sections. */
function lowestBetween(value: (place: number) => number, low: number, middle: number, high: number): number {
  const sides = [
    [low, middle],
    [middle, high],
  ].map(([from, to]) => {
    let [a, b] = [from!, to!];
    for (let k = 0; k < 20; k++) {
      const [c, d] = [b - golden * (b - a), a + golden * (b - a)];
      if (value(c) < value(d)) b = d;
      else a = c;
    }
    return 0.5 * (a + b);
  });
  return value(sides[0]!) < value(sides[1]!) ? sides[0]! : sides[1]!;
}

/**
 * Moments at which a parameter changes how fast it changes: one after another where chi2 falls most, all moved to where they are best
 * together, kept while each lowers chi2 by more than its price; where the values scatter more than their errors say, by so much more.
 *
 * @param most Moments at most.
 * @param price What a moment must gain. @default 3 ln(frames) + 6, for which a straight line is bent in less than one of a hundred cases
 */
export function findMoments(at: ArrayLike<number>, column: MeasuredColumn, most: number, price?: number): FoundMoments {
  const usable = Array.from({ length: at.length }, (_, f) => f).filter(
    (f) => Number.isFinite(column.values[f]!) && column.stderr[f]! > 0,
  );
  // Values as seen from their mean: differences of large squares would be lost.
  const mean = usable.reduce((sum, f) => sum + column.values[f]!, 0) / Math.max(1, usable.length);
  const points: Points = {
    at: Float64Array.from(usable, (f) => at[f]!),
    values: Float64Array.from(usable, (f) => column.values[f]! - mean),
    weights: Float64Array.from(usable, (f) => 1 / column.stderr[f]! ** 2),
  };
  const ends = [at[0]!, at[at.length - 1]!];
  const cost = price ?? 3 * Math.log(Math.max(2, usable.length)) + 6;
  const every = Math.max(1, Math.ceil(usable.length / mostTried));
  const tried = points.at.filter((_, i) => i % every === 0);
  const withEnds = (moments: readonly number[]): number[] => [ends[0]!, ...moments.toSorted((a, b) => a - b), ends[1]!];
  const isRoomy = (knots: readonly number[]): boolean =>
    knots.every((knot, k) => {
      if (k === 0) return true;
      const within = points.at.reduce((sum, place) => sum + (place >= knots[k - 1]! && place <= knot ? 1 : 0), 0);
      return within > leastFrames;
    });
  const chiSquareWith = (others: readonly number[], moment: number): number => {
    const knots = withEnds([...others, moment]);
    return isRoomy(knots) ? fitPieces(points, knots).chiSquare : Infinity;
  };
  /** The best place for one moment more: at a frame, then between its neighbours. */
  const addTo = (others: readonly number[]): { readonly moment: number; readonly chiSquare: number } | undefined => {
    const all = tried.map((moment) => chiSquareWith(others, moment));
    const best = all.reduce((least, each, i) => (each < all[least]! ? i : least), 0);
    if (!(all[best]! < Infinity)) return undefined;
    const moment = lowestBetween(
      (place) => chiSquareWith(others, place),
      tried[Math.max(0, best - 1)]!,
      tried[best]!,
      tried[Math.min(tried.length - 1, best + 1)]!,
    );
    const chiSquare = chiSquareWith(others, moment);
    return chiSquare < all[best]! ? { moment, chiSquare } : { moment: tried[best]!, chiSquare: all[best]! };
  };
  let moments: number[] = [];
  let kept: number[] = [];
  let last = fitPieces(points, withEnds([])).chiSquare;
  for (let count = 1; count <= most; count++) {
    const added = addTo(moments);
    if (added === undefined) break;
    moments = moments.concat(added.moment);
    let { chiSquare } = added;
    let isMoving = moments.length > 1;
    for (let sweep = 0; sweep < sweeps && isMoving; sweep++) {
      isMoving = false;
      for (let k = 0; k < moments.length; k++) {
        const moved = addTo(moments.filter((_, m) => m !== k));
        if (moved !== undefined && moved.chiSquare < chiSquare) {
          moments = moments.with(k, moved.moment);
          isMoving ||= moved.chiSquare < chiSquare - 1e-3;
          ({ chiSquare } = moved);
        }
      }
    }
    const scatter = Math.max(1, chiSquare / Math.max(1, usable.length - 2 - 2 * count));
    // Two changes may show where one alone does not.
    if (last - chiSquare > (count - kept.length) * cost * scatter) {
      kept = moments;
      last = chiSquare;
    }
  }
  const knots = withEnds(kept);
  return {
    knots: Float64Array.from(knots),
    heights: fitPieces(points, knots).heights.map((height) => height + mean),
  };
}
