import { isRateUnit, OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { statedTimes } from '../text/stated-moment.js';
import type { TextFormat } from '../format.js';
import { countingTimes } from './counting-times.js';
import { numbersOf, powderTable, steppedAngles } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';
import { xmlChild, xmlList, xmlParser, xmlText } from '../text/xml-nodes.js';
import { said } from '../text/said.js';

/** Lists of XML Schema are kept apart by blanks; a comma is no part of its numbers. */
const listOf = (text: string): Float64Array => numbersOf(text, undefined, /\s+/);

function anglesOf(points: unknown, count: number): Float64Array {
  const positions = xmlList(points, 'positions').find((one) => xmlChild(one, '@axis') === '2Theta');
  const unit = xmlText(xmlChild(positions, '@unit')) ?? 'deg';
  if (!/^deg(rees?)?\.?$|^°$/i.test(unit))
    throw new OperandoError('unsupported', said`the positions are in ${unit}.`, {
      cure: 'Export the scan in degrees.',
    });
  const list = xmlText(xmlChild(positions, 'listPositions'));
  if (list !== undefined) return listOf(list);
  const [start, end] = ['startPosition', 'endPosition'].map((name) => xmlText(xmlChild(positions, name)));
  if (start === undefined || end === undefined)
    throw new OperandoError('unsupported', 'the scan does not run over 2Theta.', {
      cure: 'Choose another scan of the file, or export this one as columns.',
    });
  return steppedAngles(Number(start), Number(end), count);
}

const number = (value: JsonValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

function tableOf(measurement: unknown, scan: unknown): ColumnTable {
  const points = xmlChild(scan, 'dataPoints');
  const written = xmlText(xmlChild(points, 'intensities'));
  const counts = xmlText(xmlChild(points, 'counts'));
  if (written === undefined && counts === undefined)
    throw new OperandoError('malformed-file', 'there is no scan with intensities.', {
      cure: 'Export a finished measurement.',
    });
  const values = listOf((written ?? counts)!);
  const factors = written === undefined ? xmlText(xmlChild(points, 'beamAttenuationFactors')) : undefined;
  const attenuation = factors === undefined ? undefined : listOf(factors);
  if (attenuation !== undefined && attenuation.length !== values.length)
    throw new OperandoError(
      'malformed-file',
      `${values.length} counts have ${attenuation.length} attenuation factors.`,
    );
  const intensity = attenuation === undefined ? values : values.map((value, i) => value * attenuation[i]!);
  const twoTheta = anglesOf(points, intensity.length);
  if (twoTheta.length !== intensity.length)
    throw new OperandoError('malformed-file', `${intensity.length} intensities have ${twoTheta.length} angles.`);
  const stamp = (name: string): string | undefined => xmlText(xmlChild(scan, 'header', name));
  const { time, warnings: timeWarnings } = statedTimes(stamp('startTimeStamp'), stamp('endTimeStamp'), {
    label: 'startTimeStamp',
  });
  const unit = xmlText(xmlChild(points, written === undefined ? 'counts' : 'intensities', '@unit')) ?? '';
  const isRate = isRateUnit(unit);
  const each = xmlText(xmlChild(points, 'countingTimes'));
  const times = countingTimes(isRate || each === undefined ? undefined : listOf(each));
  if (times.channels.some(({ values: seconds }) => seconds.length !== intensity.length))
    throw new OperandoError('malformed-file', `${intensity.length} intensities have another number of counting times.`);
  const counting = Number(xmlText(xmlChild(points, 'commonCountingTime')));
  const wavelengths = xmlChild(measurement, 'usedWavelength');
  const metadata: Record<string, JsonValue> = {};
  for (const name of ['kAlpha1', 'kAlpha2', 'ratioKAlpha2KAlpha1']) {
    const value = Number(xmlText(xmlChild(wavelengths, name)));
    if (Number.isFinite(value)) metadata[name] = value;
  }
  const radiation = radiationScalars({
    alpha1: number(metadata['kAlpha1']),
    alpha2: number(metadata['kAlpha2']),
    ratio: number(metadata['ratioKAlpha2KAlpha1']),
  });
  const aborted: OperandoWarning[] =
    xmlChild(scan, '@status') === 'Aborted' ? [{ code: 'aborted', message: 'The scan was aborted.' }] : [];
  return powderTable('xrdml', twoTheta, intensity, {
    metadata,
    scalars: { ...radiation, ...positiveScalar('counting_time', counting, 's') },
    time,
    ...(isRate ? { unit: 'counts/s' } : {}),
    channels: times.channels,
    warnings: [...aborted, ...timeWarnings, ...times.warnings],
  });
}

function scansOf(text: string): ScansOfFile {
  let root: unknown;
  try {
    root = xmlParser.parse(text, true);
  } catch (error) {
    const [, line] = /:(\d+):\d+$/.exec(error instanceof Error ? error.message : '') ?? [];
    throw new OperandoError(
      'malformed-file',
      said`the XML cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        ...(line === undefined ? {} : { where: { line: Number(line) } }),
        cure: 'The file seems cut short or damaged: export it again.',
      },
    );
  }
  const found = xmlList(xmlChild(root, 'xrdMeasurements'), 'xrdMeasurement').flatMap((measurement) =>
    xmlList(measurement, 'scan').map((scan) => ({ measurement, scan })),
  );
  if (found.length === 0)
    throw new OperandoError('malformed-file', 'there is no scan with intensities.', {
      cure: 'Export a finished measurement.',
    });
  const titleOf = (scan: unknown): string => xmlText(xmlChild(scan, '@scanAxis')) ?? '';
  // How many points each has is known when it is read.
  return {
    scans: numberedScans(
      found.map(() => 1),
      (i) => titleOf(found[i]!.scan),
    ),
    table: (i) => tableOf(found[i]!.measurement, found[i]!.scan),
  };
}

/**
 * PANalytical XRDML, versions 1 and 2: scans over two-theta.
 * `intensities` are corrected for the attenuator by the instrument; `counts`
 * are multiplied by the factors given beside them.
 *
 * @param scan Which scan, by position from 1, through all measurements of the file. @default the first, with a warning
 * @throws OperandoError `malformed-file` for XML that is none or without a scan, `bad-number`.
 */
export function parseXrdml(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** PANalytical XRDML. */
export const xrdml: TextFormat = {
  id: 'xrdml',
  longLines: true,
  end: /<\/\w*:?xrdMeasurements>\s*$/,
  title: 'PANalytical XRDML',
  kind: 'text',
  sniff: ({ lines }) => (lines.slice(0, 5).some((line) => line.includes('<xrdMeasurements')) ? 0.98 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseXrdml(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
