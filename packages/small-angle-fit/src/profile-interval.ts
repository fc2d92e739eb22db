import { OperandoError } from '@operando/core';
import { findAmplitudes, spreadShapes } from './starts.js';
import type { CutFit } from './fit-cut.js';
import { fitFrom } from './fit-from.js';
import type { CutProblem } from './fit-from.js';

/** How an interval is sought by refits. */
export interface ProfileOptions {
  /** Values that the parameter is held at. @default 15 */
  readonly points?: number | undefined;
  /** Starts of the refits beside those of their neighbours. @default 3 */
  readonly starts?: number | undefined;
}

/** How well the data describe themselves with a parameter held at values: all others are fitted again at each. */
export interface ProfileInterval {
  /** Of the parameter. */
  readonly name: string;
  /** Of the parameter. */
  readonly unit: string;
  /** Increasing. */
  readonly values: Float64Array;
  /** Least chi-square at each. */
  readonly chiSquare: Float64Array;
  /** Of the best fit. */
  readonly leastChiSquare: number;
  /** One standard deviation: chi-square has risen by 1. */
  readonly interval: ProfileRange;
  /** 95 %: it has risen by 3.84. */
  readonly interval95: ProfileRange;
}

/** Where chi-square has risen so far. */
export interface ProfileRange {
  /** The last value tried where it has not risen. */
  readonly low: number;
  /** Upper end, in the unit of the parameter. */
  readonly high: number;
  /** It has not risen as far as was tried: the data set no end. */
  readonly isOpenBelow: boolean;
  /** The data set no upper end. */
  readonly isOpenAbove: boolean;
}

/** Steps of a refit from elsewhere: one that needs more is not on its way to a better place. */
const mostSteps = 40;

/** A point of a profile: the best fit with the parameter held. */
interface Held {
  readonly at: number;
  readonly values: Float64Array;
  readonly chiSquare: number;
}

/** Refits with one parameter held. */
function createRefit(problem: CutProblem, fixed: readonly boolean[], which: number, starts: number) {
  const { curve, data, sigma } = problem;
  const held = fixed.map((each, k) => each || k === which);
  const short = { ...problem, maximumIterations: Math.min(mostSteps, problem.maximumIterations) };
  const isHeld = (k: number): boolean => held[k]!;
  return (at: number, from: Float64Array, isThorough: boolean): Held => {
    const shapes = from.slice();
    shapes[which] = at;
    const tried = [shapes, ...(isThorough ? spreadShapes(curve, shapes, starts, isHeld) : [])];
    let best: Held | undefined;
    for (const [t, each] of tried.entries()) {
      const start = findAmplitudes(curve, each, data.intensity, sigma, isHeld);
      const { parameters, chiSquare, status } = fitFrom(t === 0 ? problem : short, start.values, held);
      if (status !== 'failed' && !(chiSquare >= (best?.chiSquare ?? Infinity)))
        best = { at, values: parameters, chiSquare };
    }
    return best ?? { at, values: shapes, chiSquare: Number.POSITIVE_INFINITY };
  };
}

/** Rises of chi-square that intervals end at. */
const oneDeviation = 1;
const ninetyFive = 3.841;

/** Where a profile crosses a level between two points, by the straight line of its square root above the least. */
function crossing(inner: Held, outer: Held, least: number, rise: number): number {
  const near = Math.sqrt(Math.max(0, inner.chiSquare - least));
  const far = Math.sqrt(Math.max(0, outer.chiSquare - least));
  const share = (Math.sqrt(rise) - near) / (far - near);
  return inner.at + (outer.at - inner.at) * Math.min(1, Math.max(0, share));
}

/**
 * Interval of a parameter by its profile: it is held at values about the best, all others are fitted again from several
 * starts, and intervals end where chi-square has risen. Where a profile is wider than the standard error, the
 * error means nothing.
 *
 * @throws OperandoError `invalid-argument` for a name that is none, or a parameter that is held.
 */
