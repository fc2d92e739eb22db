import type { Build } from './build.js';

/** One thing to be timed. */
export interface Candidate {
  readonly name: string;
  /** How many times the work of one item (spectrum, fit, curve) is done in one run. */
  readonly items: number;
  run(this: void): unknown;
}

/** What came out, against what is true. */
export interface Check {
  readonly name: string;
  readonly value: number;
  /** Where the value must lie, ends included. */
  readonly from?: number;
  readonly to: number;
}

/** A job with its data made: what is timed, and what is true of it. */
export interface Prepared {
  /** The first is the yardstick: a copy of the same bytes. */
  readonly candidates: readonly Candidate[];
  /** Compares with the truth. Called once, after everything was timed. */
  check(this: void): readonly Check[];
  /** Programs of others that run in Node. */
  readonly peers?: readonly Candidate[];
  /** The same numbers for peers elsewhere, by name. */
  readonly inputs?: Readonly<Record<string, Float64Array>>;
}

/** How fast one candidate must be. */
export interface Goal {
  readonly candidate: string;
  /** Beside what: another candidate or a peer by its name, `before` (the other build), or `us` (microseconds an item). */
  readonly beside: string;
  /** Time as a ratio to that of `beside`, at most; of `us` the time itself. */
  readonly most: number;
  /** How people say it. */
  readonly words: string;
}

/** Programs of others that do the same: a script of `benchmarks/python` and what it is told. */
export interface Peer {
  readonly script: string;
  readonly given?: Readonly<Record<string, unknown>>;
}

/** Real-size work whose truth is known. */
export interface Job {
  readonly id: string;
  readonly title: string;
  /** What an item is, in the singular. */
  readonly item: string;
  readonly goals: readonly Goal[];
  readonly peers?: readonly Peer[];
  /** @default 15 */
  readonly rounds?: number;
  /** @param quick Smaller, to see whether results are right and not how fast they come. */
  prepare(this: void, build: Build, quick: boolean): Promise<Prepared>;
}

/** A check of something that has an upper limit. */
export function atMost(name: string, value: number, to: number): Check {
  return { name, value, to };
}

/** A check of something that lies about a value. */
export function within(name: string, value: number, from: number, to: number): Check {
  return { name, value, from, to };
}

/** Whether a value lies where it must; NaN never does. */
export function holds({ value, from = -Infinity, to }: Check): boolean {
  return value >= from && value <= to;
}
