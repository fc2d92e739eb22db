import { OperandoError } from '@operando/core';
import { median, sigmaOfMedian } from '@operando/numerics';

/**
 * One quantity through time, each value with its exposure and its error, on its own samples: nothing is ever resampled to a
 * common grid.
 */
export interface Signal {
  /** What it is called. */
  readonly name: string;
  /** `1` for none, empty where the data do not say. */
  readonly unit: string;
  /** Begin of each exposure, s on the clock of the signal, not decreasing. */
  readonly start: Float64Array;
  /** End of each exposure, s; equal to its begin for values of a moment. */
  readonly end: Float64Array;
  /** One for each exposure, in its unit. */
  readonly values: Float64Array;
  /** Standard errors, all above 0. */
  readonly stderr: Float64Array;
}

/** Middles of the exposures, s. */
export function signalTimes({ start, end }: Signal): Float64Array {
  return start.map((from, i) => 0.5 * (from + end[i]!));
}

/** Error of values that state none: their scatter, or, where they go in steps of a reading, the rounding of these. */
function errorFrom(time: Float64Array, values: Float64Array): number {
  const scatter = scatterOfNeighbours(time, values);
  // What computed lines leave is rounding, and no scatter.
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (scatter > 1e-12 * size) return scatter;
  let least = Infinity;
  for (let i = 1; i < values.length; i++) {
    const step = Math.abs(values[i]! - values[i - 1]!);
    if (step > 1e-12 * size) least = Math.min(least, step);
  }
  return least < Infinity ? least / Math.sqrt(12) : Number.NaN;
}

/** What a signal is made of: errors and exposures may be left out. */
export interface SignalParts {
  /** What it is called. */
  readonly name: string;
  /** As in `Axis.unit`. @default none */
  readonly unit?: string | undefined;
  /** Begin of each exposure, s. */
  readonly start: ArrayLike<number>;
  /** s. @default the begins: values of a moment */
  readonly end?: ArrayLike<number> | undefined;
  /** NaN where there is none: such samples are left out. */
  readonly values: ArrayLike<number>;
  /** Standard error of each value, in its unit. @default from the scatter of neighbouring values ({@link scatterOfNeighbours}), or the rounding of the smallest step */
  readonly stderr?: ArrayLike<number> | undefined;
}

/**
 * Standard error of values from their scatter about the straight line between their neighbours (median, so that steps and
 * spikes do not count); NaN where there are fewer than five or they do not scatter.
 */
export function scatterOfNeighbours(time: ArrayLike<number>, values: ArrayLike<number>): number {
  const off: number[] = [];
  for (let i = 1; i + 1 < values.length; i++) {
    const span = time[i + 1]! - time[i - 1]!;
    if (!(span > 0)) continue;
    const share = (time[i]! - time[i - 1]!) / span;
    const line = (1 - share) * values[i - 1]! + share * values[i + 1]!;
    off.push(Math.abs(values[i]! - line) / Math.sqrt(1 + share ** 2 + (1 - share) ** 2));
  }
  if (off.length < 3) return Number.NaN;
  off.sort((a, b) => a - b);
  const sigma = sigmaOfMedian(off[off.length >> 1]!);
  return sigma > 0 ? sigma : Number.NaN;
}

/**
 * A signal from its parts: samples without a value, or with an error that is not above 0, are left out.
 *
 * @throws OperandoError `shape-mismatch` for lengths that differ, `time-backwards` for begins that fall, `too-few-points` for
 * fewer than two samples, or for errors that neither are given nor can be found from the scatter.
 */
export function createSignal(parts: SignalParts): Signal {
  const { name, unit = '', start, values, end = start, stderr } = parts;
  const lengths = [start.length, end.length, values.length, stderr?.length ?? values.length];
  if (new Set(lengths).size > 1)
    throw new OperandoError('shape-mismatch', `begins, ends, values and errors are ${lengths.join(', ')}.`, {
      where: { column: name },
    });
  const kept = Array.from(values, (_, i) => i).filter(
    (i) =>
      Number.isFinite(values[i]!) &&
      Number.isFinite(start[i]!) &&
      end[i]! >= start[i]! &&
      (stderr === undefined || (stderr[i]! > 0 && stderr[i]! < Infinity)),
  );
  const pick = (from: ArrayLike<number>): Float64Array => Float64Array.from(kept, (i) => from[i]!);
  const begins = pick(start);
  const back = begins.findIndex((time, i) => i > 0 && time < begins[i - 1]!);
  if (back >= 0)
    throw new OperandoError('time-backwards', `the time goes back to ${begins[back]} s.`, {
      where: { column: name, row: kept[back]! },
      cure: 'Sort the rows by time.',
    });
  if (kept.length < 2)
    throw new OperandoError('too-few-points', `of its ${values.length} values ${kept.length} have an error above 0.`, {
      where: { column: name },
      cure: 'Leave it out (command: --signals names those to take), or give standard errors: a value without one was not determined.',
    });
  const own = pick(values);
  const scatter = stderr === undefined ? errorFrom(begins, own) : Number.NaN;
  if (stderr === undefined && own.every((value) => value === own[0]))
    throw new OperandoError(
      'too-few-points',
      `it is constant (${own[0]} in all ${own.length} rows) and has no errors.`,
      {
        where: { column: name },
        cure: 'Leave it out, or give a column of standard errors.',
      },
    );
  if (stderr === undefined && !(scatter > 0))
    throw new OperandoError('too-few-points', 'it has no errors, and its scatter gives none.', {
      where: { column: name },
      cure: 'Give a column of standard errors.',
    });
  const errors = stderr === undefined ? own.map(() => scatter) : pick(stderr);
  return { name, unit, start: begins, end: pick(end), values: own, stderr: errors };
}

/** Begin of the first exposure and end of the last, s. */
export function signalSpan({ start, end }: Signal): readonly [number, number] {
  return [start[0]!, end.reduce((last, each) => Math.max(last, each), -Infinity)];
}

/** Median time from sample to sample, s. */
export function medianStep(signal: Signal): number {
  const time = signalTimes(signal);
  return median(Float64Array.from({ length: time.length - 1 }, (_, i) => time[i + 1]! - time[i]!));
}
