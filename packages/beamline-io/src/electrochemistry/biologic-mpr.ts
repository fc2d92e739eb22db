import { OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import { buildElectrochemistry } from './build.js';
import { originalColumns } from './map-columns.js';
import { biologicColumns, potentialControlled } from './biologic-columns.js';
import { flagColumns, storedBytes, storedColumn, techniqueNames } from './biologic-ids.js';
import type { StoredKind } from './biologic-ids.js';
import { epochOfDays } from '../text/date-time.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { said } from '../text/said.js';

const magic = 'BIO-LOGIC MODULAR FILE\u001A';
const magicBytes = 52;

interface Module {
  readonly name: string;
  /** 0, 2, 3 in older files, 10 and 11 from EC-Lab 11.50 on. */
  readonly version: number;
  readonly data: BinaryFile;
}

/** The modules of a file, one after another to its end. */
function modulesOf(file: BinaryFile): Module[] {
  const modules: Module[] = [];
  for (let at = magicBytes; at < file.length;) {
    if (file.text(at, 6) !== 'MODULE') {
      throw new OperandoError('malformed-file', `no module begins at byte ${at}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    }
    const header = at + 6;
    // From 11.50 on a greatest length stands first, which is not limited.
    const long = file.uint32(header + 35) === 0xffff_ffff;
    const length = file.uint32(header + (long ? 39 : 35));
    const version = long ? file.uint32(header + 43) + file.uint32(header + 47) : file.uint32(header + 39);
    const start = header + (long ? 59 : 51);
    modules.push({ name: file.text(header, 10).trim(), version, data: file.part(start, length) });
    at = start + length;
  }
  return modules;
}

interface Records {
  readonly count: number;
  readonly ids: readonly number[];
  readonly data: BinaryFile;
}

/** Count, column numbers and the records themselves of the data module. */
function recordsOf({ version, data }: Module): Records {
  const count = data.uint32(0);
  const columns = data.uint8(4);
  const list = (idAt: (i: number) => number, start: number): Records => ({
    count,
    ids: Array.from({ length: columns }, (_, i) => idAt(i)),
    data: data.part(start, data.length - start),
  });
  if (version === 10 || version === 11) return list((i) => data.uint8(5 + 2 * i) * 256 + data.uint8(6 + 2 * i), 1007);
  if (version === 2 || version === 3) return list((i) => data.uint16(5 + 2 * i), version === 2 ? 405 : 406);
  if (version === 0) return list((i) => data.uint8(5 + i), 100);
  throw new OperandoError('unsupported', `version ${version} of the data in BioLogic .mpr files.`, {
    cure: 'Export the data as text (.mpt) in EC-Lab.',
  });
}

interface StoredColumn {
  readonly label: string;
  readonly kind: StoredKind;
  readonly at: number;
  readonly mask?: number;
}

function storedSize(id: number): number {
  const stored = storedColumn(id);
  return stored === undefined ? 0 : storedBytes[stored[1]];
}

const kindOfSize: ReadonlyMap<number, StoredKind> = new Map([
  [1, 'uint8'],
  [2, 'uint16'],
  [4, 'float32'],
  [8, 'float64'],
]);

/**
 * Where each column stands in a record. A column of an unknown number can be passed over if it is the only one of its
 * kind, since the length of the records then tells its own.
 */
function layoutOf(
  { count, ids, data }: Records,
  warnings: OperandoWarning[],
): { readonly columns: readonly StoredColumn[]; readonly recordBytes: number } {
  const recordBytes = count === 0 ? 0 : data.length / count;
  const unknown = ids.filter((id) => !flagColumns.has(id) && storedColumn(id) === undefined);
  const known = ids.reduce((sum, id) => sum + storedSize(id), 0) + (ids.some((id) => flagColumns.has(id)) ? 1 : 0);
  const unknownKind = unknown.length === 1 && count > 0 ? kindOfSize.get(recordBytes - known) : undefined;
  if (unknown.length > 0 && unknownKind === undefined) {
    throw new OperandoError(
      'unsupported',
      said`the .mpr file has columns of unknown numbers (${unknown.slice(0, 8).join(', ')}).`,
      { cure: 'Export the data as text (.mpt) in EC-Lab.' },
    );
  }
  if (unknownKind !== undefined) {
    warnings.push({
      code: 'unknown-column',
      message: `Column number ${unknown[0]} is not known; it was kept as "column ${unknown[0]}" (${storedBytes[unknownKind]} bytes).`,
      where: { column: `column ${unknown[0]}` },
    });
  }
  const columns: StoredColumn[] = [];
  let at = 0;
  let flagsAt: number | undefined;
  for (const id of ids) {
    const flag = flagColumns.get(id);
    if (flag !== undefined) {
      // All flags share the byte that the first of them takes.
      flagsAt ??= at++;
      columns.push({ label: flag[0], kind: 'uint8', at: flagsAt, mask: flag[1] });
      continue;
    }
    const [label, kind] = storedColumn(id) ?? [`column ${id}`, unknownKind!];
    columns.push({ label, kind, at });
    at += storedBytes[kind];
  }
  if (count > 0 && at !== recordBytes) {
    throw new OperandoError(
      'truncated-file',
      `${count} records of ${at} bytes are announced, ${data.length} bytes follow.`,
      { cure: 'The file seems cut short or damaged: copy it again.' },
    );
  }
  return { columns, recordBytes: at };
}

function valuesOf({ count, data }: Records, { kind, at, mask }: StoredColumn, recordBytes: number): Float64Array {
  const values = new Float64Array(count);
  const shift = mask === undefined ? 0 : 31 - Math.clz32(mask & -mask);
  for (let row = 0; row < count; row++) {
    const value = data[kind](row * recordBytes + at);
    values[row] = mask === undefined ? value : (value & mask) >> shift;
  }
  return values;
}

/** Start of the acquisition in the log, at one of the places where versions have it; a believable date decides. */
function startOf(log: Module | undefined): number | undefined {
  if (log === undefined) return undefined;
  for (const at of [465, 469, 473, 585]) {
    if (at + 8 > log.data.length) continue;
    const days = log.data.float64(at);
    // 2000 to 2100; a millisecond is the clock's own step.
    if (days > 36_526 && days < 73_051) return epochOfDays(days);
  }
  return undefined;
}

function settingsOf(settings: Module | undefined): Record<string, string> {
  if (settings === undefined) return {};
  const { data } = settings;
  const technique = data.uint8(0);
  const found: Record<string, string> = { technique: techniqueNames.get(technique) ?? `number ${technique}` };
  if (data.length >= 0x215 && data.uint8(7) <= 0xff) {
    const comments = data.text(8, Math.min(data.uint8(7), 0xfe));
    if (comments !== '') found['comments'] = comments;
  }
  return found;
}

/** EC-Lab's `<I>`: charge passed since the row before, over the time since then. */
function meanCurrents(time: Float64Array, charge: Float64Array): Float64Array {
  return time.map((seconds, row) => {
    if (row === 0) return 0;
    const passed = seconds - time[row - 1]!;
    return passed > 0 ? (charge[row]! * 3600) / passed : Number.NaN;
  });
}

/**
 * BioLogic EC-Lab binary files (.mpr): every column under the label that EC-Lab's own text export gives it. Where the file
 * holds charges but no currents (EC-Lab computes `<I>` on export) they are computed in the same way, with a warning; so
 * is the cycle number, half of the half cycles.
 *
 * The layout is not published; it agrees with text exports of the same runs, and with the readers galvani and yadg.
 *
 * @throws OperandoError `malformed-file`, `truncated-file`, `unsupported` for versions and columns not known;
 * otherwise as `buildElectrochemistry`.
 */
export function parseBiologicMpr(bytes: Uint8Array, options: ParseOptions = {}): Electrochemistry {
  const file = binaryFile(bytes);
  if (!beginsWith(bytes, magic))
    throw new OperandoError('malformed-file', 'the file does not begin as BioLogic .mpr files do.');
  const modules = modulesOf(file);
  const named = (name: string): Module | undefined => modules.find((each) => each.name === name);
  const dataModule = named('VMP data');
  if (dataModule === undefined)
    throw new OperandoError('truncated-file', 'the .mpr file has no data module.', {
      cure: 'The file seems cut short or of an experiment not begun: copy it again.',
    });
  const warnings: OperandoWarning[] = [];
  const records = recordsOf(dataModule);
  const { columns, recordBytes } = layoutOf(records, warnings);
  const original = originalColumns({
    labels: columns.map(({ label }) => label),
    columns: columns.map((column) => valuesOf(records, column, recordBytes)),
  });
  const time = original['time/s'];
  if (time === undefined)
    throw new OperandoError('column-missing', 'the .mpr file has no times.', {
      where: { column: 'time/s' },
      cure: 'Export the data as text (.mpt) in EC-Lab.',
    });
  const { columns: mapped, warnings: mappingWarnings } = biologicColumns(time, original);
  warnings.push(...mappingWarnings);
  const charge = original['dq/mA.h'];
  if (mapped['current_ampere'] === undefined && charge !== undefined && time.length > 0) {
    mapped['current_ampere'] = meanCurrents(time, charge).map((value) => value / 1000);
    warnings.push({
      code: 'current-derived',
      message:
        'The file holds no current; it is the charge passed since the row before over the time since then, as EC-Lab exports it.',
      where: { column: 'current_ampere' },
    });
  }
  const halfCycles = original['half cycle'];
  if (mapped['cycle_count'] === undefined && halfCycles !== undefined)
    mapped['cycle_count'] = halfCycles.map((half) => Math.floor(half / 2));
  const settings = settingsOf(named('VMP Set'));
  const technique = settings['technique'] ?? '';
  const epoch = startOf(named('VMP LOG'));
  if (epoch === undefined)
    warnings.push({
      code: 'date-unreadable',
      message: 'The file does not say when it began (its log is missing or of another version).',
    });
  return buildElectrochemistry(
    {
      format: 'biologic-mpr',
      columns: mapped,
      original,
      metadata: settings,
      epoch,
      ...(epoch === undefined ? {} : { zone: 'unstated' }),
      signCheck: potentialControlled.test(technique) ? 'none' : 'warn',
      warnings,
    },
    options,
  );
}

/** EC-Lab binary. */
export const biologicMpr: BytesFormat = {
  id: 'biologic-mpr',
  title: 'BioLogic EC-Lab binary (.mpr)',
  kind: 'bytes',
  sniff: ({ bytes }) => (beginsWith(bytes, magic) ? 1 : 0),
  parse: (bytes, options) => ({ kind: 'electrochemistry', table: parseBiologicMpr(bytes, options) }),
};
