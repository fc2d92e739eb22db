import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { said } from '../text/said.js';
import { xmlChild, xmlText } from '../text/xml-nodes.js';
import { scanDrives } from './brml-views.js';
import type { DataView } from './brml-views.js';
import { otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar } from './radiation.js';

/** What one file of an archive says of all its scans. */
export interface BrmlMeasurement {
  readonly entry: string;
  readonly time: TableTime | undefined;
  readonly radiation: ColumnTable['scalars'];
}

const isTwoThetaDrive = (name: string): boolean => /^(two|2)-?theta$/i.test(name);

/** Values of a part of each row; blanked ones are NaN. */
function valuesAt(rows: readonly Float64Array[], place: number, blank: number): Float64Array {
  return Float64Array.from(rows, (row) => (row[place] === blank ? Number.NaN : row[place]!));
}

/** What stands in the rows beside the intensities and their abscissa. */
interface Beside {
  readonly channels: TableColumn[];
  readonly metadata: Record<string, JsonValue>;
  readonly scalars: Record<string, { readonly value: number; readonly unit: string }>;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Everything else in the rows: what never changes is a number of the header; temperatures are that too, as their mean. */
function beside(
  rows: readonly Float64Array[],
  views: readonly DataView[],
  drives: readonly string[],
  taken: ReadonlySet<number>,
): Beside {
  const found: Beside = { channels: [], metadata: {}, scalars: {} };
  for (const { name, start, length, fields, unit, blank } of views) {
    // Pictures of a detector are no channels.
    if (length > 64) continue;
    for (let k = 0; k < length; k++) {
      if (taken.has(start + k)) continue;
      const values = valuesAt(rows, start + k, blank);
      const field = fields.length === length ? fields[k] : undefined;
      const drive = length === drives.length && name === 'ScanAxes' ? drives[k] : undefined;
      const label = field?.label ?? drive ?? (length === 1 ? name : `${name} ${k + 1}`);
      const measured = field?.unit ?? unit;
      if (measured === 'K' || measured === 'degC')
        found.scalars['temperature'] = { value: mean(values), unit: measured };
      if (values.every((value) => value === values[0]))
        found.metadata[label] = measured === undefined ? values[0]! : `${values[0]!} ${measured}`;
      else
        found.channels.push({ label, role: 'channel', values, ...(measured === undefined ? {} : { unit: measured }) });
    }
  }
  return found;
}

function warningsOf(
  intensity: Float64Array,
  counters: readonly DataView[],
  rows: readonly Float64Array[],
  absorber: DataView | undefined,
): OperandoWarning[] {
  const blanked = intensity.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  const attenuated = absorber !== undefined && rows.some((row) => row[absorber.start] !== 1);
  return [
    ...(counters.length < 2
      ? []
      : [
          {
            code: 'counter-assumed' as const,
            message: said`${counters.length} counters were recorded; the last, ${counters.at(-1)!.name}, was taken as intensity.`,
          },
        ]),
    ...(blanked === 0
      ? []
      : [{ code: 'masked' as const, message: `${blanked} of ${intensity.length} points are blanked: they are NaN.` }]),
    ...(attenuated
      ? [
          {
            code: 'attenuation-stated' as const,
            message: 'Absorption factors other than 1 are stated; the counts were not multiplied by them.',
          },
        ]
      : []),
  ];
}

/** A row of a detector that stood still: its counts lie along the scale. @throws OperandoError `malformed-file` without one. */
export function snapshotTable(
  route: unknown,
  counter: DataView,
  row: Float64Array,
  { entry, time, radiation }: BrmlMeasurement,
): ColumnTable {
  const scale = xmlChild(route, 'ScanInformation', 'ScaleAxes', 'ScaleAxisInfo');
  const [start, step] = ['Start', 'Increment'].map((name) => Number(xmlText(xmlChild(scale, name)) ?? Number.NaN));
  if (!Number.isFinite(start! + step!) || step === 0)
    throw new OperandoError(
      'malformed-file',
      said`${entry} has ${counter.length} counts a point and no scale for them.`,
      {
        cure: 'Export the scan as columns.',
      },
    );
  const drive = xmlText(xmlChild(scale, '@AxisName')) ?? xmlText(xmlChild(scale, '@AxisId')) ?? '';
  const isTwoTheta = isTwoThetaDrive(drive);
  return powderTable(
    'bruker-brml',
    Float64Array.from({ length: counter.length }, (_, i) => start! + i * step!),
    row.slice(counter.start, counter.start + counter.length),
    {
      metadata: { entry },
      scalars: radiation,
      time,
      ...(isTwoTheta ? {} : { axis: otherAngleAxis, warnings: [otherAxisWarning(drive)] }),
    },
  );
}

/** A scan over two-theta. @throws OperandoError `malformed-file` for one over other drives. */
export function scanTable(
  route: unknown,
  views: readonly DataView[],
  rows: readonly Float64Array[],
  { entry, time, radiation }: BrmlMeasurement,
): ColumnTable {
  const axes =
    views.find(({ name }) => name === 'ScanAxes') ??
    views.find(({ fields }) => fields.some(({ id }) => isTwoThetaDrive(id)));
  const drives = scanDrives(route, axes);
  const column = drives.findIndex(isTwoThetaDrive);
  if (axes === undefined || column < 0 || column >= axes.length)
    throw new OperandoError('malformed-file', said`${entry} holds no scan over two-theta.`);
  const counters = views.filter(({ isCounter }) => isCounter);
  const counter = counters.at(-1)!;
  const intensity = valuesAt(rows, counter.start, counter.blank);
  const taken = new Set([axes.start + column, counter.start]);
  const { channels, metadata, scalars } = beside(rows, views, drives, taken);
  const clock = views.find(({ name }) => name === 'MeasuredTime');
  const seconds = clock !== undefined && rows.every((row) => row[clock.start] === rows[0]![clock.start]);
  return powderTable('bruker-brml', valuesAt(rows, axes.start + column, axes.blank), intensity, {
    metadata: { entry, ...metadata },
    scalars: {
      ...radiation,
      ...scalars,
      ...(seconds ? positiveScalar('time_per_step', rows[0]![clock.start], 's') : {}),
    },
    channels,
    time,
    warnings: warningsOf(
      intensity,
      counters,
      rows,
      views.find(({ name }) => name === 'AbsorptionFactor'),
    ),
  });
}
