import { finiteMedian } from '@operando/core';
import type { Channel } from '@operando/core';
import { joinBytes, joinNumbers } from '@operando/numerics';
import type { EdgePositionMethod } from './edge-position.js';
import type { EdgePositionColumn } from './edge-position-stack.js';
import { unpackTerms } from './edge-errors/pack-terms.js';
import type { LevelDrift } from './edge-errors/scan-drift.js';
import { seriesErrors } from './edge-errors/series-errors.js';
import { indexNearest } from './grid-search.js';
import type { NormalizedRows } from './row-normalizer.js';

/** The columns of a block. */
export type BlockRows = Pick<NormalizedRows, 'e0' | 'edgeStep' | 'edgeStepStderr' | 'status'> & {
  readonly positions: readonly EdgePositionColumn[];
  /** What the series is to add to the errors of positions: by `packTerms`. */
  readonly terms: readonly Float64Array[];
};

/** Columns of all blocks. @param drift What wanders within each scan. */
export function joinRows(blocks: readonly BlockRows[], energy: Float64Array, drift: LevelDrift | undefined): BlockRows {
  const numbers = (pick: (block: BlockRows) => Float64Array): Float64Array => joinNumbers(blocks.map(pick));
  const e0 = numbers((block) => block.e0);
  const middle = finiteMedian(e0);
  const at = Math.max(1, Math.min(energy.length - 2, indexNearest(energy, middle)));
  const ofSeries = { e0, step: 0.5 * (energy[at + 1]! - energy[at - 1]!), drift };
  return {
    e0,
    edgeStep: numbers(({ edgeStep }) => edgeStep),
    edgeStepStderr: numbers(({ edgeStepStderr }) => edgeStepStderr),
    status: joinBytes(blocks.map(({ status }) => status)),
    positions: (blocks[0]?.positions ?? []).map((_, m) => joinPositions(blocks, m, ofSeries)),
    terms: [],
  };
}

/** Positions of all blocks by one method, with the errors that the series tells. */
function joinPositions(
  blocks: readonly BlockRows[],
  m: number,
  ofSeries: Parameters<typeof seriesErrors>[3],
): EdgePositionColumn {
  const columns = blocks.map(({ positions }) => positions[m]!);
  const { name, unit } = columns[0]!;
  const values = joinNumbers(columns.map((column) => column.values));
  const own = joinNumbers(columns.map(({ stderr }) => stderr));
  const terms = blocks.flatMap((block) => unpackTerms(block.terms[m]!));
  const stderr = seriesErrors(values, own, terms, ofSeries);
  return { name, unit, values, stderr, status: joinBytes(columns.map(({ status }) => status)) };
}

/** Rows as channels. @param methods Of the positions. */
export function channelsOf(rows: BlockRows, methods: readonly EdgePositionMethod[]): Record<string, Channel> {
  const channels: Record<string, Channel> = {
    e0: { values: rows.e0, unit: 'eV', status: rows.status, description: 'steepest measured point of the edge' },
    edge_step: {
      values: rows.edgeStep,
      stderr: rows.edgeStepStderr,
      unit: '1',
      status: rows.status,
      description: 'height of the edge between the pre-edge and post-edge fits',
    },
  };
  rows.positions.forEach(({ name, values, stderr, status, unit }, m) => {
    channels[name] = { values, stderr, status, unit, description: `edge position, ${methods[m]!}` };
  });
  return channels;
}
