import { OperandoError } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { parseDateTime } from '../text/date-time.js';
import { said } from '../text/said.js';
import { xmlChild, xmlList, xmlText } from '../text/xml-nodes.js';
import { scanTable, snapshotTable } from './brml-table.js';
import type { BrmlMeasurement } from './brml-table.js';
import { dataViews } from './brml-views.js';
import { numbersOf } from './powder-table.js';
import { radiationScalars } from './radiation.js';

/** Seven decimals of a second are more than dates are read with. */
const moment = (text: string | undefined): ReturnType<typeof parseDateTime> =>
  parseDateTime((text ?? '').replace(/(\.\d{3})\d+/, '$1'));

function measurementOf(entry: string, root: unknown): BrmlMeasurement {
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

/** A scan of a file, which is made into a table when it is asked for. */
export interface BrmlScan {
  readonly title: string;
  readonly rows: number;
  readonly table: () => ColumnTable;
}

function refused(entry: string, problem: string, row?: number): OperandoError {
  return new OperandoError('malformed-file', said`${problem} of ${entry}`, row === undefined ? {} : { where: { row } });
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

function scansOfRoute(route: unknown, measurement: BrmlMeasurement): BrmlScan[] {
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
      table: () => snapshotTable(route, counter, row, measurement),
    }));
  return rangesOf(route, rows.length).map(({ from, to }) => ({
    title,
    rows: to - from,
    table: () => scanTable(route, views, rows.slice(from, to), measurement),
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
