import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue, OperandoWarning } from '@operando/core';
import { archiveMentions, unpack } from '../bytes/archive.js';
import { binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import { xmlEvents } from '../text/xml-events.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { pageRecord } from './neware-nda.js';
import { newareRecordsTable } from './neware-records.js';
import type { NewareAuxiliary, NewareRecord } from './neware-record.js';
import { said } from '../text/said.js';

const page = 4096;

/** Places of all records of one size on the pages after the first. */
function* placesOnPages(length: number, first: number, size: number, end: number): Generator<number> {
  for (let start = page; start + page <= length; start += page) {
    for (let at = start + first; at + size <= start + page - end; at += size) yield at;
  }
}

interface NdcFile {
  readonly bytes: Uint8Array;
  readonly file: BinaryFile;
  readonly kind: number;
  readonly version: number;
}

function openNdc(bytes: Uint8Array): NdcFile {
  const file = binaryFile(bytes);
  return { bytes, file, kind: file.uint8(0), version: file.uint8(2) };
}

/** Versions 2 and 5 hold whole records in data.ndc. */
function wholeRecords({ bytes, file, version }: NdcFile): NewareRecord[] {
  const records: NewareRecord[] = [];
  if (version === 5) {
    for (const at of placesOnPages(bytes.length, 125, 87, 56))
      if (bytes[at + 7] === 0x55) records.push(pageRecord(file, at));
    return records;
  }
  const mark = bytes.subarray(517, 525);
  if (mark.length < 8 || mark[0] !== 0x55) return records;
  for (let at = 517; at + 94 <= bytes.length;) {
    if (mark.every((byte, i) => bytes[at + i] === byte)) {
      records.push(pageRecord(file, at));
      at += 94;
    } else at++;
  }
  return records;
}

/** What versions 11, 14, 16 and 17 keep in files of their own. */
interface Layout {
  /** Volts and milliamperes of one unit in data.ndc. */
  readonly volt: number;
  readonly milliampere: number;
  /** Milliampere hours of one unit. */
  readonly capacity: number;
  readonly run: readonly [size: number, end: number];
  readonly step: readonly [size: number, end: number, checked: boolean];
}

const layouts: ReadonlyMap<number, Layout> = new Map([
  [11, { volt: 1e-4, milliampere: 1, capacity: 1 / 3600, run: [47, 16], step: [37, 5, false] }],
  [14, { volt: 1, milliampere: 1000, capacity: 1000, run: [55, 4], step: [37, 5, false] }],
  [16, { volt: 1e-4, milliampere: 1, capacity: 1 / 3600, run: [100, 64], step: [100, 64, true] }],
  [17, { volt: 1, milliampere: 1000, capacity: 1000, run: [100, 64], step: [100, 64, true] }],
]);

interface RunInfo {
  readonly index: number;
  readonly step: number;
  readonly stepTime: number;
  readonly interval: number;
  readonly amounts: readonly number[];
  readonly clock: number;
}

function runInfos({ bytes, file }: NdcFile, { run, capacity }: Layout): RunInfo[] {
  const infos: RunInfo[] = [];
  for (const at of placesOnPages(bytes.length, 132, run[0], run[1])) {
    const index = file.int32(at + 41);
    if (index === 0) continue;
    infos.push({
      index,
      step: file.int32(at + 37),
      stepTime: file.int32(at) / 1000,
      interval: file.int32(at + 29) / 1000,
      amounts: [0, 1, 2, 3].map((k) => (file.float32(at + 5 + 4 * k) * capacity) / 1000),
      clock: file.int32(at + 33) + file.int16(at + 45) / 1000,
    });
  }
  return infos;
}

interface StepInfo {
  readonly cycle: number;
  readonly stepId: number;
  readonly status: number;
}

function stepInfos({ bytes, file }: NdcFile, { step }: Layout): StepInfo[] {
  const infos: StepInfo[] = [];
  for (const at of placesOnPages(bytes.length, 132, step[0], step[1])) {
    const stepId = file.int32(at + 4);
    if (step[2] ? file.int32(at + 33) === 0 : stepId === 0) continue;
    infos.push({ cycle: file.int32(at) + 1, stepId, status: file.uint8(at + 24) });
  }
  return infos;
}

/** Records put together from data, run and step files; those between two of the run file get their time by its interval, and no amounts. */
function splitRecords(data: NdcFile, run: NdcFile, steps: NdcFile, warnings: OperandoWarning[]): NewareRecord[] {
  const layout = layouts.get(data.version)!;
  const infos = new Map<number, RunInfo>();
  for (const info of runInfos(run, layout)) if (!infos.has(info.index)) infos.set(info.index, info);
  const stepList = stepInfos(steps, layout);
  const records: NewareRecord[] = [];
  let index = 0;
  let stepCount = 0;
  let lastStep: number | undefined;
  let last: RunInfo | undefined;
  let since = 0;
  let between = 0;
  for (const at of placesOnPages(data.bytes.length, 132, 8, 4)) {
    index++;
    const voltage = data.file.float32(at) * layout.volt;
    if (voltage === 0) continue;
    const info = infos.get(index);
    if (info !== undefined) {
      if (info.step !== lastStep) stepCount++;
      lastStep = info.step;
      last = info;
      since = 0;
    } else since++;
    if (last === undefined)
      throw new OperandoError('malformed-file', `record ${index} has no step in data_runInfo.ndc.`, {
        where: { row: index - 1 },
        cure: 'Export the data as text in BTSDA.',
      });
    if (info === undefined) between++;
    const step = stepList[stepCount - 1];
    if (step === undefined)
      throw new OperandoError(
        'malformed-file',
        said`record ${index} belongs to step ${stepCount}, of which data_step.ndc knows nothing.`,
        { where: { row: index - 1 }, cure: 'The file seems cut short or damaged: copy it again.' },
      );
    const [charge, discharge, chargeEnergy, dischargeEnergy] = info?.amounts ?? [
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ];
    records.push({
      index,
      ...step,
      stepTime: last.stepTime + since * last.interval,
      voltage,
      current: (data.file.float32(at + 4) * layout.milliampere) / 1000,
      charge: charge!,
      discharge: discharge!,
      chargeEnergy: chargeEnergy!,
      dischargeEnergy: dischargeEnergy!,
      clock: last.clock + since * last.interval,
    });
  }
  if (between > 0)
    warnings.push({
      code: 'times-interpolated',
      message: said`${between} of ${records.length} records have no time of their own: it is the last one written and the interval since.`,
    });
  return records;
}

/** Thermometers in files of their own. */
function auxiliariesOf({ bytes, file, version }: NdcFile, channel: number): NewareAuxiliary[] {
  const found: NewareAuxiliary[] = [];
  if (version === 5 || version === 2) {
    for (const at of placesOnPages(bytes.length, 125, 87, 56)) {
      if (bytes[at + 7] === 0x65 || bytes[at + 7] === 0x74)
        found.push({
          channel: bytes[at + 3]!,
          index: file.uint32(at + 8),
          voltage: file.int32(at + 31) / 10_000,
          temperature: file.int16(at + 41) / 10,
        });
    }
    return found;
  }
  let index = 0;
  if (version === 16)
    for (const at of placesOnPages(bytes.length, 132, 7, 2))
      found.push({ channel, index: ++index, temperature: file.int16(at + 5) / 10 });
  else if (version === 11 && bytes[page + 132] === 0x65) {
    for (const at of placesOnPages(bytes.length, 132, 7, 2))
      if (bytes[at] === 0x65) found.push({ channel, index: ++index, temperature: file.int16(at + 5) / 10 });
  }
  return found;
}

/** Attributes of the test. */
function testInfo(bytes: Uint8Array | undefined): Record<string, JsonValue> {
  const found: [string, JsonValue][] = [];
  if (bytes === undefined) return {};
  xmlEvents(new TextDecoder('gb18030').decode(bytes), 'TestInfo.xml', {
    open: (name, attributes) => {
      if (name === 'TestInfo')
        for (const [key, value] of Object.entries(attributes()).slice(0, 100)) found.push([key, value]);
    },
  });
  return Object.fromEntries(found);
}

/**
 * Neware .ndax files: a zip of .ndc pages, of versions 2 and 5 (whole records) and 11, 14, 16, 17 (data, run and step files).
 * Where the run file has not every record, times between follow from its interval and amounts from the current, with warnings.
 *
 * The layout is not published; it is that found by NewareNDA, whose results are reproduced.
 *
 * @throws OperandoError `unsupported` for other versions, `malformed-file` for files that do not fit together; otherwise as
 * `unpack` and `buildElectrochemistry`.
 */
export function parseNewareNdax(bytes: Uint8Array, options: ParseOptions = {}): Electrochemistry {
  const parts = unpack(bytes, /^[\w.-]+\.(ndc|xml)$/);
  const data = parts.get('data.ndc');
  if (data === undefined)
    throw new OperandoError('malformed-file', 'the archive has no data.ndc.', { cure: 'Export the test again.' });
  const main = openNdc(data);
  const warnings: OperandoWarning[] = [];
  const [run, step] = [parts.get('data_runInfo.ndc'), parts.get('data_step.ndc')];
  let records: NewareRecord[];
  if (main.version === 2 || main.version === 5) records = wholeRecords(main);
  else if (layouts.has(main.version) && run !== undefined && step !== undefined)
    records = splitRecords(main, openNdc(run), openNdc(step), warnings);
  else
    throw new OperandoError(
      'unsupported',
      said`version ${main.version} of Neware .ndc files${layouts.has(main.version) ? ' without data_runInfo.ndc and data_step.ndc' : ''}.`,
      { cure: 'Export the data as text in BTSDA.' },
    );
  const auxiliaries = [...parts]
    .filter(([name]) => /^(data_AUX_\d+_\d+_\d+|data_\d+)\.ndc$/.test(name))
    .flatMap(([, content], i) => auxiliariesOf(openNdc(content), i + 1));
  return newareRecordsTable(
    'neware-ndax',
    records,
    auxiliaries,
    { metadata: { version: main.version, ...testInfo(parts.get('TestInfo.xml')) }, warnings },
    options,
  );
}

/** Neware archive. */
export const newareNdax: BytesFormat = {
  id: 'neware-ndax',
  title: 'Neware archive (.ndax)',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, '.ndc') ? 0.95 : 0),
  parse: (bytes, options) => ({ kind: 'electrochemistry', table: parseNewareNdax(bytes, options) }),
};
