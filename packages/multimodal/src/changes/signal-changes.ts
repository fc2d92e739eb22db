import { OperandoError } from '@operando/core';
import { binSignal } from '../bin-signal.js';
import { signalSpan, signalTimes } from '../signal.js';
import type { Signal } from '../signal.js';
import { fitWandering, trendCost } from './fit-wandering.js';
import type { WanderingSearch } from './fit-wandering.js';
import { changeColumn, fitTrend, gainOf, orthonormal, whiteColumns } from './trend.js';
import type { ChangeKind } from './trend.js';
import { whitening } from './wandering.js';
import type { Wandering, Whitening } from './wandering.js';

/** Options of {@link changesOf}. */
export interface ChangeOptions {
  /** `kinks`: the signal goes straight between changes; `steps`: it is flat between them. @default 'kinks' */
  readonly kind?: ChangeKind | undefined;
  /** Most changes looked for. @default 6 */
  readonly most?: number | undefined;
  /** What each change must gain in minus twice the log-likelihood. @default 3 ln n: its time and height as BIC counts, and one more since the time is searched for (Zhang and Siegmund, Biometrics 63 (2007) 22) */
  readonly penalty?: number | undefined;
  /** Smooth wandering about the lines is taken out, as waves are no changes. @default true */
  readonly wandering?: boolean | undefined;
}

/** A moment at which a signal changes how it goes. */
export interface SignalChange {
  /** s */
  readonly time: number;
  /** Ends of the 95 % interval, s: all times that fit no worse than 3.84 above the best. */
  readonly interval: readonly [number, number];
  /** Change of slope (unit/s), or step (unit). */
  readonly height: number;
  /** Standard error of the height, in the same unit. */
  readonly heightStderr: number;
  /** By how much the likelihood is better with it: difference of chi-square. */
  readonly gain: number;
  /** Its gain is under a fifth of the largest. */
  readonly isWeak: boolean;
  /** Cost above the best over the times tried, the other changes moving along. */
  readonly profile: { readonly time: Float64Array; readonly above: Float64Array };
}

/** Changes of one signal. */
export interface SignalChanges {
  /** Of the signal. */
  readonly name: string;
  /** In the order of time. */
  readonly changes: readonly SignalChange[];
  /** What was taken for smooth wandering, where that was allowed. */
  readonly wandering: Wandering | undefined;
  /** How many were looked at. */
  readonly samples: number;
}

/** Chi-square of one degree of freedom that 5 % exceed. */
const chiSquare95 = 3.841458820694124;
const weakShare = 0.2;

interface Searched {
  readonly times: readonly number[];
  readonly wandering: Wandering | undefined;
  readonly cost: number;
}

/** Everything that a search needs of its signal. */
interface Search {
  readonly signal: Signal;
  readonly kind: ChangeKind;
  /** Changes lie between these. */
  readonly ends: readonly [number, number];
  /** From time to time that is tried at first, s. */
  readonly step: number;
  /** Changes lie at least so far from each other, s. */
  readonly apart: number;
  readonly isWandering: boolean;
}

const whiteOf = ({ signal }: Search, wandering: Wandering | undefined): Whitening =>
  whitening(signalTimes(signal), signal.stderr, wandering);

/** The time, of some that keep away from other changes, whose change gains most beside those. */
function bestOf(
  search: Search,
  times: readonly number[],
  others: readonly number[],
  white: Whitening,
): number | undefined {
  const { signal, kind, apart, ends } = search;
  const columns = whiteColumns(signal, kind, others, white);
  const { residual } = fitTrend(white.whiten(signal.values), columns);
  const basis = orthonormal(columns);
  let best: { time: number; gain: number } | undefined;
  for (const time of times) {
    if (time < ends[0] || time > ends[1] || others.some((other) => Math.abs(time - other) < apart)) continue;
    const { gain } = gainOf(white.whiten(changeColumn(signal, kind, time)), basis, residual);
    if (best === undefined || gain > best.gain) best = { time, gain };
  }
  return best?.time;
}

const gridOf = ({ ends, step }: Search): number[] =>
  Array.from({ length: Math.round((ends[1] - ends[0]) / step) + 1 }, (_, i) => ends[0] + i * step);

