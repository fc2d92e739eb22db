import { statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import { frameColumns, frameIndex } from '../../technique/frame-columns.js';
import type { RietveldAnalysis } from './analysis.js';
import { column } from './column.js';
import { candidatesTable } from './identify.js';
import { fractionStatus, phasesTable, presenceStatus } from './phases-table.js';
import type { Followed } from './phases-table.js';
import { linesTable, patternsTable } from './shown-tables.js';
import type { FrameRow, PhaseRow } from '@operando/xrd-rietveld';

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
