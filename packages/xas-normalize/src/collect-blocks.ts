import type { JsonValue, ProvenanceStep } from '@operando/core';
import { channelsOf, joinRows } from './block-rows.js';
import type { BlockRows } from './block-rows.js';
import type { BlockOutcome } from './block-normalizer.js';
import { wrongEdges } from './block-normalizer.js';
import type { EdgePositionMethod } from './edge-position.js';
import type { LevelDrift } from './edge-errors/scan-drift.js';
import type { SeriesEdges } from './edge-search/series-edges.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { Normalization, NormalizeOptions } from './normalize-types.js';
import type { UsedRanges } from './used-ranges.js';

/** Brings together what becomes of the blocks of a series. */
export interface BlockCollector {
  /** Spectra so far. */
  readonly done: number;
  add(this: void, outcome: BlockOutcome): BlockRows;
  /** @throws OperandoError `shape-mismatch` when edge energies were given for more spectra than came. */
  finish(this: void, found: FoundOfSeries): Normalization;
  stepOf(this: void, warnings: Normalization['warnings']): ProvenanceStep;
}

/** What the series as a whole tells. */
export interface FoundOfSeries {
  readonly edges: Pick<SeriesEdges, 'warnings' | 'absorber'>;
  readonly drift: LevelDrift | undefined;
  readonly used: UsedRanges;
  readonly perFrame: boolean;
}

/** Options as plain JSON for the provenance. */
function recordedOptions(options: object): Record<string, JsonValue> {
  const recorded: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(options) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    recorded[name] = ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 32) ? 'one per frame' : value;
  }
  return recorded;
}

/** Begin with a series. */
export function collectBlocks(
  energy: Float64Array,
  methods: readonly EdgePositionMethod[],
  options: NormalizeOptions,
): BlockCollector {
  const recorded = recordedOptions(options);
  const rowNotes = collectFrameWarnings();
  const remarks = collectFrameWarnings();
  const positionNotes = collectFrameWarnings();
  const blocks: BlockRows[] = [];
  let done = 0;
  const stepOf: BlockCollector['stepOf'] = (warnings) => ({
    step: 'xas-normalize/normalize',
    options: recorded,
    warnings,
  });
  return {
    get done() {
      return done;
    },
    stepOf,
    add({ rows, columns, terms, positionNotes: ofPositions }) {
      const { e0, edgeStep, edgeStepStderr, status } = rows;
      const own: BlockRows = { e0, edgeStep, edgeStepStderr, status, positions: columns, terms };
      blocks.push(own);
      rowNotes.addAll(rows.notes);
      remarks.addAll(rows.remarks);
      if (ofPositions !== undefined) positionNotes.addAll(ofPositions);
      done += status.length;
      return own;
    },
    finish({ edges, drift, used, perFrame }) {
      const { e0 } = options;
      if (e0 !== undefined && typeof e0 !== 'number' && e0.length !== done) throw wrongEdges(e0.length, done);
      const rows = joinRows(blocks, energy, drift);
      const warnings = [
        ...edges.warnings(),
        ...remarks.warnings(done),
        ...rowNotes.warnings(done),
        ...positionNotes.warnings(done),
      ];
      const absorber = edges.absorber();
      const { status } = rows;
      return {
        e0: { name: 'e0', unit: 'eV', values: rows.e0, status },
        edgeStep: { name: 'edge_step', unit: '1', values: rows.edgeStep, stderr: rows.edgeStepStderr, status },
        status,
        channels: perFrame ? channelsOf(rows, methods) : {},
        warnings,
        used,
        ...(absorber === undefined ? {} : { absorber }),
        step: stepOf(warnings),
      };
    },
  };
}