export function profileOf(
  problem: CutProblem,
  fit: CutFit,
  name: string,
  options: ProfileOptions = {},
): ProfileInterval {
  const { points = 15, starts = 3 } = options;
  const which = fit.parameters.findIndex((each) => each.name === name);
  const fixed = fit.statuses.map((status) => status === 'held');
  if (which < 0 || fixed[which]!)
    throw new OperandoError('invalid-argument', `${name} was not fitted.`, {
      where: { parameter: 'name' },
      cure: `Fitted: ${fit.parameters.flatMap((each, k) => (fixed[k]! ? [] : [each.name])).join(', ')}.`,
    });
  const { lower, upper, unit } = fit.parameters[which]!;
  const refit = createRefit(problem, fixed, which, starts);
  const best: Held = { at: fit.values[which]!, values: fit.values, chiSquare: fit.chiSquare };
  const error = fit.stderr[which]!;
  const size = Math.abs(best.at) || 1;
  const usual = Number.isFinite(error) ? Math.min(error, 0.5 * size) : 0.1 * size;
  const half = Math.max(1, Math.floor(points / 2));
  const farthest = (direction: 1 | -1): number =>
    direction === 1 ? Math.min(upper, 5 * size) : Math.max(lower, 0.2 * size);
  /** Outward from the best, in steps that grow where nothing rises. */
  const walk = (direction: 1 | -1): Held[] => {
    const end = best.at < 0 ? (direction === 1 ? upper : lower) : farthest(direction);
    const found: Held[] = [];
    let step = (2.5 * usual) / half;
    let last = best;
    for (let i = 0; i < 2 * half && last.at !== end; i++) {
      const at = direction === 1 ? Math.min(end, last.at + step) : Math.max(end, last.at - step);
      // The others follow a valley: refitted from where the neighbour stood, and now and then from elsewhere.
      last = refit(at, last.values, i % 2 === 1);
      found.push(last);
      const risen = last.chiSquare - best.chiSquare;
      if (risen > 1.2 * ninetyFive) break;
      if (risen < ninetyFive * ((i + 1) / half) ** 2) step *= 1.5;
    }
    return found;
  };
  const below = walk(-1);
  const above = walk(1);
  let all = [...below.toReversed(), best, ...above];
  // Back from the ends, where another valley may have been found.
  all = mend(all, refit);
  const least = all.reduce((low, { chiSquare }) => Math.min(low, chiSquare), Infinity);
  return {
    name,
    unit,
    values: Float64Array.from(all, ({ at }) => at),
    chiSquare: Float64Array.from(all, ({ chiSquare }) => chiSquare),
    leastChiSquare: least,
    interval: rangeOf(all, least, oneDeviation),
    interval95: rangeOf(all, least, ninetyFive),
  };
}

/** Where a profile has risen. */
function rangeOf(all: readonly Held[], least: number, rise: number): ProfileRange {
  const isWithin = (each: Held): boolean => each.chiSquare <= least + rise;
  const first = all.findIndex(isWithin);
  const last = all.findLastIndex(isWithin);
  return {
    low: first === 0 ? all[0]!.at : crossing(all[first]!, all[first - 1]!, least, rise),
    high: last === all.length - 1 ? all[last]!.at : crossing(all[last]!, all[last + 1]!, least, rise),
    isOpenBelow: first === 0,
    isOpenAbove: last === all.length - 1,
  };
}

/** Refit points from their neighbours on both sides where these lie in a better valley. */
function mend(points: readonly Held[], refit: (at: number, from: Float64Array, isThorough: boolean) => Held): Held[] {
  const mended = [...points];
  for (const order of [1, -1] as const)
    for (let n = 1; n < mended.length; n++) {
      const i = order === 1 ? n : mended.length - 1 - n;
      const neighbour = mended[i - order]!;
      if (!(neighbour.chiSquare < mended[i]!.chiSquare - 0.05)) continue;
      const again = refit(mended[i]!.at, neighbour.values, false);
      if (again.chiSquare < mended[i]!.chiSquare) mended[i] = again;
    }
  return mended;
}
