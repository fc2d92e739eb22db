import { readFileSync } from 'node:fs';
import { referencePath } from '@operando/fixtures';
import type { NormalizationOptions } from '../src/index.js';

/** Whole-array digest in the reference files: sampled values and where they were taken. */
export interface Sampled {
  readonly n: number;
  readonly index: readonly number[];
  readonly value: readonly number[];
}

export interface LarchPreEdge {
  readonly args: Readonly<Record<string, number | boolean | null>>;
  readonly e0: number;
  readonly edge_step: number;
  readonly pre1: number;
  readonly pre2: number;
  readonly norm1: number;
  readonly norm2: number;
  readonly nnorm: number;
  readonly nvict: number;
  readonly pre_offset: number;
  readonly pre_slope: number;
  readonly norm_coefs: readonly number[];
  readonly norm: Sampled;
  readonly flat?: Sampled;
  readonly pre_edge?: Sampled;
  readonly post_edge?: Sampled;
}

export interface LarchSpectrum {
  readonly id: string;
  readonly find_e0: number;
  readonly find_energy_step: number;
  readonly pre_edge_default: LarchPreEdge;
  readonly pre_edge_cases: Readonly<Record<string, LarchPreEdge>>;
}

export interface LarchCase {
  readonly energy: readonly number[];
  readonly mu: readonly number[];
  readonly args: LarchPreEdge['args'];
  readonly find_e0?: number;
  readonly find_e0_error?: string;
  readonly pre_edge: LarchPreEdge;
}

export interface LarchUnits {
  readonly smooth: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly xstep: number;
    readonly sigma: number;
    readonly form: 'lorentzian' | 'gaussian';
    readonly out: readonly number[];
  }[];
  readonly index_of: readonly { readonly x: readonly number[]; readonly v: number; readonly out: number }[];
  readonly index_nearest: readonly { readonly x: readonly number[]; readonly v: number; readonly out: number }[];
  readonly remove_dups: readonly {
    readonly x: readonly number[];
    readonly tiny: number;
    readonly out: readonly number[];
  }[];
  readonly cases: Readonly<Record<string, LarchCase>>;
}

export const larchFolder = referencePath('xas', 'reference');

function readJson(...parts: string[]): unknown {
  return JSON.parse(readFileSync([larchFolder, ...parts].join('/'), 'utf8'));
}

export function larchIds(): string[] {
  return larchFolder === undefined ? [] : (readJson('INDEX.json') as { id: string }[]).map(({ id }) => id);
}

export function larchSpectrum(id: string): LarchSpectrum {
  return readJson(`${id}.json`) as LarchSpectrum;
}

export function larchData(id: string): { readonly energy: readonly number[]; readonly mu: readonly number[] } {
  return readJson('full', `${id}.json`) as { energy: number[]; mu: number[] };
}

export function larchUnits(): LarchUnits {
  return readJson('units.json') as LarchUnits;
}

/** Larch's argument names as ours. */
export function optionsOf(args: LarchPreEdge['args']): NormalizationOptions {
  const names: Record<string, string> = { step: 'edgeStep', make_flat: 'flat' };
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [names[name] ?? name, value]),
  );
}

/** Largest difference from the sampled values, relative where they exceed 1. */
export function worst(actual: ArrayLike<number>, sampled: Sampled): number {
  let result = 0;
  sampled.index.forEach((index, i) => {
    const expected = sampled.value[i]!;
    result = Math.max(result, Math.abs(actual[index]! - expected) / Math.max(1, Math.abs(expected)));
  });
  return result;
}
