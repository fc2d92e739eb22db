import { OperandoError } from '@operando/core';
import { boundedLeastSquaresSolver } from '@operando/numerics';
import { indexNearest, indexOf } from './grid-search.js';
import { createNormalizationWorkspace } from './normalization-workspace.js';
import { normalizeRow } from './normalization-kernel.js';
import { normalizationPlan } from './normalization-plan.js';
import { preEdgeRanges } from './pre-edge-ranges.js';

/** Options of {@link mback}. Energies in eV relative to e0. */
export interface MbackOptions {
  /** Begin of the pre-edge region. @default the data's */
  readonly pre1?: number | undefined;
  /** End of the pre-edge region. @default -50 */
  readonly pre2?: number | undefined;
  /** Begin of the post-edge region. @default 100 */
  readonly norm1?: number | undefined;
  /** End of the post-edge region. @default the data's */
  readonly norm2?: number | undefined;
  /** Degree of the polynomial between absorption and f''. @default 3 */
  readonly order?: number | undefined;
}

/** A spectrum brought to the imaginary part of the scattering factor of bare atoms. */
export interface Mback {
  /** Scaled absorption less the polynomial: f'' as measured. */
  readonly fpp: Float64Array;
  /** The same with a step of 1, its pre-edge taken away. */
  readonly norm: Float64Array;
  /** Step of the absorption, in the unit of mu. */
  readonly edgeStep: number;
  /** What the absorption was multiplied by. */
  readonly scale: number;
}

/**
 * The shape of f'' of bare atoms about one edge, for {@link mback} where no table is at hand: a step at the tabulated energy over
 * the other shells (an eighth of the whole, as at K edges), both falling as E^-1.75, as f'' = E sigma does between edges with
 * sigma as E^-2.75. What it has wrong that is smooth goes into the polynomial.
 */
export function bareAtomStep(energy: Float64Array, edge: number): Float64Array {
  return energy.map((e) => (e / edge) ** -1.75 * (e < edge ? 0.125 : 1));
}

/**
 * Normalize a spectrum to f'' of bare atoms (MBACK: Weng, Waldo, Penner-Hahn, J. Synchrotron Rad. 12, 2005), in Larch's form: a
 * polynomial in energy, without the error function for the elastic peak; both regions weigh alike whatever their points. It
 * is linear, so that the minimum is exact.
 *
 * @param energy Increasing, eV.
 * @param f2 f'' of the element at these energies, on any scale.
 * @param e0 Edge energy, eV; the point nearest to it counts.
 * @throws OperandoError `shape-mismatch`; `too-few-points` for regions that do not determine the polynomial; `no-edge` where the
 * absorption does not rise with f''; `outside-range` as `preEdge`.
 */
export function mback(
  energy: Float64Array,
  mu: Float64Array,
  f2: Float64Array,
  e0: number,
  options: MbackOptions = {},
): Mback {
  const points = energy.length;
  if (mu.length !== points || f2.length !== points)
    throw new OperandoError('shape-mismatch', `${points} energies, ${mu.length} values, ${f2.length} of f''.`);
  const edge = energy[indexNearest(energy, e0)]!;
  const { pre1, pre2 = -50, norm1 = 100, norm2, order = 3 } = options;
  const regions = [
    [pre1 === undefined ? 0 : indexOf(energy, edge + pre1), indexNearest(energy, edge + pre2)],
    [indexNearest(energy, edge + norm1), norm2 === undefined ? points - 1 : indexOf(energy, edge + norm2)],
  ] as const;
  const terms = order + 1;
  const width = Math.max(edge - energy[0]!, energy[points - 1]! - edge);
  const rows = regions.flatMap(([from, to]) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i));
  if (regions.some(([from, to]) => to - from < 1) || rows.length <= terms + 1) {
    throw new OperandoError('too-few-points', `the scan has too little before ${pre2} or behind ${norm1} eV from e0.`, {
      cure: 'Scan further, give pre2 and norm1 nearer to the edge, or normalize otherwise.',
    });
  }
  const size = mu.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const matrix = new Float64Array(rows.length * (terms + 1));
  const right = new Float64Array(rows.length);
  rows.forEach((i, row) => {
    const [from, to] = regions[i <= regions[0][1] ? 0 : 1];
    const weight = 1 / Math.sqrt(to - from + 1);
    matrix[row * (terms + 1)] = (weight * mu[i]!) / size;
    for (let j = 0; j < terms; j++) matrix[row * (terms + 1) + 1 + j] = -weight * ((energy[i]! - edge) / width) ** j;
    right[row] = weight * f2[i]!;
  });
  const { x } = boundedLeastSquaresSolver(matrix, rows.length, terms + 1, {}).solve(right);
  const scale = x[0]! / size;
  if (!(scale > 0)) {
    throw new OperandoError('no-edge', "the absorption does not rise with f'' at the edge.", {
      cure: 'Check element, edge and the columns.',
    });
  }
  const curve = energy.map((e) => {
    let value = 0;
    for (let j = terms; j > 0; j--) value = (value * (e - edge)) / width + x[j]!;
    return value;
  });
  // The step is that of the atoms with the polynomial, between lines as in every other normalization.
  const model = f2.map((value, i) => value + curve[i]!);
  const plan = normalizationPlan(
    energy,
    preEdgeRanges(energy, edge, {
      pre1: pre1 ?? energy[0]! - edge,
      pre2,
      norm1,
      norm2: norm2 ?? energy[points - 1]! - edge,
      nnorm: 2,
    }),
  );
  const workspace = createNormalizationWorkspace(points);
  normalizeRow(plan, energy, model, 0, undefined, workspace, new Float64Array(points), undefined);
  const { edgeStep: step, pre } = workspace;
  const line = (e: number): number => pre[0]! + pre[1]! * (plan.pre.scale * e + plan.pre.shift);
  return {
    fpp: mu.map((value, i) => scale * value - curve[i]!),
    norm: mu.map((value, i) => (scale * value - line(energy[i]!)) / step),
    edgeStep: step / scale,
    scale,
  };
}
