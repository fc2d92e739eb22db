import { statusOf } from '@operando/core';
import type { Status } from '@operando/core';
import type { ReflectionRows } from './reflection-rows.js';
import { isMeasured } from './reflection-status.js';

/** Areas of a reflection, slice after slice. */
type AreaRows = Pick<ReflectionRows, 'area' | 'areaStderr' | 'status'>;

/** Area of a phase, slice after slice. */
export interface PhaseAreas {
  readonly values: number[];
  readonly stderr: number[];
  readonly status: Status[];
  /** Share of the area that was fitted in each slice, by the slices that have all; 1 where all of it was, NaN where nothing was. */
  readonly share: number[];
}

/** So many slices tell what shares reflections have; with fewer, one of them could. */
const leastWhole = 3;

/** What some reflections have of the area of all, over slices that have all. */
interface Share {
  readonly value: number;
  /** Standard deviation beyond noise from slice to slice: grains, and content where it changes structure factors. */
  readonly scatter: number;
}

function shareOf(some: readonly AreaRows[], all: readonly AreaRows[], slices: readonly number[]): Share {
  const others = all.filter((each) => !some.includes(each));
  const sum = (rows: readonly AreaRows[], s: number): number => rows.reduce((total, { area }) => total + area[s]!, 0);
  const variance = (rows: readonly AreaRows[], s: number): number =>
    rows.reduce((total, { areaStderr }) => total + (areaStderr[s]! || 0) ** 2, 0);
  const total = slices.reduce((over, s) => over + sum(all, s), 0);
  const value = slices.reduce((over, s) => over + sum(some, s), 0) / total;
  let beyondNoise = 0;
  let squares = 0;
  for (const s of slices) {
    const whole = sum(all, s);
    beyondNoise += (sum(some, s) - value * whole) ** 2;
    beyondNoise -= (1 - value) ** 2 * variance(some, s) + value ** 2 * variance(others, s);
    squares += whole ** 2;
  }
  return { value, scatter: Math.sqrt(Math.max(0, beyondNoise) / squares) };
}

const fittedIn = (rows: readonly AreaRows[], s: number): readonly AreaRows[] =>
  rows.filter(({ area }) => Number.isFinite(area[s]!));

/** Which of all these are, as a text. */
const keyOf = (some: readonly AreaRows[], all: readonly AreaRows[]): string =>
  some.map((each) => all.indexOf(each)).join();

const wholeSlices = (some: readonly AreaRows[], slices: number): number[] =>
  Array.from({ length: slices }, (_, s) => s).filter((s) => fittedIn(some, s).length === some.length);

/** Reflections that make up the area: all that were ever fitted, or, where hardly a slice has all of these, those that most slices have. */
function usedReflections(fitted: readonly AreaRows[], slices: number): readonly AreaRows[] {
  const sets = new Map<string, readonly AreaRows[]>();
  for (let s = 0; s < slices; s++) {
    const some = fittedIn(fitted, s);
    if (some.length > 0) sets.set(keyOf(some, fitted), some);
  }
  const candidates = Array.from(sets.values(), (some) => ({ some, having: wholeSlices(some, slices).length })).toSorted(
    (a, b) => b.some.length - a.some.length || b.having - a.having,
  );
  const most = candidates.reduce((best, { having }) => Math.max(best, having), 0);
  // As many as have enough; where none has, those that most have.
  return candidates.find(({ having }) => having >= Math.min(leastWhole, most))?.some ?? [];
}

/**
 * Area of a phase in every slice: the sum over its reflections. Where some could not be fitted (they lie on others there, or on masked
 * channels), that of the rest is divided by the share that these have in slices where all were fitted, so that slices can be compared;
 * its error holds how far that share varies. NaN where none was fitted.
 *
 * @param slices How many there are: the length of all rows.
 */
export function phaseAreas(own: readonly AreaRows[], slices: number): PhaseAreas {
  const areas: PhaseAreas = { values: [], stderr: [], status: [], share: [] };
  const used = usedReflections(
    own.filter(({ area }) => area.some(Number.isFinite)),
    slices,
  );
  const whole = wholeSlices(used, slices);
  const shares = new Map<string, Share>();
  for (let s = 0; s < slices; s++) {
    const seen = fittedIn(used, s);
    if (seen.length === 0) {
      areas.values.push(Number.NaN);
      areas.stderr.push(Number.NaN);
      areas.share.push(Number.NaN);
      areas.status.push(own.every(({ status }) => status[s] === statusOf.masked) ? 'masked' : 'failed');
      continue;
    }
    const key = keyOf(seen, used);
    const known = shares.get(key);
    const share = known ?? (seen.length === used.length ? { value: 1, scatter: 0 } : shareOf(seen, used, whole));
    if (known === undefined) shares.set(key, share);
    // Where these have no area of their own in the slices that have all, nothing is known of the rest.
    const isKnown = share.value > share.scatter;
    const value = seen.reduce((sum, { area }) => sum + area[s]!, 0);
    // An area that ended on its bound, 0, has no error: the sum is known as well as the others are.
    const stderr = Math.sqrt(seen.reduce((sum, { areaStderr }) => sum + (areaStderr[s]! || 0) ** 2, 0));
    areas.values.push(isKnown ? value / share.value : Number.NaN);
    areas.stderr.push(isKnown ? Math.hypot(stderr, (value * share.scatter) / share.value) / share.value : Number.NaN);
    areas.share.push(isKnown ? share.value : Number.NaN);
    areas.status.push(
      !isKnown ? 'masked' : seen.some(({ status }) => isMeasured(status[s]!)) ? 'converged' : 'not-visible',
    );
  }
  return areas;
}
