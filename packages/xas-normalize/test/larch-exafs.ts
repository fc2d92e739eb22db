import { readFileSync } from 'node:fs';
import { larchFolder } from './larch.js';
import type { Sampled } from './larch.js';

export { larchFolder } from './larch.js';

/** A sampled array with what was taken of the whole one. */
export interface Digest extends Sampled {
  readonly sum: number;
  readonly max: number;
  readonly l2: number;
}

type LarchArguments = Readonly<Record<string, number | string | null>>;

export interface LarchExafsUnits {
  readonly ftwindow: readonly {
    readonly window: string;
    readonly kstep: number;
    readonly nk: number;
    readonly xmin: number;
    readonly xmax: number;
    readonly dx: number;
    readonly dx2: number | null;
    readonly value: Digest;
  }[];
  readonly xftf: readonly {
    readonly args: LarchArguments;
    readonly nr: number;
    readonly rstep: number;
    readonly chir_re: Digest;
    readonly chir_im: Digest;
    readonly kwin: Digest;
    readonly chiq_re: Digest;
    readonly q1: number;
  }[];
}

export interface LarchTransform {
  readonly args: LarchArguments;
  readonly nr: number;
  readonly rstep: number;
  readonly kwin: Digest;
  readonly chir_mag: Digest;
  readonly chir_re: Digest;
  readonly chir_im: Digest;
  readonly xftr: { readonly args: LarchArguments; readonly nq: number; readonly chiq_re: Digest; readonly chiq_mag: Digest; readonly rwin: Digest };
}

export interface LarchAutobk {
  readonly args: LarchArguments;
  readonly ek0: number;
  readonly kmax: number;
  readonly nspl: number;
  readonly irbkg: number;
  readonly iek0: number;
  readonly iemax: number;
  readonly nk: number;
  readonly chisqr: number;
  readonly redchi: number;
  readonly knots: readonly number[];
  readonly coefs: readonly number[];
  readonly bkg: Digest;
  readonly chi: Digest;
  readonly chie: Digest;
  readonly xftf: Readonly<Record<string, LarchTransform>>;
}

export interface LarchExafs {
  readonly id: string;
  readonly autobk_default: LarchAutobk;
  readonly autobk_explicit: LarchAutobk;
  readonly autobk_noclamp: LarchAutobk | { readonly error: string };
  readonly estimate_noise: { readonly epsilon_k: number; readonly epsilon_r: number; readonly kmax_suggest: number };
  readonly pre_edge_default: { readonly edge_step: number };
  readonly pre_edge_cases: Readonly<Record<string, { readonly edge_step: number }>>;
}

/** The whole arrays of a default run. */
export interface LarchArrays {
  readonly energy: readonly number[];
  readonly mu: readonly number[];
  readonly bkg: readonly number[];
  readonly k: readonly number[];
  readonly chi: readonly number[];
  readonly r: readonly number[];
  readonly chir_mag: readonly number[];
}

function read(...parts: string[]): unknown {
  return JSON.parse(readFileSync([larchFolder, ...parts].join('/'), 'utf8'));
}

export function larchExafsUnits(): LarchExafsUnits {
  return read('units.json') as LarchExafsUnits;
}

export function larchExafs(id: string): LarchExafs {
  return read(`${id}.json`) as LarchExafs;
}

export function larchArrays(id: string): LarchArrays {
  return read('full', `${id}.json`) as LarchArrays;
}

/** How far Larch's own answer with clamps lies from the minimum, per spectrum. */
export function larchConvergence(): Readonly<Record<string, { readonly max_abs_dchi: number }>> {
  return read('autobk_convergence.json') as Record<string, { max_abs_dchi: number }>;
}

const names: Readonly<Record<string, string>> = { rmax_out: 'rmaxOut', clamp_lo: 'clampLow', clamp_hi: 'clampHigh' };

/** Larch's argument names as ours. */
export function larchOptions<T>(args: LarchArguments): T {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [names[name] ?? name, value]),
  ) as T;
}

/** Largest difference from the sampled values, over the largest of them. */
export function worstOfScale(actual: ArrayLike<number>, digest: Sampled): number {
  let largest = 0;
  let difference = 0;
  digest.index.forEach((index, i) => {
    largest = Math.max(largest, Math.abs(digest.value[i]!));
    difference = Math.max(difference, Math.abs(actual[index]! - digest.value[i]!));
  });
  return largest === 0 ? difference : difference / largest;
}
