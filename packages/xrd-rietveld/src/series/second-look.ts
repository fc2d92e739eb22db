import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';
import { coldStart, fitFrame } from './frame-fitter.js';
import type { FittedFrame, FrameStart } from './frame-fitter.js';
import { isBetter, isWorse, usualChiSquare } from './neighbours.js';
import type { FrameRow } from './row-types.js';
import { seekPhases } from './seek-phases.js';
import { asAmbiguous, compareMinima, framesAfterSteps, secondValues } from './two-solutions.js';
import type { Comparison } from './two-solutions.js';
import type { FrameData, SeriesWalk } from './walk-types.js';

/** Frames that end as they were before one that walks along them has found its way back to what is known. */
const joined = 3;
/** Frames that are begun anew, as if nothing were known of the others, at most. */
const mostAnchors = 8;
/** Values of the patterns that are asked for at once, at most, and patterns. */
const mostValues = 2_000_000;
const mostFrames = 32;

/** A way along the frames from one whose minimum is another than that of the walk before it. */
interface Course {
  at: number;
  readonly step: 1 | -1;
  from: Pick<FrameStart, 'state' | 'shape'>;
  asBefore: number;
}

/** What is looked at once more after a series was walked forward. */
export interface SecondLook {
  /** Frames to be looked at next, in the order in which they are wanted; none when all is done. */
  next(): readonly number[];
  /** Look at one of them. The row where that changed; undefined where it stays, and of those that are no longer wanted. */
  visit(frame: number, data: FrameData): FrameRow | undefined;
}

/**
 * Whether frames of a series that was walked forward have a better minimum, or another that is as good. The last frame, the one in the
 * middle, and those that are described worst are begun anew from what was given; where that leads elsewhere, and from each frame after a
 * long step of a cell, the walk goes back (and on, from frames that were begun anew), frame by frame, until it has come to what was
 * known for three frames. The better minimum is taken; where a pattern does not choose what differs is ambiguous.
 */
export function lookAgain(refiner: Refiner, walk: SeriesWalk): SecondLook {
  const { rows } = walk;
  const count = rows.length;
  const isUsable = (frame: number): boolean => rows[frame]!.status !== 'masked' && walk.kept(frame)?.isWeak !== true;
  const worst = (): number[] => {
    const usual = usualChiSquare(rows);
    const poor = rows.filter((row) => isUsable(row.frame) && !tried.has(row.frame) && isWorse(row, usual));
    return poor.toSorted((p, q) => q.goodnessOfFit - p.goodnessOfFit).map(({ frame }) => frame);
  };
  const first = rows.findIndex(({ frame }) => isUsable(frame));
  // The first was begun so.
  const tried = new Set<number>([first]);
  let waiting = [...new Set([nearest(count - 1, -1), nearest(count >> 1, 1), ...worst().slice(0, 1)])].filter(
    (frame) => frame !== undefined && !tried.has(frame),
  ) as number[];
  let anchor: number | undefined;
  let hasGained = false;
  let courses: Course[] = framesAfterSteps(refiner, rows).flatMap((at) => courseFrom(at, -1));

  return {
    next() {
      courses = courses.filter((course) => ahead(course, 1).length > 0);
      // All at once: sources that read no frame by itself are read through once for all.
      const share = Math.floor(mostValues / refiner.gridSize / courses.length);
      if (courses.length > 0)
        return courses.flatMap((course) => ahead(course, Math.max(joined, Math.min(mostFrames, share))));
      anchor = waiting.shift();
      if (anchor === undefined && hasGained) {
        hasGained = false;
        waiting = worst().slice(0, 1);
        anchor = waiting.shift();
      }
      return anchor === undefined || tried.size > mostAnchors ? [] : [anchor];
    },
    visit(frame, { intensity, sigma, mask }) {
      const course = courses.find((each) => ahead(each, 1)[0] === frame);
      if (course === undefined && frame !== anchor) return undefined;
      const data = refiner.observe(intensity, sigma, mask);
      const fitted =
        course === undefined
          ? soughtFrom(data, fit(frame, data, coldStart(refiner)))
          : fit(frame, data, { ...course.from, isWeak: false, isCold: false });
      const comparison = compareMinima(refiner, rows[frame]!, fitted.row);
      const isOther = comparison === 'better' || comparison === 'as-good';
      if (course === undefined) {
        tried.add(frame);
        anchor = undefined;
        if (isOther) {
          hasGained = true;
          for (const step of [-1, 1] as const) courses.push({ at: frame, step, from: fitted, asBefore: 0 });
        }
      } else {
        course.at = frame;
        course.asBefore = isOther ? 0 : course.asBefore + 1;
        if (isOther) course.from = fitted;
        if (course.asBefore >= joined) courses.splice(courses.indexOf(course), 1);
      }
      return isOther ? take(frame, fitted, comparison) : undefined;
    },
  };

  function fit(frame: number, data: Observations, start: FrameStart): FittedFrame {
    return fitFrame(refiner, frame, data, start, (evidence) => walk.decide(frame, evidence));
  }
  /** The same, or from where a phase that was missed was found, in a pattern that is not described. */
  function soughtFrom(data: Observations, fitted: FittedFrame): FittedFrame {
    const found = fitted.row.status === 'misfit' ? seekPhases(refiner, data, fitted) : undefined;
    if (found === undefined) return fitted;
    const other = fit(fitted.row.frame, data, { ...found, isWeak: false, isCold: false });
    return isBetter(other.row, fitted.row) ? other : fitted;
  }
  /** The next frames of a course. */
  function ahead({ at, step }: Course, most: number): number[] {
    const found: number[] = [];
    for (let frame = at + step; frame >= 0 && frame < count && found.length < most; frame += step)
      if (isUsable(frame)) found.push(frame);
    return found;
  }
  function nearest(frame: number, step: 1 | -1): number | undefined {
    for (let t = frame; t >= 0 && t < count; t += step) if (isUsable(t)) return t;
    return undefined;
  }
  function courseFrom(at: number, step: 1 | -1): Course[] {
    const kept = walk.kept(at);
    return kept === undefined ? [] : [{ at, step, from: kept, asBefore: 0 }];
  }
  /** Put the better of two minima in the place of a frame's, with what the other has where the pattern does not choose. */
  function take(frame: number, fitted: FittedFrame, comparison: Comparison): FrameRow {
    const row = rows[frame]!;
    const kept = walk.kept(frame);
    const own: FittedFrame = kept === undefined ? fitted : { row, state: kept.state, shape: kept.shape };
    const isTaken = comparison === 'better' || fitted.row.chiSquare < row.chiSquare;
    const [one, other] = isTaken ? [fitted, own] : [own, fitted];
    const second = comparison === 'as-good' ? secondValues(refiner, one.row, other.row) : [];
    const taken = second.length === 0 ? one.row : asAmbiguous(one.row, second);
    walk.put(frame, { ...one, row: taken }, taken.status === 'converged' || taken.status === 'misfit');
    return taken;
  }
}
