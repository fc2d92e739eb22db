import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { archiveMentions, unpack } from '../bytes/archive.js';
import type { BytesFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { decodeText, splitLines } from '../text/decode.js';
import { said } from '../text/said.js';
import { xmlChild, xmlParser, xmlText } from '../text/xml-nodes.js';
import { rigakuRows, rigakuTable } from './rigaku-scan.js';
import type { RigakuHeader } from './rigaku-scan.js';

const profile = /Profile(\d+)\.txt$/;

/** What the conditions of a scan say; the program writes the name of their file without its first a. */
function headerOf(
  name: string,
  content: Uint8Array | undefined,
): RigakuHeader & { readonly sample?: string | undefined } {
  if (content === undefined) return {};
  let root: unknown;
  try {
    root = xmlParser.parse(decodeText(content).text);
  } catch (error) {
    throw new OperandoError(
      'malformed-file',
      said`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const conditions = xmlChild(root, 'MeasurementConditions');
  const scan = (tag: string): string | undefined => xmlText(xmlChild(conditions, 'ScanInformation', tag));
  const tube = (tag: string): string | undefined =>
    xmlText(xmlChild(conditions, 'HWConfigurations', 'XrayGenerator', tag));
  return {
    axis: scan('AxisName'),
    intensityUnit: scan('IntensityUnit'),
    step: scan('Step'),
    speed: scan('Speed'),
    speedUnit: scan('SpeedUnit'),
    start: scan('StartTime'),
    end: scan('EndTime'),
    points: scan('DataCount'),
    alpha1: tube('WavelengthKalpha1'),
    alpha2: tube('WavelengthKalpha2'),
    sample: xmlText(xmlChild(conditions, 'GeneralInformation', 'SampleName')),
  };
}

function scansOf(bytes: Uint8Array): ScansOfFile {
  const members = unpack(bytes, /(?:Profile\d+\.txt|Mea?surementConditions\d+\.xml)$/);
  const entries = [...members].flatMap(([name, content]) =>
    profile.test(name) ? [{ name, lines: splitLines(decodeText(content).text) }] : [],
  );
  const conditionsOf = (name: string): readonly [string, Uint8Array | undefined] => {
    const beside = ['Mesurement', 'Measurement'].map((word) => name.replace(profile, `${word}Conditions$1.xml`));
    const found = beside.find((each) => members.has(each)) ?? beside[0]!;
    return [found, members.get(found)];
  };
  const table = (i: number): ColumnTable => {
    const { name, lines } = entries[i]!;
    const { sample, ...header } = headerOf(...conditionsOf(name));
    const metadata: Record<string, JsonValue> = { entry: name, ...(sample === undefined ? {} : { sample }) };
    return rigakuTable('rigaku-rasx', rigakuRows(lines, 0, lines.length), metadata, header);
  };
  if (entries.length === 0)
    throw new OperandoError('malformed-file', 'the archive holds no measured data.', {
      cure: 'Export a finished measurement.',
    });
  return {
    scans: numberedScans(
      entries.map(({ lines }) => lines.length),
      (i) => entries[i]!.name,
    ),
    table,
  };
}

/**
 * Rigaku `.rasx`: a zip archive with a text of angle, intensity and attenuator factor for each scan, and its conditions beside it:
 * drives, wavelengths, times.
 *
 * @param scan Which scan, from 1 or by the name of its text. @default the first, with a warning
 * @throws OperandoError `malformed-file`, `truncated-file`, `too-large`, `bad-number`.
 */
export function parseRigakuRasx(bytes: Uint8Array, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(bytes), scan);
}

/** Rigaku `.rasx`. */
export const rigakuRasx: BytesFormat = {
  id: 'rigaku-rasx',
  title: 'Rigaku .rasx',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, '/Profile0.txt') ? 0.98 : 0),
  parse: (bytes, { scan }) => ({ kind: 'spectrum', table: parseRigakuRasx(bytes, scan) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
