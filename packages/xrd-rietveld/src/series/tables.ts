import { createTable, statusOf } from '@operando/core';
import type { EstimateColumn, ResultColumn, ResultTable } from '@operando/core';
import type { Refiner } from '../refiner.js';
import type { FrameRow } from './row-types.js';

/** Tables of a series: `frames`, how each was described and what belongs to no phase; then one of each phase. */
export function seriesTables(refiner: Refiner, rows: readonly FrameRow[]): ResultTable[] {
  const column = (name: string, unit: string, of: (row: FrameRow) => number): EstimateColumn => ({
    name,
    unit,
    values: Float64Array.from(rows, of),
  });
  const index = { rows: 'frame' as const, columns: [column('frame', '1', ({ frame }) => frame)] };
  const frames = createTable({
    name: 'frames',
    index,
    columns: [
      { ...column('rwp', '1', ({ rwp }) => rwp), status: Uint8Array.from(rows, ({ status }) => statusOf[status]) },
      column('rexp', '1', ({ rexp }) => rexp),
      column('goodness_of_fit', '1', ({ goodnessOfFit }) => goodnessOfFit),
      column('chi_square', '1', ({ chiSquare }) => chiSquare),
      column('degrees_of_freedom', '1', ({ degreesOfFreedom }) => degreesOfFreedom),
      column('durbin_watson', '1', ({ durbinWatson }) => durbinWatson),
      column('serial_factor', '1', ({ serialFactor }) => serialFactor),
      column('displacement_cell_correlation', '1', ({ trade }) => trade),
      ...ownColumns(refiner, rows, -1),
    ],
  });
  return [frames, ...refiner.phases.map((_, p) => phaseTable(refiner, rows, p, index))];
}

function phaseTable(refiner: Refiner, rows: readonly FrameRow[], p: number, index: ResultTable['index']): ResultTable {
  const { phase } = refiner.phases[p]!;
  const of = (pick: (row: FrameRow['phases'][number]) => number): Float64Array =>
    Float64Array.from(rows, ({ phases }) => pick(phases[p]!));
  const scale = refiner.names.indexOf(`${phase.name}.scale`);
  const status = Uint8Array.from(rows, ({ statuses }) => statuses[scale]!);
  const columns: ResultColumn[] = [
    { name: 'presence', words: rows.map(({ phases }) => phases[p]!.presence) },
    {
      name: 'weight_fraction',
      unit: '1',
      values: of(({ weightFraction }) => weightFraction),
      stderr: of(({ weightFractionStderr }) => weightFractionStderr),
      status,
    },
    { name: 'weight_fraction_limit', unit: '1', values: of(({ upperLimit }) => upperLimit) },
    { name: 'detection_limit', unit: '1', values: of(({ detectionLimit }) => detectionLimit) },
    { name: 'evidence', unit: '1', values: of(({ evidence }) => evidence) },
    {
      name: 'volume',
      unit: 'angstrom^3',
      values: of(({ volume }) => volume),
      stderr: of(({ volumeStderr }) => volumeStderr),
    },
    ...ownColumns(refiner, rows, p),
  ];
  return createTable({ name: tableName(phase.name), index, columns });
}

/** Parameters of a phase, or of none, in each frame. */
function ownColumns(refiner: Refiner, rows: readonly FrameRow[], owner: number): EstimateColumn[] {
  const { names, shapes, layout, phases } = refiner;
  return names.flatMap((name, k) => {
    const parameter = k < shapes ? layout.parameters[layout.refined[k]!]! : undefined;
    const phase = parameter?.phase ?? (k < shapes + phases.length ? k - shapes : -1);
    if (phase !== owner) return [];
    const label = phase < 0 ? name : name.slice(phases[phase]!.phase.name.length + 1);
    const unit = parameter?.unit ?? (k < shapes + phases.length ? '1' : 'counts');
    return [
      {
        name: tableName(label),
        unit,
        values: Float64Array.from(rows, ({ values }) => values[k]!),
        stderr: Float64Array.from(rows, ({ stderr }) => stderr[k]!),
        status: Uint8Array.from(rows, ({ statuses }) => statuses[k]!),
      },
    ];
  });
}

/** A name as tables have them. */
function tableName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '') || 'phase'
  );
}
