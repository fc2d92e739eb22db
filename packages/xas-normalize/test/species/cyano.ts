import { readFileSync } from 'node:fs';
import { referencePath } from '@operando/fixtures';
import { preEdge } from '../../src/index.js';
import type { SpeciesSpectrum } from '../../src/index.js';
import type { Sampled } from '../larch.js';

export interface LarchCombination {
  readonly target: string;
  readonly components: readonly string[];
  readonly args: {
    readonly xmin: number;
    readonly xmax: number;
    readonly sum_to_one: boolean;
    readonly minvals?: readonly number[];
    readonly maxvals?: readonly number[];
  };
  readonly npts: number;
  readonly weights: Readonly<Record<string, number>>;
  readonly weights_lstsq: Readonly<Record<string, number>>;
  readonly rfactor: number;
  readonly chisqr: number;
  readonly redchi: number;
  readonly yfit: Sampled;
  readonly stderr: Readonly<Record<string, number>>;
}

export interface LarchSeries {
  readonly names: readonly string[];
  readonly e0: Readonly<Record<string, number>>;
  readonly edge_step: Readonly<Record<string, number>>;
  readonly lcf: readonly LarchCombination[];
  readonly pca: {
    readonly train: readonly string[];
    readonly xmin: number;
    readonly xmax: number;
    readonly nx: number;
    readonly mean: Sampled;
    readonly eigenvalues: readonly number[];
    readonly variances: readonly number[];
    readonly ind: readonly number[];
    readonly nsig: number;
    readonly components: readonly (Sampled & { readonly l2: number })[];
  };
  readonly pca_fit: readonly {
    readonly target: string;
    readonly ncomps: number;
    readonly rescale: boolean;
    readonly scale: number | null;
    readonly weights: readonly number[];
    readonly chi_square: number;
    readonly yfit: Sampled;
  }[];
}

/** Gold in cyanobacteria: the series and what Larch makes of it. */
export const cyanoFile = referencePath('xas', 'reference', 'series_cyano.json');

export function cyanoSeries(): LarchSeries {
  return JSON.parse(readFileSync(cyanoFile ?? '', 'utf8')) as LarchSeries;
}

/** A spectrum of the series, normalized with the e0 that Larch used. */
export function cyanoSpectrum(series: LarchSeries, name: string): SpeciesSpectrum {
  const rows = readFileSync(referencePath('xas', 'data', `series_cyano__${name}.csv`) ?? '', 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const table = rows.map((row) => row.split(',').map(Number));
  const { energy, norm } = preEdge(
    table.map((row) => row[0]!),
    table.map((row) => row[1]!),
    { e0: series.e0[name]! },
  );
  return { energy, norm };
}
