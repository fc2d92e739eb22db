import { chiSquareTail } from '@operando/numerics';
import type { Signal } from '../signal.js';
import { changesOf } from './signal-changes.js';
import type { ChangeOptions, SignalChange, SignalChanges } from './signal-changes.js';

/** Options of {@link jointChanges}. */
export interface JointOptions extends ChangeOptions {
  /** How much later each signal is than the first, s, by its name: taken off before changes are compared. @default 0 */
  readonly lags?: Readonly<Record<string, number>> | undefined;
}

/** A change of one signal, or one that several share. */
export interface JointChange {
  /** s on the clock of the first signal, lags taken off. */
  readonly time: number;
  /** 95 %: times that cost less than 3.84 above the best, over all that share it. */
  readonly interval: readonly [number, number];
  /** Those that change, with their own times and heights. */
  readonly parts: readonly { readonly signal: string; readonly change: SignalChange }[];
  /** One time for several describes them better than one for each (BIC). */
  readonly isJoint: boolean;
  /** What its parts gain in minus twice the log-likelihood, all together. */
  readonly gain: number;
  /** Every part is weak in its own signal. */
  readonly isWeak: boolean;
  /** Chance that it happens at once with the change before it, of another signal; NaN where there is none. */
  readonly pSameAsBefore: number;
}

/** Changes of several signals. */
export interface JointChanges {
  /** In the order of time. */
  readonly changes: readonly JointChange[];
  /** Those of each signal by itself. */
  readonly signals: readonly SignalChanges[];
}

const chiSquare95 = 3.841458820694124;

/** Changes that may share a time, with the cost of every time for all of them. */
interface Group {
  readonly parts: readonly { readonly signal: string; readonly change: SignalChange; readonly lag: number }[];
  readonly time: Float64Array;
  readonly above: Float64Array;
  /** How much worse one time is than one for each. */
  readonly cost: number;
}

/** Value of a profile between its points; infinite outside. */
function costAt({ time, above }: SignalChange['profile'], at: number): number {
  const last = time.length - 1;
  if (!(at >= time[0]! && at <= time[last]!)) return Infinity;
  const place = ((at - time[0]!) / (time[last]! - time[0]!)) * last;
  const i = Math.min(last - 1, Math.floor(place));
  return above[i]! + (place - i) * (above[i + 1]! - above[i]!);
}

function groupOf(parts: Group['parts']): Group {
  const low = Math.max(...parts.map(({ change, lag }) => change.profile.time[0]! - lag));
  const high = Math.min(...parts.map(({ change, lag }) => change.profile.time.at(-1)! - lag));
  const count = 960;
  const time = Float64Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);
  const total = time.map((at) =>
    high > low ? parts.reduce((sum, { change, lag }) => sum + costAt(change.profile, at + lag), 0) : Infinity,
  );
  const cost = total.reduce((least, value) => Math.min(least, value), Infinity);
  return { parts, time, above: total.map((value) => value - cost), cost };
}

function changeOfGroup({ parts, time, above }: Group): Omit<JointChange, 'pSameAsBefore'> {
  const at = above.indexOf(Math.min(...above));
  const inside = [...above.keys()].filter((i) => above[i]! < chiSquare95);
  const [only] = parts;
  const isJoint = parts.length > 1;
  return {
    time: isJoint ? time[at]! : only!.change.time - only!.lag,
    interval: isJoint
      ? [time[inside[0]!]!, time[inside.at(-1)!]!]
      : [only!.change.interval[0] - only!.lag, only!.change.interval[1] - only!.lag],
    parts: parts.map(({ signal, change }) => ({ signal, change })),
    isJoint,
    gain: parts.reduce((sum, { change }) => sum + change.gain, 0),
    isWeak: parts.every(({ change }) => change.isWeak),
  };
}

/** The pair of groups that may share a time at the least cost. */
function nearestPair(groups: readonly Group[], limit: number): { i: number; j: number; merged: Group } | undefined {
  let best: { i: number; j: number; merged: Group; more: number } | undefined;
  for (let i = 0; i < groups.length; i++)
    for (let j = i + 1; j < groups.length; j++) {
      const [a, b] = [groups[i]!, groups[j]!];
      if (a.parts.some(({ signal }) => b.parts.some((other) => other.signal === signal))) continue;
      const merged = groupOf([...a.parts, ...b.parts]);
      const more = merged.cost - a.cost - b.cost;
      if (more < limit && (best === undefined || more < best.more)) best = { i, j, merged, more };
    }
  return best;
}

/**
 * Changes of several signals, and which of them happen at once: each signal is searched alone (changesOf), then they are brought
 * together (joinChanges).
 *
 * @throws OperandoError `too-few-points` for a signal of fewer than 12 samples.
 */
export function jointChanges(signals: readonly Signal[], { lags, ...options }: JointOptions = {}): JointChanges {
  return joinChanges(
    signals.map((signal) => changesOf(signal, options)),
    lags,
  );
}

/**
 * Changes that were found in each of several signals, brought together: changes of different signals share a time where one for
 * all costs less than the further time is worth (BIC, ln n). Changes that do not are listed in their order, with the chance that
 * they happen at once.
 *
 * @param lags How much later each signal is, s, by its name: taken off before changes are compared. @default 0
 */
export function joinChanges(
  alone: readonly SignalChanges[],
  lags: Readonly<Record<string, number>> = {},
): JointChanges {
  const samples = alone.reduce((sum, each) => sum + each.samples, 0);
  let groups = alone.flatMap(({ name, changes }) =>
    changes.map((change) => groupOf([{ signal: name, change, lag: lags[name] ?? 0 }])),
  );
  for (;;) {
    const pair = nearestPair(groups, Math.log(samples));
    if (pair === undefined) break;
    groups = [...groups.filter((_, k) => k !== pair.i && k !== pair.j), pair.merged];
  }
  const described = groups
    .map((group) => ({ group, change: changeOfGroup(group) }))
    .sort((a, b) => a.change.time - b.change.time);
  return {
    signals: alone,
    changes: Array.from(described, ({ group, change }, k) => {
      const before = described[k - 1]?.group;
      const isOther =
        before !== undefined && before.parts.every(({ signal }) => group.parts.every((part) => part.signal !== signal));
      const more = isOther ? groupOf([...before.parts, ...group.parts]).cost - before.cost - group.cost : Number.NaN;
      return { ...change, pSameAsBefore: isOther ? (more === Infinity ? 0 : chiSquareTail(more, 1)) : Number.NaN };
    }),
  };
}
