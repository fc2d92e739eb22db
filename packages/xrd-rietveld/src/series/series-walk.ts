import { meanSize } from '../fit/weighting.js';
import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';
import { emptyRow } from './frame-row.js';
import type { FrameRow, Presence } from './row-types.js';
import { brightnessOf, brightnessOfAll, outshines } from './brightness.js';
import { coldStart, copyShape, fitFrame } from './frame-fitter.js';
import type { FittedFrame, FrameStart } from './frame-fitter.js';
import { expectedState, hasMoved } from './expected-state.js';
import { between, evidenceIn, isBetter, isWorse, median, remember, usualChiSquare } from './neighbours.js';
import type { Neighbour } from './neighbours.js';
import { decidePresence, isUndecided } from './presence.js';
import { goodBeside, isKnownLater, seenBest, seenWell, wellSeen } from './seen-frames.js';
import type { SeenFrames } from './seen-frames.js';
import type { KeptFrame, SeriesWalk } from './walk-types.js';

/** Frames that must be known before one of them is usual. */
const fewest = 3;
/** A chi^2 so many standard deviations, and by such a part, above the usual one is looked into. */
const badness = 8;
const muchWorse = 0.5;

/** Frames after which a walk may be ended and taken up again: from there on nothing is left of before but its memory. */
export const walkStage = 32;

