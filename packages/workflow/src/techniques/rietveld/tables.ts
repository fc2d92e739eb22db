import { statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { freeParameters } from '@operando/lattice';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { RietveldAnalysis } from './analysis.js';
import { column } from './column.js';
import { candidatesTable } from './identify.js';
import { linesTable, patternsTable } from './shown-tables.js';
import type { FrameRow } from '@operando/xrd-rietveld';

type PhaseRow = FrameRow['phases'][number];
/** What tables by pattern are made of. */
type Followed = Pick<RietveldAnalysis, 'series' | 'phases' | 'refiner' | 'rows' | 'middles'>;

/** A name in the head of a column. */
const headOf = (name: string): string => name.replaceAll(/[^\w+-]+/g, '_');

/** What came of each parameter that was refined: its values through the frames. */
function parameterColumns({ refiner, rows }: Followed): EstimateColumn[] {
  const { names, shapes, layout } = refiner;
  return names.map((name, k) => {
    const unit =
      k < shapes ? layout.parameters[layout.refined[k]!]!.unit : k < shapes + refiner.phases.length ? '1' : '';
    return column(
      headOf(name),
      unit,
      rows.map(({ values }) => values[k]!),
      {
        stderr: Float64Array.from(rows, ({ stderr }) => stderr[k]!),
        status: Uint8Array.from(rows, ({ statuses }) => statuses[k]!),
      },
    );
  });
}

/** Status of what is said of a phase in a frame. */
const presenceStatus = ({ presence }: PhaseRow, { status }: FrameRow): number =>
  statusOf[presence === 'absent' ? 'not-visible' : status];

/** The same of its weight fraction: that of a phase alone is 1 by definition. */
const fractionStatus = (of: PhaseRow, row: FrameRow): number =>
  of.weightFraction === 1 ? statusOf.held : presenceStatus(of, row);

function phaseColumns({ phases, rows }: Followed): ResultColumn[] {
  return phases.flatMap(({ phase }, p): ResultColumn[] => {
    const own = headOf(phase.name);
    const of = (pick: (row: PhaseRow) => number): Float64Array =>
      Float64Array.from(rows, (row) => pick(row.phases[p]!));
    const status = Uint8Array.from(rows, (row) => presenceStatus(row.phases[p]!, row));
    return [
      { name: `${own}_presence`, words: rows.map((row) => row.phases[p]!.presence) },
      column(
        `${own}_weight_fraction`,
        '1',
        of(({ weightFraction }) => weightFraction),
        {
          stderr: of(({ weightFractionStderr }) => weightFractionStderr),
          status: Uint8Array.from(rows, (row) => fractionStatus(row.phases[p]!, row)),
        },
      ),
      column(
        `${own}_weight_fraction_limit`,
        '1',
        of(({ upperLimit }) => upperLimit),
      ),
      column(
        `${own}_detection_limit`,
        '1',
        of(({ detectionLimit }) => detectionLimit),
      ),
      column(
        `${own}_volume`,
        'angstrom^3',
        of(({ volume }) => volume),
        {
          stderr: of(({ volumeStderr }) => volumeStderr),
          status,
        },
      ),
    ];
  });
}

function resultsTable(analysis: Followed): ResultTable {
  const { rows, series } = analysis;
  const status = Uint8Array.from(rows, (row) => statusOf[row.status]);
  const of = (pick: (row: FrameRow) => number): Float64Array => Float64Array.from(rows, pick);
  return {
    name: 'results',
    index: frameIndex(rows.length),
    columns: [
      ...frameColumns(series),
      column(
        'rwp',
        '1',
        of(({ rwp }) => rwp),
        { status },
      ),
      column(
        'rwp_background_free',
        '1',
        of(({ rwpBackgroundFree }) => rwpBackgroundFree),
      ),
      column(
        'rexp',
        '1',
        of(({ rexp }) => rexp),
      ),
      column(
        'goodness_of_fit',
        '1',
        of(({ goodnessOfFit }) => goodnessOfFit),
      ),
      column(
        'durbin_watson',
        '1',
        of(({ durbinWatson }) => durbinWatson),
      ),
      column(
        'serial_factor',
        '1',
        of(({ serialFactor }) => serialFactor),
      ),
      column(
        'cycles',
        '1',
        of(({ cycles }) => cycles),
      ),
      ...phaseColumns(analysis),
      ...parameterColumns(analysis),
    ],
  };
}

/** One row for each phase of each pattern, all phases alike. */
function phasesTable({ phases, rows, refiner, middles }: Followed): ResultTable {
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

/** Rows by pattern, and by phase and pattern, of as many patterns as there are rows. */
export function followedTables(followed: Followed): ResultTable[] {
  return [resultsTable(followed), phasesTable(followed)];
}

/** Rows by pattern, by phase and pattern, and of the patterns that are shown. */
export function rietveldTables(analysis: RietveldAnalysis): ResultTable[] {
  return [
    ...followedTables(analysis),
    ...patternsTable(analysis),
    ...linesTable(analysis),
    ...(analysis.identified === undefined ? [] : [candidatesTable(analysis.identified)]),
  ];
}
