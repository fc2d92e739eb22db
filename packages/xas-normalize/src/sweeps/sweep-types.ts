import type { Sweep } from '@operando/core';

/** Which sweeps are averaged: every n, those that begin within stretches of time, or those that a function gives one number. */
export type SweepGrouping =
  | { readonly every: number }
  | { readonly seconds: number }
  | ((sweep: { readonly index: number; readonly time: number; readonly direction: Sweep['direction'] }) => number);

/** One spectrum of the series: the average of a group of sweeps. */
export interface SweepSpectrum {
  /** Number of the spectrum. */
  readonly index: number;
  /** Of its sweeps. */
  readonly direction: Sweep['direction'] | 'both';
  /** On the grid; NaN where no sweep reaches. */
  readonly mu: Float64Array;
  /** Standard error from the scatter of the sweeps; NaN for a single one. */
  readonly stderr: Float64Array;
  /** Numbers of the sweeps that count, and of those left out as bad. */
  readonly sweeps: readonly number[];
  /** Numbers of the sweeps that were left out as bad. */
  readonly rejected: readonly number[];
  /** Of the first sweep's first point: time as given, or number of the point. */
  readonly start: number;
  /** Of the last sweep's last point, as `start`. */
  readonly end: number;
  /** Steps back in energy that were put in order. */
  readonly jitter: number;
}

/** A stretch of a continuous record; all arrays of one length. */
export interface SweepChunk {
  /** What turns: encoder, angle or energy. */
  readonly position: ArrayLike<number>;
  /** eV. @default the position */
  readonly energy?: ArrayLike<number> | undefined;
  /** Absorption, one for each position. */
  readonly mu: ArrayLike<number>;
  /** s. @default the number of the point */
  readonly time?: ArrayLike<number> | undefined;
}

/** Takes a record in pieces. */
export interface SweepStream {
  /** Takes the next stretch. */
  add(this: void, chunk: SweepChunk): void;
  /** The record is over: gives what is left; returns how many sweeps and spectra there were. */
  finish(this: void): { readonly sweeps: number; readonly incomplete: number; readonly spectra: number };
}
