import { isOperandoError, statusOf } from '@operando/core';
import type { SeriesEdges } from './edge-search/series-edges.js';
import { flatValueOf } from './edge-errors/row-fit.js';
import type { RowFit, ShiftedFit } from './edge-errors/row-fit.js';
import { expectContrast } from './find-e0.js';
import type { FrameWarnings } from './frame-warnings.js';
import { normalizeBlockRow } from './normalization-kernel.js';
import { normalizationPlan } from './normalization-plan.js';
import type { NormalizationPlan } from './normalization-plan.js';
import type { NormalizationWorkspace } from './normalization-workspace.js';
import type { NormalizeStackOptions } from './normalize-stack-types.js';
import { fitWarnings, preEdge, spikeWarnings, suspiciousRoughness } from './pre-edge.js';
import type { PreEdgeRanges } from './pre-edge-ranges.js';
import { aboutKind, renormalized } from './renormalize.js';
import type { NormalizationKind } from './renormalize.js';
import type { RowBlock } from './row-blocks.js';

/** What depends on the energies alone, and where the edges of the series were so far. */
export interface GridTools {
  readonly grid: Float64Array;
  readonly fitOptions: Omit<NormalizeStackOptions, 'e0' | 'out'>;
  readonly workspace: NormalizationWorkspace;
  readonly edges: SeriesEdges;
  readonly onFit: (e0: number, ranges: PreEdgeRanges) => void;
}

/** A stack that is being normalized. Functions take it as a whole: within another they would be compiled anew for each stack. */
export interface RowWork extends GridTools {
  readonly kind: NormalizationKind;
  /** Number in the series of the first row. */
  readonly first: number;
  /** Whether it is to be kept how each was normalized. */
  readonly withFits: boolean;
  readonly mu: Float64Array;
  readonly givenE0: ArrayLike<number> | undefined;
  readonly e0: Float64Array;
  readonly edgeStep: Float64Array;
  readonly edgeStepStderr: Float64Array;
  readonly status: Uint8Array;
  readonly notes: FrameWarnings;
  readonly remarks: FrameWarnings;
  readonly fits: (RowFit | undefined)[];
}

function normalizeWith(
  { edges, grid, fitOptions, workspace }: RowWork,
  edge: number,
  block: RowBlock,
  offset: number,
): NormalizationPlan {
  const plan = edges.planFor(edge);
  normalizeBlockRow(block, plan, grid, offset, fitOptions.edgeStep, workspace);
  return plan;
}

function stepSign({ fitOptions }: RowWork, step: number): number {
  return fitOptions.edgeStep === undefined ? Math.sign(step) : 0;
}

function shiftedFlats(
  { grid, edges, mu, fitOptions, workspace }: RowWork,
  index: number,
  offset: number,
): ShiftedFit[] {
  return [index - 1, index + 1].flatMap((beside) => {
    const edge = grid[beside];
    if (edge === undefined || grid.at(-1)! - edge < 5) return [];
    const valueAt = flatValueOf(edges.planFor(edge), grid, mu, offset, fitOptions.edgeStep, workspace);
    return [{ by: edge - grid[index]!, valueAt }];
  });
}

function fitOf(work: RowWork, frame: number, plan: NormalizationPlan): RowFit {
  const { mu, workspace, grid } = work;
  const offset = frame * grid.length;
  const isFixed = work.givenE0?.[frame] !== undefined;
  return {
    plan,
    mu: mu.subarray(offset, offset + grid.length),
    edgeStep: workspace.edgeStep,
    sign: stepSign(work, workspace.signedStep),
    shifted: () => (isFixed ? [] : shiftedFlats(work, plan.ranges.edgeIndex, offset)),
  };
}

/** Normalize one row of a block. @throws OperandoError where that is not possible. */
function normalizeFrame(work: RowWork, block: RowBlock, frame: number): void {
  const { grid, workspace, edges, kind, first, remarks, notes } = work;
  const points = grid.length;
  const offset = (frame - block.from) * points;
  const fixed = work.givenE0?.[frame];
  edges.begin(block.mu, offset, fixed);
  let found = fixed === undefined ? edges.search.locate(block.mu, offset) : undefined;
  let edge = fixed ?? grid[found!.index]!;
  let plan = normalizeWith(work, edge, block, offset);
  if (Number.isNaN(workspace.roughness)) {
    normalizePartialFrame(work, block, frame);
    return;
  }
  if (found !== undefined) {
    const before = found.index;
    found = edges.search.settle(block.norm, offset, found);
    if (found.index !== before) {
      edge = grid[found.index]!;
      plan = normalizeWith(work, edge, block, offset);
    }
    if (found.remarks.length > 0) remarks.add(first + frame, found.remarks);
  }
  const { ranges } = plan;
  work.e0[frame] = edge;
  if (work.withFits) work.fits[frame] = fitOf(work, frame, plan);
  work.edgeStep[frame] = workspace.edgeStep;
  work.edgeStepStderr[frame] = workspace.edgeStepStderr;
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
  work.onFit(edge, ranges);
  if (kind !== 'step') divideOtherwise(work, kind, block, frame, plan, edge);
}