/** Begin a walk. */
export function createSeriesWalk(refiner: Refiner): SeriesWalk {
  const { phases } = refiner;
  const rows: FrameRow[] = [];
  const kept: (KeptFrame | undefined)[] = [];
  /** Mean intensities, of all frames and of the last few that had data. */
  const all: number[] = [];
  const totals: number[] = [];
  const goodness: number[] = [];
  const seen: SeenFrames = { rows, kept };
  /** Frames that were good until it was known what is usual. */
  const demoted = new Set<number>();
  /** Weak frames that turned out not to be. */
  const brightened = new Set<number>();
  let last: Neighbour | undefined;
  /** Where each phase was last seen well. */
  let known: (Float64Array | undefined)[] = phases.map(() => undefined);

  const undecided = (evidence: Float64Array): Presence[] =>
    decidePresence(evidence, rows.at(-1) && evidenceIn(rows.at(-1)!), undefined);
  const isBad = ({ row }: FittedFrame): boolean => {
    if (row.status !== 'converged' && row.status !== 'misfit' && row.status !== 'held') return true;
    if (goodness.length < fewest) return false;
    const usual = median(goodness) ** 2;
    const excess = row.goodnessOfFit ** 2 / usual - 1;
    return excess > Math.max(muchWorse, badness * Math.sqrt(2 / row.degreesOfFreedom));
  };

  const forget = (): void => {
    last = undefined;
    totals.length = 0;
    goodness.length = 0;
    known.fill(undefined);
  };

  return {
    rows,
    push(frame) {
      const at = rows.length;
      if (at % walkStage === 0) refiner.forget();
      const data = refiner.observe(frame.intensity, frame.sigma, frame.mask);
      const total = meanSize(data);
      all.push(total);
      // What weak frames at the beginning came to is worth nothing beside the first that is not.
      if (goodness.length < fewest && outshines(total, median(totals))) forget();
      const usual = totals.length === 0 ? total : median(totals);
      const brightness = brightnessOf(total, usual);
      if (brightness === 'dark') {
        kept.push(undefined);
        rows.push(emptyRow(refiner, at, 'masked'));
        return rows[at]!;
      }
      const isWeak = brightness === 'weak' && last !== undefined;
      const start = last === undefined ? coldStart(refiner) : { ...startAfter(last, data), known, isWeak };
      let fitted = fitFrame(refiner, at, data, start, undecided);
      // Of the first frames nobody knows whether they began well.
      const isDoubtful = goodness.length < fewest && fitted.row.status === 'misfit';
      if (!isWeak && last !== undefined && (isBad(fitted) || isDoubtful)) {
        const other = fitFrame(refiner, at, data, coldStart(refiner), undecided);
        if (isBetter(other.row, fitted.row)) fitted = other;
      }
      remember(totals, total);
      const isGood = !isWeak && !isBad(fitted);
      if (Number.isFinite(fitted.row.rwp)) kept.push({ state: fitted.state, shape: fitted.shape, isGood, isWeak });
      else kept.push(undefined);
      rows.push(fitted.row);
      if (isGood || last === undefined) {
        const own = kept[at];
        if (own !== undefined) last = { state: own.state, shape: own.shape, frame: at };
        remember(goodness, fitted.row.goodnessOfFit);
        fitted.row.phases.forEach(({ evidence }, p) => {
          if (fitted.shape[p]! && evidence > wellSeen) known[p] = fitted.state.values;
        });
      }
      return fitted.row;
    },
    settle() {
      refiner.forget();
      brightnessOfAll(all).forEach((brightness, at) => {
        const mine = kept[at];
        if (mine === undefined) return;
        if (brightness === 'dark') {
          kept[at] = undefined;
          rows[at] = emptyRow(refiner, at, 'masked');
        } else if (mine.isWeak !== (brightness === 'weak')) {
          kept[at] = { ...mine, isGood: false, isWeak: !mine.isWeak };
          if (mine.isWeak) brightened.add(at);
        }
      });
    },
    pending(isJoined = false) {
      const usual = usualChiSquare(rows);
      return rows.flatMap(({ frame, phases: own }) => {
        const mine = kept[frame];
        // What two minima have is not decided by one more.
        if (rows[frame]!.second !== undefined) return [];
        if (mine === undefined) return rows[frame]!.status === 'masked' ? [] : [frame];
        // The first frames were fitted from afar, before anything was known of what is usual.
        if (mine.isGood && isWorse(rows[frame]!, usual)) {
          kept[frame] = { ...mine, isGood: false };
          demoted.add(frame);
          return [frame];
        }
        const isKnownElsewhere = phases.some(
          (_, p) =>
            !mine.shape[p]! &&
            (isKnownLater(seen, frame, p) || (isJoined && seenWell(seen, frame, p, -1) !== undefined)),
        );
        return isKnownElsewhere || !mine.isGood || isUndecided(Float64Array.from(own, ({ evidence }) => evidence))
          ? [frame]
          : [];
      });
    },
    revise(at, frame) {
      const data = refiner.observe(frame.intensity, frame.sigma, frame.mask);
      const mine = kept[at];
      const nearby = between(at, goodBeside(seen, at, -1), goodBeside(seen, at, 1));
      const base = mine?.isGood === true ? mine : (nearby ?? mine);
      if (base === undefined) return undefined;
      let { row } = refit(at, data, base);
      // A frame that was good is decided anew; of others the better fit stays.
      const isKnown = mine?.isGood === true || mine?.isWeak === true || brightened.has(at);
      const isTaken = isKnown || isBetter(row, rows[at]!);
      if (!isTaken && demoted.has(at)) ({ row } = refit(at, data, mine!));
      else if (!isTaken) return undefined;
      if (!Number.isFinite(row.rwp)) return undefined;
      rows[at] = row;
      return row;
    },
    kept: (at) => kept[at],
    decide: decideBeside,
    put(at, { row, state, shape }, isGood) {
      rows[at] = row;
      const before = kept[at];
      kept[at] = { state, shape, isGood: isGood ?? before?.isGood ?? false, isWeak: before?.isWeak ?? false };
    },
    memory: (from) => ({
      rows: rows.slice(from),
      kept: kept.slice(from),
      last,
      all: all.slice(from),
      totals: [...totals],
      goodness: [...goodness],
      known: [...known],
    }),
    resume(memory) {
      rows.push(...memory.rows);
      kept.push(...memory.kept);
      all.push(...memory.all);
      ({ last } = memory);
      totals.splice(0, totals.length, ...memory.totals);
      goodness.splice(0, goodness.length, ...memory.goodness);
      known = [...memory.known];
    },
  };

  /** Where the next frame begins; a weak one, whose lines do not move, at the last. */
  function startAfter(near: Neighbour, data: Observations): Pick<FrameStart, 'state' | 'shape' | 'isCold'> {
    const before = goodBeside(seen, near.frame, -1);
    const isMoving = before !== undefined && hasMoved(refiner, rows[before.frame]!, rows[near.frame]!);
    const state = isMoving ? expectedState(refiner, data, near, before) : near.state;
    return { state, shape: near.shape, isCold: false };
  }
  /** Fit a frame from a state, with shapes of phases that it does not know from where they are seen well. */
  function refit(at: number, data: Observations, base: Pick<KeptFrame, 'state' | 'shape'>): FittedFrame {
    const isWeak = kept[at]?.isWeak ?? false;
    const values = base.state.values.slice();
    phases.forEach(({ places }, p) => {
      if (base.shape[p]! && !isWeak) return;
      const shape = between(at, seenWell(seen, at, p, -1), seenWell(seen, at, p, 1)) ?? seenBest(seen, p);
      if (shape !== undefined) copyShape(places, shape.state.values, values);
    });
    const start: FrameStart = {
      state: { values, linear: base.state.linear },
      shape: base.shape,
      known: phases.map(() => values),
      isWeak,
      isCold: false,
    };
    return fitFrame(refiner, at, data, start, (evidence) => decideBeside(at, evidence));
  }
  function decideBeside(at: number, evidence: Float64Array): Presence[] {
    return decidePresence(evidence, beside(at, -1), beside(at, 1));
  }

  /** Evidence in the nearest frame on one side that has data; undefined beyond the ends. */
  function beside(at: number, step: 1 | -1): Float64Array | undefined {
    for (let t = at + step; t >= 0 && t < rows.length; t += step)
      if (rows[t]!.status !== 'masked') return evidenceIn(rows[t]!);
    return phases.length === 0 ? undefined : new Float64Array(phases.length).fill(-Infinity);
  }
}
