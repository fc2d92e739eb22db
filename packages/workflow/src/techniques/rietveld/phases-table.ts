import { statusOf } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { freeParameters } from '@operando/lattice';
import type { FrameRow, PhaseRow } from '@operando/xrd-rietveld';
import type { RietveldAnalysis } from './analysis.js';
import { column } from './column.js';

/** What tables by pattern are made of. */
export type Followed = Pick<RietveldAnalysis, 'series' | 'phases' | 'refiner' | 'rows' | 'middles'>;

/** Status of what is said of a phase in a frame. */
export const presenceStatus = ({ presence }: PhaseRow, { status }: FrameRow): number =>
  statusOf[presence === 'absent' ? 'not-visible' : status];

/** The same of its weight fraction: that of a phase alone is 1 by definition. */
export const fractionStatus = (of: PhaseRow, row: FrameRow): number =>
  of.weightFraction === 1 ? statusOf.held : presenceStatus(of, row);

/** One row for each phase of each pattern, all phases alike. */
export function phasesTable({ phases, rows, refiner, middles }: Followed): ResultTable {
  const cells = ['a', 'b', 'c', 'alpha', 'beta', 'gamma'] as const;
  const all = rows.flatMap((row) => phases.map(({ phase }, p) => ({ row, phase, of: row.phases[p]! })));
  const numbers = (pick: (each: (typeof all)[number]) => number): Float64Array => Float64Array.from(all, pick);
  const place = new Map(refiner.names.map((name, k) => [name, k]));
  const refined = (values: 'values' | 'stderr', key: string) =>
    numbers(({ row, phase }) => {
      const k = place.get(`${phase.name}.${key}`);
      return k === undefined ? Number.NaN : row[values][k]!;
    });
  const free = cells.filter((key) => phases.some(({ phase }) => freeParameters[phase.system].includes(key)));
  return {
    name: 'phases',
    index: {
      rows: 'phase',
      columns: [
        { name: 'frame', unit: '1', values: numbers(({ row }) => row.frame) },
        { name: 'phase', words: all.map(({ phase }) => phase.name) },
      ],
    },
    columns: [
      { name: 'time', unit: 's', values: numbers(({ row }) => middles[row.frame]!) },
      { name: 'presence', words: all.map(({ of }) => of.presence) },
      column(
        'evidence',
        '1',
        numbers(({ of }) => of.evidence),
      ),
      column(
        'weight_fraction',
        '1',
        numbers(({ of }) => of.weightFraction),
        {
          stderr: numbers(({ of }) => of.weightFractionStderr),
          status: Uint8Array.from(all, ({ of, row }) => fractionStatus(of, row)),
        },
      ),
      column(
        'weight_fraction_limit',
        '1',
        numbers(({ of }) => of.upperLimit),
      ),
      column(
        'detection_limit',
        '1',
        numbers(({ of }) => of.detectionLimit),
      ),
      column(
        'volume',
        'angstrom^3',
        numbers(({ of }) => of.volume),
        { stderr: numbers(({ of }) => of.volumeStderr) },
      ),
      ...free.map((key) =>
        column(key, key.length === 1 ? 'angstrom' : 'deg', refined('values', key), { stderr: refined('stderr', key) }),
      ),
    ],
  };
}