/** Times about one, so far apart, so many either way. */
const about = (time: number, step: number, count: number): number[] =>
  Array.from({ length: 2 * count + 1 }, (_, i) => time + (i - count) * step);

/** Each time moved to where it gains most beside the others, until none moves by much. */
function settle(search: Search, times: readonly number[], white: Whitening): number[] {
  const settled = [...times];
  for (let round = 0; round < 6; round++) {
    let moved = 0;
    for (let k = 0; k < settled.length; k++) {
      const others = settled.filter((_, i) => i !== k);
      const before = settled[k]!;
      const coarse =
        bestOf(search, round === 0 ? gridOf(search) : about(before, search.step, 12), others, white) ?? before;
      const time = bestOf(search, about(coarse, search.step / 8, 8), others, white) ?? coarse;
      moved = Math.max(moved, Math.abs(time - before));
      settled[k] = time;
    }
    if (moved <= search.step / 8) break;
  }
  return settled.sort((a, b) => a - b);
}

/** Changes settled where they gain most, and what wanders beside them, in turn: each decides the other. */
function searched(search: Search, times: readonly number[], how: WanderingSearch): Searched {
  const { signal, kind, isWandering } = search;
  if (!isWandering) {
    const settled = settle(search, times, whiteOf(search, undefined));
    return { times: settled, wandering: undefined, cost: trendCost(signal, kind, settled, undefined) };
  }
  let own: Searched = { times, ...fitWandering(signal, kind, times, how) };
  for (let round = 0; round < 3; round++) {
    const settled = settle(search, own.times, whiteOf(search, own.wandering));
    const fit = fitWandering(signal, kind, settled, { ...how, from: own.wandering });
    if (!(fit.cost < own.cost - 0.01)) break;
    own = { times: settled, ...fit };
  }
  return own;
}

/** One more change at a time, beside waves only. */
function forward(search: Search, most: number, penalty: number): Searched {
  let best = searched(search, [], { wavesOnly: true });
  let [last, useless] = [best, 0];
  for (let k = 1; k <= most && useless < 3; k++) {
    const time = bestOf(search, gridOf(search), last.times, whiteOf(search, last.wandering));
    if (time === undefined) break;
    const times = [...last.times, time];
    const [fresh, gone] = [
      searched(search, times, { wavesOnly: true }),
      searched(search, times, { wavesOnly: true, from: last.wandering }),
    ];
    last = fresh.cost < gone.cost ? fresh : gone;
    const isWorth = last.cost + last.times.length * penalty < best.cost + best.times.length * penalty;
    useless = isWorth ? 0 : useless + 1;
    if (isWorth) best = last;
  }
  return best;
}

/** Changes taken away again one at a time, that which gains least first, beside anything that wanders. */
function backward(search: Search, from: Searched, penalty: number): Searched {
  const worth = ({ cost, times }: Searched): number => cost + times.length * penalty;
  let last = searched(search, from.times, { from: from.wandering });
  let best = last;
  while (last.times.length > 0) {
    const gains = last.times.map((_, k) => describe(search, last, k).gain);
    const least = gains.indexOf(Math.min(...gains));
    const times = last.times.filter((_, k) => k !== least);
    const [fresh, gone] = [searched(search, times, {}), searched(search, times, { from: last.wandering })];
    last = fresh.cost < gone.cost ? fresh : gone;
    if (worth(last) <= worth(best)) best = last;
  }
  return best;
}

/** How fast each sample changes as a kink moves: minus a step. None for steps, which jump from sample to sample. */
function movedColumns({ signal, kind }: Search, others: readonly number[], { whiten }: Whitening): Float64Array[] {
  return kind === 'steps' ? [] : others.map((time) => whiten(changeColumn(signal, 'steps', time)));
}

