import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { parseDateTime } from '../text/date-time.js';
import { said } from '../text/said.js';
import { xmlChild, xmlList, xmlText } from '../text/xml-nodes.js';
import { dataViews, scanDrives } from './brml-views.js';
import type { DataView } from './brml-views.js';
import { numbersOf, otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

/** Seven decimals of a second are more than dates are read with. */
const moment = (text: string | undefined): ReturnType<typeof parseDateTime> =>
  parseDateTime((text ?? '').replace(/(\.\d{3})\d+/, '$1'));

/** What one file of an archive says of all its scans. */
interface Measurement {
  readonly entry: string;
  readonly time: TableTime | undefined;
  readonly radiation: ColumnTable['scalars'];
}

function measurementOf(entry: string, root: unknown): Measurement {
  const raw = xmlChild(root, 'RawData');
  const start = moment(xmlText(xmlChild(raw, 'TimeStampStarted')));
  const end = moment(xmlText(xmlChild(raw, 'TimeStampFinished')));
  const duration = start === undefined || end === undefined ? 0 : end.epoch - start.epoch;
  const tracks = xmlList(
    xmlChild(raw, 'FixedInformation', 'Instrument', 'PrimaryTracks', 'TrackInfoData', 'MountedOptics'),
    'InfoData',
  );
  const tube = tracks.map((optic) => xmlChild(optic, 'Tube')).find((found) => found !== undefined);
  const wave = (name: string): number => {
    const node = xmlChild(tube, `WaveLength${name}`);
    return Number(xmlText(xmlChild(node, '@Value'))) * (xmlText(xmlChild(node, '@Unit')) === 'nm' ? 10 : 1);
  };
  return {
    entry,
    time:
      start === undefined ? undefined : { epoch: start.epoch, zone: start.zone, ...(duration > 0 ? { duration } : {}) },
    radiation: radiationScalars({ alpha1: wave('Alpha1'), alpha2: wave('Alpha2'), ratio: wave('Ratio') }),
  };
}

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
      const drive = name === 'ScanAxes' ? drives[k] : undefined;
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

/** A scan of a detector that stood still: the counts of each row lie along its scale. */
function snapshot(
  route: unknown,
  counter: DataView,
  row: Float64Array,
  { entry, time, radiation }: Measurement,
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
  const isTwoTheta = /^(two|2)-?theta$/i.test(drive);
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

/** A scan of a file, which is made into a table when it is asked for. */
export interface BrmlScan {
  readonly title: string;
  readonly rows: number;
  readonly table: () => ColumnTable;
}

function refused(entry: string, problem: string, row?: number): OperandoError {
  return new OperandoError('malformed-file', said`${problem} of ${entry}`, row === undefined ? {} : { where: { row } });
}

function steppedTable(
  route: unknown,
  views: readonly DataView[],
  rows: readonly Float64Array[],
  { entry, time, radiation }: Measurement,
): ColumnTable {
  const axes = views.find(({ name }) => name === 'ScanAxes');
  const drives = scanDrives(route, axes);
  const column = drives.findIndex((name) => /^(two|2)-?theta$/i.test(name));
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

/** Rows of a route that were measured apart: ranges of other steps or times, as the route says. */
function rangesOf(route: unknown, rows: number): { readonly from: number; readonly to: number }[] {
  const steps = xmlList(xmlChild(route, 'SubScans'), 'SubScanInfo').map((scan) =>
    Number(xmlText(xmlChild(scan, '@MeasuredSteps')) ?? xmlText(xmlChild(scan, '@Steps')) ?? Number.NaN),
  );
  if (steps.length < 2 || steps.some((count) => !(count > 0)) || steps.reduce((sum, count) => sum + count, 0) !== rows)
    return [{ from: 0, to: rows }];
  let at = 0;
  return steps.map((count) => ({ from: at, to: (at += count) }));
}

function scansOfRoute(route: unknown, measurement: Measurement): BrmlScan[] {
  const { entry } = measurement;
  const views = dataViews(route);
  const rows = xmlList(route, 'Datum').map((datum) => numbersOf(xmlText(datum) ?? ''));
  if (rows.length === 0) throw new OperandoError('malformed-file', said`${entry} holds no scan over two-theta.`);
  const counter = views.findLast(({ isCounter }) => isCounter);
  if (counter === undefined)
    throw new OperandoError('malformed-file', said`${entry} does not say which of its values are counts.`, {
      cure: 'A RawDataView of a counter is needed: export the scan again, or as columns.',
    });
  const width = Math.max(...views.map(({ start, length }) => start + length));
  const short = rows.findIndex((row) => row.length < width);
  if (short >= 0)
    throw refused(entry, `${width} values are announced, ${rows[short]!.length} stand in point ${short + 1}`, short);
  const title = xmlText(xmlChild(route, 'ScanInformation', '@VisibleName')) ?? '';
  if (counter.length > 1)
    return rows.map((row) => ({
      title,
      rows: counter.length,
      table: () => snapshot(route, counter, row, measurement),
    }));
  return rangesOf(route, rows.length).map(({ from, to }) => ({
    title,
    rows: to - from,
    table: () => steppedTable(route, views, rows.slice(from, to), measurement),
  }));
}

/**
 * The scans of one file of an archive. Of several routes the final ones count, where one says that it is.
 * @throws OperandoError `malformed-file`, `bad-number`.
 */
export function brmlScans(entry: string, root: unknown): BrmlScan[] {
  const routes = xmlList(xmlChild(root, 'RawData', 'DataRoutes'), 'DataRoute');
  if (routes.length === 0) throw new OperandoError('malformed-file', said`${entry} holds no scan over two-theta.`);
  const final = routes.filter((route) => xmlText(xmlChild(route, '@RouteFlag')) === 'Final');
  const measurement = measurementOf(entry, root);
  return (final.length > 0 ? final : routes).flatMap((route) => scansOfRoute(route, measurement));
}
