import { flatValues, OperandoError, statusOf } from '@operando/core';
import type { NdArray } from '@operando/core';
import { seriesEdges } from './edge-search/series-edges.js';
import type { SeriesEdges, SeriesElsewhere } from './edge-search/series-edges.js';
import type { RowFit } from './edge-errors/row-fit.js';
import { fixedEdges } from './fixed-edges.js';
import { expectIncreasing } from './expect-increasing.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { FrameWarnings } from './frame-warnings.js';
import { createNormalizationWorkspace } from './normalization-workspace.js';
import { normalizeBlock } from './normalize-frames.js';
import type { GridTools, RowWork } from './normalize-frames.js';
import type { NormalizedStack, NormalizeStackOptions } from './normalize-stack-types.js';
import { forBlocks } from './row-blocks.js';

/** Normalized rows with what there is to say of each. */
export interface NormalizedRows extends Omit<NormalizedStack, 'warnings'> {
  /** What makes frames doubtful. */
  readonly notes: FrameWarnings;
  /** What was decided in frames, which makes none doubtful. */
  readonly remarks: FrameWarnings;
  /** How each was normalized; undefined where it failed. */
  readonly fits: readonly (RowFit | undefined)[];
}

/**
 * `StackNormalizer` for frames of which the first is `first` of the series: notes and errors count from its beginning.
 *
 * @param withFits Whether it is told how each was normalized. @default false
 */
export type RowNormalizer = (
  stack: Float64Array | NdArray<Float64Array>,
  options: Pick<NormalizeStackOptions, 'e0' | 'out'>,
  first: number,
  withFits?: boolean,
) => NormalizedRows;

/**
 * @param onFit Told of the edge energy and ranges of every spectrum that was normalized.
 * @param elsewhere Where the series began. @default here
 * @throws OperandoError as `createStackNormalizer`.
 */
export function rowNormalizer(
  energy: ArrayLike<number>,
  fitOptions: Omit<NormalizeStackOptions, 'e0' | 'out'>,
  onFit: GridTools['onFit'] = () => undefined,
  elsewhere?: SeriesElsewhere,
): { readonly normalizeRows: RowNormalizer; readonly edges: SeriesEdges } {
  const grid = energy instanceof Float64Array ? energy : Float64Array.from(energy);
  expectIncreasing(grid);
  const tools: GridTools = {
    grid,
    fitOptions,
    workspace: createNormalizationWorkspace(grid.length),
    edges: seriesEdges(grid, fitOptions, elsewhere),
    onFit,
  };
  return {
    normalizeRows: (stack, options, first, withFits = false) => normalizeRows(tools, stack, options, first, withFits),
    edges: tools.edges,
  };
}

function normalizeRows(
  tools: GridTools,
  stack: Float64Array | NdArray<Float64Array>,
  { e0: e0Option, out }: Pick<NormalizeStackOptions, 'e0' | 'out'>,
  first: number,
  withFits: boolean,
): NormalizedRows {
  const { grid, fitOptions } = tools;
  const points = grid.length;
  const mu = stack instanceof Float64Array ? stack : flatValues(stack);
  const frames = mu.length / points;
  if (!Number.isInteger(frames) || (!(stack instanceof Float64Array) && stack.shape[1] !== points)) {
    throw new OperandoError(
      'shape-mismatch',
      `a stack of ${mu.length} values does not hold rows of ${points} energies.`,
    );
  }
  const givenE0 = fixedEdges(e0Option, frames, grid, first);
  const norm = out?.norm ?? new Float64Array(mu.length);
  const wantFlat = fitOptions.flat !== false;
  const flat = wantFlat ? (out?.flat ?? new Float64Array(mu.length)) : norm;
  if (norm.length !== mu.length || flat.length !== mu.length) {
    throw new OperandoError('shape-mismatch', 'the output arrays do not have the size of the stack.', {
      where: { parameter: 'out' },
    });
  }

  const e0 = new Float64Array(frames);
  const edgeStep = new Float64Array(frames);
  const edgeStepStderr = new Float64Array(frames);
  const status = new Uint8Array(frames).fill(statusOf.ok);
  const notes = collectFrameWarnings();
  const remarks = collectFrameWarnings();

  const { normalization: kind = 'step' } = fitOptions;
  const fits: (RowFit | undefined)[] = Array.from({ length: frames }, () => undefined);
  const rows = { first, withFits, mu, givenE0, e0, edgeStep, edgeStepStderr, status, notes, remarks, fits };
  const work: RowWork = { ...tools, kind, ...rows };
  forBlocks({ mu, norm, flat }, points, (block) => normalizeBlock(work, block), fitOptions.kernels);
  for (const frame of notes.frames)
    if (status[frame - first] === statusOf.ok) status[frame - first] = statusOf.doubtful;
  return { frames, e0, edgeStep, edgeStepStderr, norm, flat, status, notes, remarks, fits };
}
