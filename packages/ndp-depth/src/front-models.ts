import { erf } from '@operando/numerics';
import { OperandoError } from '@operando/core';
import { frontDefaults } from './defaults.js';
import type { DepthModel, SolvableModel } from './depth-model.js';
import { keptModels } from './kept-fronts.js';
import { arealWeights } from './profile.js';
import { responseMatrix } from './response-matrix.js';

/** An interface inside a layer whose depth is not known: two phases of an electrode, the edge of a plated film. */
export interface FrontOptions {
  /** Name of the layer it lies in. */
  readonly layer: string;
  /** Standard deviation of the transition in um. @default 0 (sharp) */
  readonly width?: number | undefined;
}

/** Forward models with the front at any of many places. */
export interface FrontModels {
  /** Depth of each place in um, evenly spaced. */
  readonly depths: Float64Array;
  /** Places that lie on the bins' own edges. */
  readonly coarse: readonly number[];
  /** The model with the front at a place. */
  at(place: number): SolvableModel;
}

/** Places for the front in each depth bin. */
const placesPerBin = 16;
/** Fewest bins on either side of the front: a film of one has a level of its own. */
const fewestBins = 1;
/** Fewest bins of a layer. */
const fewestSeen = 5;

/**
 * Models of a layer in two pieces that know nothing of each other, with the edge between them at any place: the response
 * to bins much finer than the resolution is worked out once, and summed to the bins of each place.
 *
 * @param rowEdges keV, of the model's rows.
 * @throws OperandoError `invalid-argument` for a layer that is none, too thin, or out of sight; `unsupported` with interface widths.
 */
export function frontModels(
  model: DepthModel,
  rowEdges: Float64Array,
  { layer, width = frontDefaults.width }: FrontOptions,
): FrontModels {
  const { axes } = model;
  const fail = (problem: string, cure: string): OperandoError =>
    new OperandoError('invalid-argument', problem, { where: { parameter: 'front' }, cure });
  const index = axes[0]!.layers.findIndex(({ name }) => name === layer);
  if (index < 0)
    throw fail(`there is no layer ${layer}.`, `Layers: ${axes[0]!.layers.map(({ name }) => name).join(', ')}.`);
  if (!(width >= 0 && width < Infinity))
    throw fail(`the front is ${width} um wide.`, 'It is a standard deviation in um, 0 or more.');
  if (model.mixing !== undefined)
    throw new OperandoError('unsupported', 'a front and interfaces of some width.', {
      where: { parameter: 'interfaceWidth' },
      cure: 'Leave interfaceWidth out: the smoothing adapts to interfaces.',
    });
  if (!canHaveFront(model, index))
    throw fail(
      `${seenBins(model, index).length} depth bins of ${layer} can be seen.`,
      'A front is told in a layer that is several resolutions thick.',
    );
  return frontModelsOf(model, rowEdges, index, width);
}

function seenBins({ grid, seen }: DepthModel, index: number): number[] {
  return Array.from(grid.layer.keys()).filter((j) => grid.layer[j] === index && seen[j] === 1);
}

/** Whether so much of a layer is seen that a front in it can be told. */
export function canHaveFront(model: DepthModel, index: number): boolean {
  return seenBins(model, index).length >= fewestSeen;
}

/** The same of a layer by its number, which must be one that {@link canHaveFront}, in a model of sharp interfaces. */
export function frontModelsOf(model: DepthModel, rowEdges: Float64Array, index: number, width: number): FrontModels {
  const { grid, axes, rows } = model;
  const own = seenBins(model, index);
  const first = own[0]!;
  const last = grid.layer.lastIndexOf(index);
  const fine: number[] = [grid.edges[first]!];
  for (let j = first; j <= last; j++)
    for (let k = 1; k <= placesPerBin; k++)
      fine.push(grid.edges[j]! + (k / placesPerBin) * (grid.edges[j + 1]! - grid.edges[j]!));
  const fineEdges = Float64Array.from(fine);
  const response = byColumns(responseMatrix(axes, rowEdges, fineEdges).values, rows, fineEdges.length - 1);
  const from = fewestBins * placesPerBin;
  const until = (own.length - fewestBins) * placesPerBin;
  const places = Array.from({ length: until - from + 1 }, (_, k) => from + k);
  const build = (place: number): SolvableModel => {
    const cut = places[place]!;
    return withFront(model, { first, last, cut, fineEdges, response, rows, width });
  };
  return {
    depths: Float64Array.from(places, (cut) => fineEdges[cut]!),
    coarse: places.flatMap((cut, place) => (cut % (placesPerBin / 2) === 0 ? [place] : [])),
    at: keptModels(build),
  };
}