/** What was normalized by its step, divided by something else. */
function divideOtherwise(
  work: RowWork,
  kind: Exclude<NormalizationKind, 'step'>,
  block: RowBlock,
  frame: number,
  plan: NormalizationPlan,
  edge: number,
): void {
  const { grid, workspace, edges } = work;
  const points = grid.length;
  const offset = (frame - block.from) * points;
  const own = fitOf(work, frame, plan);
  const rowNorm = block.norm.slice(offset, offset + points);
  const step = { energy: grid, mu: own.mu, norm: rowNorm, edgeStep: workspace.edgeStep };
  const other = renormalized(kind, { ...step, ...edges.extent(), e0: edge, plan });
  block.norm.set(other.norm, offset);
  block.flat.set(other.norm, offset);
  work.edgeStep[frame] = other.edgeStep;
  work.edgeStepStderr[frame] = Number.NaN;
  const beside = grid[plan.ranges.edgeIndex + 1]! - grid[plan.ranges.edgeIndex]!;
  const shifted = (): ShiftedFit[] =>
    [-beside, beside].map((by) => ({ by, valueAt: (i) => other.norm[i]! * (1 + by * other.withEdge) }));
  work.fits[frame] = {
    ...own,
    ...other.fit,
    edgeStep: other.edgeStep,
    shifted:
      kind === 'mback' ? own.shifted : work.givenE0?.[frame] === undefined && other.withEdge !== 0 ? shifted : () => [],
  };
}

/** A row with values missing: normalized without them. */
function normalizePartialFrame(work: RowWork, block: RowBlock, frame: number): void {
  const { grid, edges, kind, first } = work;
  const points = grid.length;
  const offset = (frame - block.from) * points;
  const row = work.mu.subarray(frame * points, (frame + 1) * points);
  const fixed = work.givenE0?.[frame];
  const found = fixed === undefined ? edges.locatePartial(row) : undefined;
  const partial = preEdge(grid, row, { ...edges.fitOptions(), e0: fixed ?? found?.e0 });
  block.norm.fill(Number.NaN, offset, offset + points);
  block.flat.fill(Number.NaN, offset, offset + points);
  partial.source.forEach((index, i) => {
    block.norm[offset + index] = partial.norm[i]!;
    block.flat[offset + index] = partial.flat[i]!;
  });
  work.e0[frame] = partial.e0;
  work.fits[frame] = {
    plan: normalizationPlan(partial.energy, partial),
    mu: Float64Array.from(partial.source, (index) => row[index]!),
    edgeStep: partial.edgeStep,
    sign: stepSign(work, partial.postEdge[partial.edgeIndex]! - partial.preEdge[partial.edgeIndex]!),
    shifted: () => [],
  };
  work.edgeStep[frame] = partial.edgeStep;
  work.edgeStepStderr[frame] = partial.edgeStepStderr;
  work.remarks.add(first + frame, found?.remarks ?? []);
  work.notes.add(first + frame, [...(found?.doubts ?? []), ...aboutKind(partial.warnings, kind)]);
  work.onFit(partial.e0, partial);
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
  work.edgeStep[frame] = other.edgeStep;
  work.edgeStepStderr[frame] = Number.NaN;
  work.fits[frame] = { plan, mu: mus, edgeStep: other.edgeStep, sign: 1, shifted: () => [], ...other.fit };
}

function normalizeOrFail(work: RowWork, block: RowBlock, frame: number): void {
  try {
    normalizeFrame(work, block, frame);
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    const points = work.grid.length;
    const offset = (frame - block.from) * points;
    block.norm.fill(Number.NaN, offset, offset + points);
    block.flat.fill(Number.NaN, offset, offset + points);
    work.e0[frame] = Number.NaN;
    work.edgeStep[frame] = Number.NaN;
    work.edgeStepStderr[frame] = Number.NaN;
    work.status[frame] = statusOf.failed;
    work.notes.add(work.first + frame, [{ code: error.code, message: error.message }]);
  }
}

/** Normalize the rows of a block; those that cannot be become NaN. */
export function normalizeBlock(work: RowWork, block: RowBlock): void {
  for (let frame = block.from; frame < block.to; frame++) normalizeOrFail(work, block, frame);
}
