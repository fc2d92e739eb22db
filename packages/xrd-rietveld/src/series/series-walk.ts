import { meanValue } from '../fit/weighting.js';
import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';
import { emptyRow } from './frame-row.js';
import type { FrameRow, Presence } from './row-types.js';
import { copyShape, fitFrame } from './frame-fitter.js';
import type { FittedFrame, FrameStart } from './frame-fitter.js';
import { between, evidenceIn, isBetter, isWorse, median, remember, usualChiSquare } from './neighbours.js';
import type { Neighbour } from './neighbours.js';
import { decidePresence, isUndecided } from './presence.js';
import { asAmbiguous, framesBeforeSteps, secondValues } from './two-solutions.js';
import type { KeptFrame, SeriesWalk } from './walk-types.js';

/** Evidence above which the shape of a phase is worth handing on to frames where it is not seen. */
const wellSeen = 20;
/** Share of the usual counts below which a frame is weak, and has no data. */
const weakShare = 0.25;
const darkShare = 1e-3;
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
  const totals: number[] = [];
  const goodness: number[] = [];
  /** Frames that were good until it was known what is usual. */
  const demoted = new Set<number>();
  let last: KeptFrame | undefined;
  /** Frames that another one may know another minimum of. */
  let others: ReadonlyMap<number, number> = new Map();
  /** Where each phase was last seen well. */
  let known: (Float64Array | undefined)[] = phases.map(() => undefined);

  const library = (): FrameStart => ({
    state: refiner.start(),
    shape: phases.map(() => true),
    isWeak: false,
    isCold: true,
  });
  const undecided = (evidence: Float64Array): Presence[] =>
    decidePresence(evidence, rows.at(-1) && evidenceIn(rows.at(-1)!), undefined);
  const isBad = ({ row }: FittedFrame): boolean => {
    if (row.status !== 'converged' && row.status !== 'misfit' && row.status !== 'held') return true;
    if (goodness.length < 3) return false;
    const usual = median(goodness) ** 2;
    const excess = row.goodnessOfFit ** 2 / usual - 1;
    return excess > Math.max(muchWorse, badness * Math.sqrt(2 / row.degreesOfFreedom));
  };

  return {
    rows,
    push(frame) {
      const at = rows.length;
      if (at % walkStage === 0) refiner.forget();
      const data = refiner.observe(frame.intensity, frame.sigma, frame.mask);
      const total = meanValue(data);
      const usual = totals.length === 0 ? total : median(totals);
      if (!(total > darkShare * usual) || !(total > 0)) {
        kept.push(undefined);
        rows.push(emptyRow(refiner, at, 'masked'));
        return rows[at]!;
      }
      const isWeak = total < weakShare * usual && last !== undefined;
      let fitted = fitFrame(
        refiner,
        at,
        data,
        last === undefined ? library() : { ...last, known, isWeak, isCold: false },
        undecided,
      );
      if (!isWeak && last !== undefined && isBad(fitted)) {
        const other = fitFrame(refiner, at, data, library(), undecided);
        if (isBetter(other.row, fitted.row)) fitted = other;
      }
      const isGood = !isWeak && !isBad(fitted);
      if (Number.isFinite(fitted.row.rwp)) kept.push({ state: fitted.state, shape: fitted.shape, isGood, isWeak });
      else kept.push(undefined);
      rows.push(fitted.row);
      if (isGood || last === undefined) {
        if (kept[at] !== undefined) last = kept[at];
        remember(totals, total);
        remember(goodness, fitted.row.goodnessOfFit);
        fitted.row.phases.forEach(({ evidence }, p) => {
          if (fitted.shape[p]! && evidence > wellSeen) known[p] = fitted.state.values;
        });
      }
      return fitted.row;
    },
    pending(isJoined = false) {
      refiner.forget();
      others = framesBeforeSteps(refiner, rows);
      const usual = usualChiSquare(rows);
      return rows.flatMap(({ frame, phases: own }) => {
        const mine = kept[frame];
        if (mine === undefined) return rows[frame]!.status === 'masked' ? [] : [frame];
        // The first frames were fitted from afar, before anything was known of what is usual.
        if (mine.isGood && isWorse(rows[frame]!, usual)) {
          kept[frame] = { ...mine, isGood: false };
          demoted.add(frame);
          return [frame];
        }
        if (others.has(frame)) return [frame];
        const isSeenElsewhere = phases.some(
          (_, p) =>
            !mine.shape[p]! &&
            (seenWell(frame, p, 1) !== undefined || (isJoined && seenWell(frame, p, -1) !== undefined)),
        );
        return isSeenElsewhere || !mine.isGood || isUndecided(Float64Array.from(own, ({ evidence }) => evidence))
          ? [frame]
          : [];
      });
    },
    revise(at, frame) {
      const data = refiner.observe(frame.intensity, frame.sigma, frame.mask);
      const mine = kept[at];
      const nearby = between(at, goodBeside(at, -1), goodBeside(at, 1));
      const base = mine?.isGood === true ? mine : (nearby ?? mine);
      if (base === undefined) return undefined;
      if (others.has(at) && mine !== undefined && !mine.isWeak) {
        const own = refit(at, data, mine).row;
        const other = base === mine ? own : refit(at, data, base).row;
        return (rows[at] = chosen(at, data, isBetter(other, own) ? other : own));
      }
      let { row } = refit(at, data, base);
      // A frame that was good is decided anew; of others the better fit stays.
      const isTaken = mine?.isGood === true || mine?.isWeak === true || isBetter(row, rows[at]!);
      if (!isTaken && demoted.has(at)) ({ row } = refit(at, data, mine!));
      else if (!isTaken) return undefined;
      if (!Number.isFinite(row.rwp)) return undefined;
      rows[at] = row;
      return row;
    },
    kept: (at) => kept[at],
    decide: decideBeside,
    put(at, { row, state, shape }) {
      rows[at] = row;
      const before = kept[at];
      kept[at] = { state, shape, isGood: before?.isGood ?? false, isWeak: before?.isWeak ?? false };
    },
    memory: (from) => ({
      rows: rows.slice(from),
      kept: kept.slice(from),
      last,
      totals: [...totals],
      goodness: [...goodness],
      known: [...known],
    }),
    resume(memory) {
      rows.push(...memory.rows);
      kept.push(...memory.kept);
      ({ last } = memory);
      totals.splice(0, totals.length, ...memory.totals);
      goodness.splice(0, goodness.length, ...memory.goodness);
      known = [...memory.known];
    },
  };

  /** Fit a frame from a state, with shapes of phases that it does not know from where they are seen well. */
  function refit(at: number, data: Observations, base: Pick<KeptFrame, 'state' | 'shape'>): FittedFrame {
    const isWeak = kept[at]?.isWeak ?? false;
    const values = base.state.values.slice();
    phases.forEach(({ places }, p) => {
      if (base.shape[p]! && !isWeak) return;
      const shape = between(at, seenWell(at, p, -1), seenWell(at, p, 1));
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
  /** The better of two minima of a frame, its own and that from a frame after it; as ambiguous where the pattern does not choose. */
  function chosen(at: number, data: Observations, row: FrameRow): FrameRow {
    const other = refit(at, data, kept[others.get(at)!] ?? kept[at]!);
    const [one, two] = isBetter(other.row, row) ? [other.row, row] : [row, other.row];
    if (one === other.row) kept[at] = { ...kept[at]!, state: other.state, shape: other.shape };
    const second = secondValues(refiner, one, two);
    return second.length === 0 ? one : asAmbiguous(one, second);
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
  function goodBeside(at: number, step: 1 | -1): Neighbour | undefined {
    for (let t = at + step; t >= 0 && t < rows.length; t += step) {
      const own = kept[t];
      if (own?.isGood === true) return { ...own, frame: t };
    }
    return undefined;
  }
  function seenWell(at: number, p: number, step: 1 | -1): Neighbour | undefined {
    for (let t = at + step; t >= 0 && t < rows.length; t += step) {
      const own = kept[t];
      if (own?.isGood === true && own.shape[p]! && rows[t]!.phases[p]!.evidence > wellSeen) return { ...own, frame: t };
    }
    return undefined;
  }
}