function describe(search: Search, { times, wandering }: Searched, k: number): Omit<SignalChange, 'isWeak'> {
  const { signal, kind, apart } = search;
  const white = whiteOf(search, wandering);
  const others = times.filter((_, i) => i !== k);
  const columns = whiteColumns(signal, kind, others, white);
  const values = white.whiten(signal.values);
  const plain = gainOf(
    white.whiten(changeColumn(signal, kind, times[k]!)),
    orthonormal(columns),
    fitTrend(values, columns).residual,
  );
  const wide = [...columns, ...movedColumns(search, others, white)];
  const basis = orthonormal(wide);
  const { residual } = fitTrend(values, wide);
  const [first, last] = signalSpan(signal);
  const low = (times[k - 1] ?? first) + apart;
  const high = (times[k + 1] ?? last) - apart;
  const count = 240;
  const time = Float64Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
  const found = time.map((each) => gainOf(white.whiten(changeColumn(signal, kind, each)), basis, residual).gain);
  const most = Math.max(...found);
  const at = found.indexOf(most);
  const above = found.map((gain) => most - gain);
  const refined = parabolic(time, found, at);
  const column = white.whiten(changeColumn(signal, kind, refined));
  const { coefficient } = gainOf(column, basis, residual);
  return {
    time: refined,
    interval: [edgeOf(time, above, at, -1), edgeOf(time, above, at, 1)],
    height: coefficient,
    heightStderr: 1 / Math.sqrt(freeSquare(column, basis)),
    gain: plain.gain,
    profile: { time, above },
  };
}

function freeSquare(column: Float64Array, basis: readonly Float64Array[]): number {
  const projected = basis.reduce(
    (sum, other) => sum + other.reduce((dot, value, i) => dot + value * column[i]!, 0) ** 2,
    0,
  );
  return column.reduce((sum, value) => sum + value * value, 0) - projected;
}

/** The top of a parabola through the largest value and its neighbours. */
function parabolic(time: Float64Array, values: Float64Array, at: number): number {
  const [a, b, c] = [values[at - 1], values[at]!, values[at + 1]];
  if (a === undefined || c === undefined) return time[at]!;
  const bend = a - 2 * b + c;
  return bend < 0 ? time[at]! + (0.5 * (a - c) * (time[at + 1]! - time[at]!)) / bend : time[at]!;
}

/** The outermost time on one side at which the cost is below the limit, between the last inside and the first outside. */
function edgeOf(time: Float64Array, above: Float64Array, at: number, direction: -1 | 1): number {
  let edge = at;
  for (let i = at; i >= 0 && i < time.length; i += direction) if (above[i]! < chiSquare95) edge = i;
  const next = edge + direction;
  if (next < 0 || next >= time.length) return time[edge]!;
  const share = (chiSquare95 - above[edge]!) / (above[next]! - above[edge]!);
  return time[edge]! + Math.min(1, share) * (time[next]! - time[edge]!);
}

/**
 * Moments at which a signal changes how it goes: as many as the likelihood is worth (BIC, with a third ln n for the search), each with the interval that its
 * profile gives, the others moving along. A smooth wandering about the lines (waves are no changes) is fitted beside them, so
 * that it neither makes changes nor makes their intervals too narrow. Search: one more change where it gains most, then all moved
 * in turn until none moves.
 *
 * @throws OperandoError `too-few-points` for fewer than 12 samples.
 */
export function changesOf(whole: Signal, options: ChangeOptions = {}): SignalChanges {
  const { kind = 'kinks', most = 6, wandering: isWandering = true } = options;
  const signal = binSignal(whole, 800);
  const samples = signal.values.length;
  if (samples < 12)
    throw new OperandoError('too-few-points', `${samples} samples are too few for changes.`, {
      where: { column: signal.name },
      cure: 'Give at least 12.',
    });
  const [first, last] = signalSpan(signal);
  const apart = Math.max((3 * (last - first)) / samples, (last - first) / 60);
  const ends = [first + apart, last - apart] as const;
  const search: Search = {
    signal,
    kind,
    ends,
    step: (ends[1] - ends[0]) / Math.min(300, 2 * samples),
    apart,
    isWandering,
  };
  const penalty = options.penalty ?? 3 * Math.log(samples);
  const chosen = backward(search, forward(search, most, penalty), penalty);
  const found = chosen.times.map((_, k) => describe(search, chosen, k));
  const largest = Math.max(...found.map(({ gain }) => gain));
  return {
    name: signal.name,
    changes: Array.from(found, (change) => ({ ...change, isWeak: change.gain < weakShare * largest })),
    wandering: chosen.wandering,
    samples,
  };
}
