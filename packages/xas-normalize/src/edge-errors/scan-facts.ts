import { dotProduct } from '@operando/numerics';
import { levelFit } from './level-forms.js';
import type { LevelFit } from './level-forms.js';
import { throughNormalization } from './row-fit.js';
import type { RowFit } from './row-fit.js';
import type { RowNoise } from './row-noise.js';

/** An edge that moved so far, eV, has its levels elsewhere. */
const elsewhere = 3;

/** What one spectrum says of the levels about its edge. */
export interface ScanFacts {
  /** The level below the edge, and that above, edge steps. */
  readonly low: number;
  readonly high: number;
  /** Variances of both, and of their sum. */
  readonly variances: (this: void) => readonly [ofLow: number, ofHigh: number, ofSum: number];
  /** The flattened spectrum at the points about the edge, and the variances of its values there. */
  readonly values: Float64Array;
  readonly noise: Float64Array;
}

/** Both levels as weighted sums of the measured values in edge steps: thickness and a background that is a line do not change them. */
export interface LevelForms {
  readonly e0: number;
  readonly fit: LevelFit;
  readonly below: Float64Array;
  readonly above: Float64Array;
  readonly sum: Float64Array;
}

/** Whether a spectrum can be looked at by forms that were made of another. */
export function suits({ e0 }: LevelForms, energy: Float64Array, { plan }: RowFit): boolean {
  return Math.abs(e0 - energy[plan.ranges.edgeIndex]!) < elsewhere;
}

/** Forms of the levels of a spectrum; nothing where the points about its edge do not tell them. */
export function levelForms(
  energy: Float64Array,
  flat: Float64Array,
  offset: number,
  fit: RowFit,
): LevelForms | undefined {
  const points = energy.length;
  const { edgeIndex } = fit.plan.ranges;
  const ofEdge = levelFit(energy, flat, offset, edgeIndex);
  if (ofEdge === undefined) return undefined;
  const [below, above] = [new Float64Array(points), new Float64Array(points)];
  throughNormalization(ofEdge.below, fit, energy, flat, offset, below);
  throughNormalization(ofEdge.above, fit, energy, flat, offset, above);
  const e0 = energy[edgeIndex]!;
  return { e0, fit: ofEdge, below, above, sum: below.map((weight, i) => weight + above[i]!) };
}

/** What a spectrum says of its levels. Noise lies in the memory of the row's. */
export function factsBy(
  { fit: { below: form }, below, above, sum }: LevelForms,
  flat: Float64Array,
  offset: number,
  { mu, edgeStep }: RowFit,
  { variances, varianceOf }: RowNoise,
): ScanFacts {
  const [from, to] = [form.from, form.from + form.weights.length];
  const levelBy = (weights: Float64Array): number => dotProduct(weights, 0, mu, 0, weights.length) / edgeStep;
  return {
    low: levelBy(below),
    high: levelBy(above),
    variances: () => [varianceOf(below), varianceOf(above), varianceOf(sum)],
    values: flat.slice(offset + from, offset + to),
    noise: variances.subarray(from, to),
  };
}

/** Looks at spectra by forms that were made elsewhere. */
export interface ScanFactsFinder {
  /** As `add` of a ScanDrift. */
  add(this: void, flat: Float64Array, offset: number, fit: RowFit | undefined, noise: RowNoise): void;
  /** What was found; nothing where the forms do not suit all spectra. Variances and noise are kept. */
  facts(this: void): readonly ScanFacts[] | undefined;
}

/** Begin with spectra on one grid. @param forms Nothing: such as no spectrum so far had. */
export function findScanFacts(energy: Float64Array, forms: LevelForms | undefined): ScanFactsFinder {
  const found: ScanFacts[] = [];
  let isOther = false;
  return {
    add(flat, offset, fit, noise) {
      if (isOther || fit === undefined || (forms !== undefined && !suits(forms, energy, fit))) {
        isOther = true;
        return;
      }
      if (forms === undefined) {
        isOther = levelForms(energy, flat, offset, fit) !== undefined;
        return;
      }
      const facts = factsBy(forms, flat, offset, fit, noise);
      const variances = facts.variances();
      found.push({ ...facts, variances: () => variances, noise: facts.noise.slice() });
    },
    facts: () => (isOther ? undefined : found),
  };
}
