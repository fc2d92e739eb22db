import { flatValues, isOperandoError, OperandoError, statusOf } from '@operando/core';
import type { NdArray } from '@operando/core';
import { seriesEdges } from './edge-search/series-edges.js';
import type { SeriesEdges } from './edge-search/series-edges.js';
import { flatValueOf } from './edge-errors/row-fit.js';
import type { RowFit, ShiftedFit } from './edge-errors/row-fit.js';
import { fixedEdges } from './fixed-edges.js';
import { expectIncreasing } from './expect-increasing.js';
import { expectContrast } from './find-e0.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { FrameWarnings } from './frame-warnings.js';
import { normalizeBlockRow } from './normalization-kernel.js';
import { forBlocks } from './row-blocks.js';
import type { RowBlock } from './row-blocks.js';
import { createNormalizationWorkspace } from './normalization-workspace.js';
import type { NormalizationWorkspace } from './normalization-workspace.js';
import { normalizationPlan } from './normalization-plan.js';
import type { NormalizationPlan } from './normalization-plan.js';
import type { NormalizedStack, NormalizeStackOptions } from './normalize-stack-types.js';
import { fitWarnings, preEdge, spikeWarnings, suspiciousRoughness } from './pre-edge.js';
import type { PreEdgeRanges } from './pre-edge-ranges.js';
import { aboutKind, renormalized } from './renormalize.js';

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
 * @throws OperandoError as `createStackNormalizer`.
 */
export function rowNormalizer(
  energy: ArrayLike<number>,
  fitOptions: Omit<NormalizeStackOptions, 'e0' | 'out'>,
  onFit: GridTools['onFit'] = () => undefined,
): { readonly normalizeRows: RowNormalizer; readonly edges: SeriesEdges } {
  const grid = energy instanceof Float64Array ? energy : Float64Array.from(energy);
  expectIncreasing(grid);
  const tools: GridTools = {
    grid,
    fitOptions,
    workspace: createNormalizationWorkspace(grid.length),
    edges: seriesEdges(grid, fitOptions),
    onFit,
  };
  return {
    normalizeRows: (stack, options, first, withFits = false) => normalizeRows(tools, stack, options, first, withFits),
    edges: tools.edges,
  };
}

/** What depends on the energies alone, and where the edges of the series were so far. */
interface GridTools {
  readonly grid: Float64Array;
  readonly fitOptions: Omit<NormalizeStackOptions, 'e0' | 'out'>;
  readonly workspace: NormalizationWorkspace;
  readonly edges: SeriesEdges;
  readonly onFit: (e0: number, ranges: PreEdgeRanges) => void;
}