interface FrontPlace {
  /** Bins of the layer. */
  readonly first: number;
  readonly last: number;
  /** Fine edge that the front lies on. */
  readonly cut: number;
  readonly fineEdges: Float64Array;
  /** Of each fine bin, [fine bins x rows]. */
  readonly response: Float64Array;
  readonly rows: number;
  /** um. */
  readonly width: number;
}

function byColumns(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j]!;
  return out;
}

/** The model with the nearest edge of its bins moved to the front, and what lies above and below apart. */
function withFront(
  model: DepthModel,
  { first, last, cut, fineEdges, response, rows, width }: FrontPlace,
): SolvableModel {
  const { grid, sensitivity, axes, transmission } = model;
  const bins = grid.layer.length;
  const depth = fineEdges[cut]!;
  /** First bin below the front. */
  const below = first + Math.round(cut / placesPerBin);
  const edges = grid.edges.slice();
  edges[below] = depth;
  // A sharp front changes the two bins beside it.
  const [from, to] = width > 0 ? [first, last] : [below - 1, below];
  const columns = new Map(
    Array.from({ length: to - from + 1 }, (_, k): [number, Float64Array] => [from + k, new Float64Array(rows)]),
  );
  const fineBins = fineEdges.length - 1;
  const mixing = width > 0 ? identity(bins) : undefined;
  for (let k = 0; k < fineBins; k++) {
    const middle = 0.5 * (fineEdges[k]! + fineEdges[k + 1]!);
    const lower = width > 0 ? 0.5 * (1 + erf((middle - depth) / (Math.SQRT2 * width))) : k >= cut ? 1 : 0;
    let bin = first;
    while (bin < last && middle > edges[bin + 1]!) bin++;
    if (bin < from || bin > to) continue;
    const [above, under] = [Math.min(bin, below - 1), Math.max(bin, below)];
    const scale = 1e-4 * sensitivity.value * (transmission?.[bin] ?? 1);
    for (const [own, share] of [
      [above, 1 - lower],
      [under, lower],
    ] as const) {
      if (share <= 0) continue;
      const column = columns.get(own)!;
      for (let i = 0; i < rows; i++) column[i]! += share * scale * response[k * rows + i]!;
    }
    if (mixing !== undefined) {
      const share = (fineEdges[k + 1]! - fineEdges[k]!) / (edges[bin + 1]! - edges[bin]!);
      mixing[bin * bins + above]! += (1 - lower) * share;
      mixing[bin * bins + under]! += lower * share;
    }
  }
  if (mixing !== undefined) for (let j = first; j <= last; j++) mixing[j * bins + j]! -= 1;
  const moved = { edges, layer: grid.layer };
  const { layers: layerWeights, total: totalWeights } = arealWeights(axes[0]!, moved, model.seen);
  const segments = Float64Array.from(
    grid.layer,
    (layer, j) => layer + (layer === grid.layer[first] && j >= below ? 0.5 : 0),
  );
  const { matrix: _, ...others } = model;
  return {
    ...others,
    grid: moved,
    mixing,
    layerWeights,
    totalWeights,
    shown: { ...model.shown, depthEdges: edges.slice(0, model.shown.depthEdges.length) },
    solver: model.solver.withColumns(columns, segments),
  };
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}
