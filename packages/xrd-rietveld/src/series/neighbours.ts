import type { FitState } from '../fit/fit-types.js';
import type { FrameRow } from './row-types.js';

/** Frames that say what is usual. */
const remembered = 21;

/** A chi^2 so many standard deviations, and by such a part, above the usual one: worth a second try, which may only better it. */
const badness = 5;
const worse = 0.1;

/** A frame beside another, as fitted. */
export interface Neighbour {
  readonly frame: number;
  readonly state: FitState;
  readonly shape: readonly boolean[];
}

/** Values in a straight line between two frames, or those of the only one. */
export function between(
  at: number,
  before: Neighbour | undefined,
  after: Neighbour | undefined,
): Neighbour | undefined {
  if (before === undefined || after === undefined) return before ?? after;
  const share = (at - before.frame) / (after.frame - before.frame);
  const mix = (one: Float64Array, other: Float64Array): Float64Array => one.map((v, k) => v + share * (other[k]! - v));
  const state = { values: mix(before.state.values, after.state.values), linear: before.state.linear };
  return { frame: at, state, shape: before.shape };
}

/** Evidence of the phases of a frame. */
export function evidenceIn({ phases }: FrameRow): Float64Array {
  return Float64Array.from(phases, ({ evidence }) => evidence);
}

/** Whether a fit of a frame is better than another. */
export function isBetter(one: FrameRow, other: FrameRow): boolean {
  if (!Number.isFinite(one.chiSquare)) return false;
  return !Number.isFinite(other.chiSquare) || one.chiSquare < other.chiSquare - 1;
}

/** Median of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Keep the last few numbers. */
export function remember(values: number[], value: number): void {
  values.push(value);
  if (values.length > remembered) values.shift();
}

/** Chi^2 per degree of freedom that half the frames stay below. */
export function usualChiSquare(rows: readonly FrameRow[]): number {
  const all = rows.flatMap(({ goodnessOfFit }) => (Number.isFinite(goodnessOfFit) ? [goodnessOfFit ** 2] : []));
  return all.toSorted((a, b) => a - b)[(all.length - 1) >> 1] ?? Number.NaN;
}

/** Whether a frame is described worse than is usual, by more than chance. */
export function isWorse({ goodnessOfFit, degreesOfFreedom }: FrameRow, usual: number): boolean {
  return goodnessOfFit ** 2 / usual - 1 > Math.max(worse, badness * Math.sqrt(2 / degreesOfFreedom));
}