function normalizeRows(
  tools: GridTools,
  stack: Float64Array | NdArray<Float64Array>,
  { e0: e0Option, out }: Pick<NormalizeStackOptions, 'e0' | 'out'>,
  first: number,
  withFits: boolean,
): NormalizedRows {
  const { grid, fitOptions, workspace, edges, onFit } = tools;
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

  const normalizeWith = (edge: number, block: RowBlock, offset: number): NormalizationPlan => {
    const plan = edges.planFor(edge);
    normalizeBlockRow(block, plan, grid, offset, fitOptions.edgeStep, workspace);
    return plan;
  };

  const stepSign = (step: number): number => (fitOptions.edgeStep === undefined ? Math.sign(step) : 0);

  const shiftedFlats = (index: number, offset: number): ShiftedFit[] =>
    [index - 1, index + 1].flatMap((beside) => {
      const edge = grid[beside];
      if (edge === undefined || grid[points - 1]! - edge < 5) return [];
      const valueAt = flatValueOf(edges.planFor(edge), grid, mu, offset, fitOptions.edgeStep, workspace);
      return [{ by: edge - grid[index]!, valueAt }];
    });

  const fitOf = (frame: number, plan: NormalizationPlan, isFixed: boolean): RowFit => {
    const offset = frame * points;
    return {
      plan,
      mu: mu.subarray(offset, offset + points),
      edgeStep: workspace.edgeStep,
      sign: stepSign(workspace.signedStep),
      shifted: () => (isFixed ? [] : shiftedFlats(plan.ranges.edgeIndex, offset)),
    };
  };

  const normalizeFrame = (block: RowBlock, frame: number): void => {
    const offset = (frame - block.from) * points;
    const fixed = givenE0?.[frame];
    edges.begin(block.mu, offset, fixed);
    let found = fixed === undefined ? edges.search.locate(block.mu, offset) : undefined;
    let edge = fixed ?? grid[found!.index]!;
    let plan = normalizeWith(edge, block, offset);
    if (Number.isNaN(workspace.roughness)) {
      normalizePartialFrame(block, frame);
      return;
    }
    if (found !== undefined) {
      const before = found.index;
      found = edges.search.settle(block.norm, offset, found);
      if (found.index !== before) {
        edge = grid[found.index]!;
        plan = normalizeWith(edge, block, offset);
      }
      if (found.remarks.length > 0) remarks.add(first + frame, found.remarks);
    }
    const { ranges } = plan;
    e0[frame] = edge;
    if (withFits) fits[frame] = fitOf(frame, plan, fixed !== undefined);
    edgeStep[frame] = workspace.edgeStep;
    edgeStepStderr[frame] = workspace.edgeStepStderr;
    const doubts = [
      ...(found?.doubts ?? []),
      ...aboutKind(fitWarnings(grid, edge, ranges, workspace, edges.fitOptions()), kind),
    ];
    // A huge step in units of noise needs no second look; a tiny one may be no edge at all.
    if (!(workspace.edgeStep > 1e-10)) expectContrast(block.mu, offset, points);
    if (workspace.roughness > suspiciousRoughness) {
      doubts.push(...spikeWarnings(grid, block.mu.slice(offset, offset + points), ranges.edgeIndex));
    }
    if (doubts.length > 0) notes.add(first + frame, doubts);
    onFit(edge, ranges);
    if (kind === 'step') return;
    const own = fitOf(frame, plan, fixed !== undefined);
    const rowNorm = block.norm.slice(offset, offset + points);
    const step = { energy: grid, mu: own.mu, norm: rowNorm, edgeStep: workspace.edgeStep };
    const other = renormalized(kind, { ...step, ...edges.extent(), e0: edge, plan });
    block.norm.set(other.norm, offset);
    block.flat.set(other.norm, offset);
    edgeStep[frame] = other.edgeStep;
    edgeStepStderr[frame] = Number.NaN;
    const beside = grid[ranges.edgeIndex + 1]! - grid[ranges.edgeIndex]!;
    const shifted = (): ShiftedFit[] =>
      [-beside, beside].map((by) => ({ by, valueAt: (i) => other.norm[i]! * (1 + by * other.withEdge) }));
    fits[frame] = {
      ...own,
      ...other.fit,
      edgeStep: other.edgeStep,
      shifted: kind === 'mback' ? own.shifted : fixed === undefined && other.withEdge !== 0 ? shifted : () => [],
    };
  };

  const normalizePartialFrame = (block: RowBlock, frame: number): void => {
    const offset = (frame - block.from) * points;
    const row = mu.subarray(frame * points, (frame + 1) * points);
    const fixed = givenE0?.[frame];
    const found = fixed === undefined ? edges.locatePartial(row) : undefined;
    const partial = preEdge(grid, row, { ...edges.fitOptions(), e0: fixed ?? found?.e0 });
    block.norm.fill(Number.NaN, offset, offset + points);
    block.flat.fill(Number.NaN, offset, offset + points);
    partial.source.forEach((index, i) => {
      block.norm[offset + index] = partial.norm[i]!;
      block.flat[offset + index] = partial.flat[i]!;
    });
    e0[frame] = partial.e0;
    fits[frame] = {
      plan: normalizationPlan(partial.energy, partial),
      mu: Float64Array.from(partial.source, (index) => row[index]!),
      edgeStep: partial.edgeStep,
      sign: stepSign(partial.postEdge[partial.edgeIndex]! - partial.preEdge[partial.edgeIndex]!),
      shifted: () => [],
    };
    edgeStep[frame] = partial.edgeStep;
    edgeStepStderr[frame] = partial.edgeStepStderr;
    remarks.add(first + frame, found?.remarks ?? []);
    notes.add(first + frame, [...(found?.doubts ?? []), ...aboutKind(partial.warnings, kind)]);
    onFit(partial.e0, partial);
    if (kind === 'step') return;
    const { source, energy } = partial;
    const plan = normalizationPlan(energy, partial);
    const mus = Float64Array.from(source, (index) => row[index]!);
    const step = { energy, mu: mus, norm: partial.norm, edgeStep: partial.edgeStep, e0: partial.e0, plan };
    const other = renormalized(kind, { ...step, ...edges.extent() });
    source.forEach((index, i) => {
      block.norm[offset + index] = other.norm[i]!;
      block.flat[offset + index] = other.norm[i]!;
    });
    edgeStep[frame] = other.edgeStep;
    edgeStepStderr[frame] = Number.NaN;
    fits[frame] = { plan, mu: mus, edgeStep: other.edgeStep, sign: 1, shifted: () => [], ...other.fit };
  };

  const normalizeOrFail = (block: RowBlock, frame: number): void => {
    try {
      normalizeFrame(block, frame);
    } catch (error) {
      if (!isOperandoError(error)) throw error;
      const offset = (frame - block.from) * points;
      block.norm.fill(Number.NaN, offset, offset + points);
      block.flat.fill(Number.NaN, offset, offset + points);
      e0[frame] = Number.NaN;
      edgeStep[frame] = Number.NaN;
      edgeStepStderr[frame] = Number.NaN;
      status[frame] = statusOf.failed;
      notes.add(first + frame, [{ code: error.code, message: error.message }]);
    }
  };
  const normalizeBlock = (block: RowBlock): void => {
    for (let frame = block.from; frame < block.to; frame++) normalizeOrFail(block, frame);
  };
  forBlocks({ mu, norm, flat }, points, normalizeBlock, fitOptions.kernels);
  for (const frame of notes.frames)
    if (status[frame - first] === statusOf.ok) status[frame - first] = statusOf.doubtful;
  return { frames, e0, edgeStep, edgeStepStderr, norm, flat, status, notes, remarks, fits };
}
