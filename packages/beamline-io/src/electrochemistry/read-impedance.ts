import { isOperandoError, OperandoError } from '@operando/core';
import type { Electrochemistry, NamedSource, OperandoWarning } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { placed } from '../bytes/file-error.js';
import { readSource } from '../read-source.js';
import type { ReadSourceOptions } from '../read-source.js';
import { said } from '../text/said.js';
import { impedanceColumns } from './impedance-columns.js';
import type { ImpedanceColumns } from './impedance-columns.js';

/** An impedance spectrum as files hold it: Z = re + i im in ohm, im below 0 where it is capacitive. */
export interface ImpedanceRecord {
  /** Name of its file, with its number where the file holds several. */
  readonly name: string;
  /** Hz. */
  readonly frequency: Float64Array;
  /** Real part, ohm, one for each frequency. */
  readonly re: Float64Array;
  /** Imaginary part, ohm; below 0 for capacities. */
  readonly im: Float64Array;
  /** First moment, s on the clock of the file; NaN where it has none. */
  readonly start: number;
  /** Last moment, s on the clock of the file; NaN where it has none. */
  readonly end: number;
  /** UNIX seconds at which that clock reads zero. */
  readonly epoch?: number;
  /** Zone of that clock, as `FrameTime.zone`. */
  readonly zone?: string;
}

/** Options of {@link readImpedanceFrom}. */
export interface ReadImpedanceOptions extends Omit<ReadSourceOptions, 'name'> {
  /** One unreadable file: stop, or leave it out and say so. @default 'throw' */
  readonly onError?: 'throw' | 'skip' | undefined;
}

/** Spectra of files, in their order. */
export interface ImpedanceRecords {
  /** In the order of the files. */
  readonly spectra: readonly ImpedanceRecord[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Columns of a log of a potentiostat, whose readers know them by name. */
function columnsOfLog({ columns }: Electrochemistry): ImpedanceColumns {
  const { frequency_hertz: frequency, real_impedance_ohm: re, imaginary_impedance_ohm: im } = columns;
  if (frequency === undefined || re === undefined || im === undefined)
    throw new OperandoError('column-missing', 'this log has no impedance.', {
      cure: 'Give files with frequency, real and imaginary part.',
    });
  const { test_time_second: time } = columns;
  return { frequency, re, im, ...(time === undefined ? {} : { time }) };
}

/** Rows at which a further spectrum begins: where the number of the spectrum changes, or the frequency turns. */
function beginnings({ frequency, spectrum }: ImpedanceColumns, rows: readonly number[]): number[] {
  const begins = [0];
  let direction = 0;
  for (let k = 1; k < rows.length; k++) {
    const [row, last] = [rows[k]!, rows[k - 1]!];
    if (spectrum !== undefined) {
      if (spectrum[row] !== spectrum[last]) begins.push(k);
      continue;
    }
    const step = Math.sign(frequency[row]! - frequency[last]!);
    if (step === 0) continue;
    if (direction === 0 || step === direction) direction = step;
    else {
      begins.push(k);
      direction = 0;
    }
  }
  return begins;
}

/** The spectra of one table; rows without a frequency above 0 (rest, charge between) belong to none. */
function spectraOf(
  name: string,
  columns: ImpedanceColumns,
  clock: Pick<ImpedanceRecord, 'epoch' | 'zone'>,
): ImpedanceRecord[] {
  const { frequency, re, im, time } = columns;
  const rows = [...frequency.keys()].filter((row) => frequency[row]! > 0 && Number.isFinite(re[row]! + im[row]!));
  if (rows.length === 0)
    throw new OperandoError('too-few-points', 'no row has a frequency above 0 and an impedance.', {
      cure: 'Give files of impedance spectra.',
    });
  const begins = beginnings(columns, rows);
  return Array.from(begins, (begin, k) => {
    const own = rows.slice(begin, begins[k + 1] ?? rows.length);
    const pick = (from: Float64Array): Float64Array => Float64Array.from(own, (row) => from[row]!);
    const moments = time === undefined ? [] : own.map((row) => time[row]!).filter(Number.isFinite);
    return {
      name: begins.length === 1 ? name : `${name}#${k + 1}`,
      frequency: pick(frequency),
      re: pick(re),
      im: pick(im),
      start: moments.reduce((a, b) => Math.min(a, b), moments[0] ?? Number.NaN),
      end: moments.reduce((a, b) => Math.max(a, b), moments[0] ?? Number.NaN),
      ...clock,
    };
  });
}

/** Rows that belong to no spectrum, told with their number. */
function restWarnings({ frequency }: ImpedanceColumns, spectra: readonly ImpedanceRecord[]): OperandoWarning[] {
  const taken = spectra.reduce((sum, each) => sum + each.frequency.length, 0);
  if (taken === frequency.length) return [];
  const still = frequency.filter((each) => !(each > 0)).length;
  const gaps = frequency.length - taken - still;
  const parts = [
    ...(still === 0 ? [] : [`${still} have no frequency above 0 (rest or charge between spectra)`]),
    ...(gaps === 0 ? [] : [`${gaps} have no impedance`]),
  ];
  return [
    {
      code: 'rows-passed-over',
      message: `Of ${frequency.length} rows ${parts.join(', ')}, and belong to no spectrum.`,
    },
  ];
}

/**
 * Impedance spectra of files of potentiostats (EC-Lab, Gamry, Nova, Ivium, Squidstat) and of plain tables with a head of columns;
 * a file may hold several, one after another. The sign is that of the head: `-Im(Z)` is turned, `Z''` is taken as it stands.
 *
 * @throws OperandoError as `readSource`; `column-missing` for a file without frequency and both parts, `unit-mismatch` for units
 * that are none of impedance, `too-few-points` for one without a row that has all.
 */
export async function readImpedanceFrom(
  sources: readonly NamedSource[],
  { onError = 'throw', ...options }: ReadImpedanceOptions = {},
): Promise<ImpedanceRecords> {
  const spectra: ImpedanceRecord[] = [];
  const warnings: OperandoWarning[] = [];
  for (const source of sources) {
    const name = baseName(source);
    try {
      const result = await readSource(source, options);
      const { table } = result;
      const clock =
        result.kind === 'electrochemistry'
          ? { epoch: result.table.epoch, zone: result.table.zone }
          : { epoch: result.table.time?.epoch, zone: result.table.time?.zone };
      const columns = result.kind === 'electrochemistry' ? columnsOfLog(result.table) : impedanceColumns(result.table);
      const own = spectraOf(name, columns, {
        ...(clock.epoch === undefined ? {} : { epoch: clock.epoch }),
        ...(clock.zone === undefined ? {} : { zone: clock.zone }),
      });
      spectra.push(...own);
      const told = [...restWarnings(columns, own), ...(own.some(isMostlyInductive) ? [signWarning(name)] : [])];
      warnings.push(
        ...Array.from([...table.warnings, ...told], (warning) => ({
          ...warning,
          where: { file: source.name, ...warning.where },
        })),
      );
    } catch (error) {
      const told = placed(error, source.name);
      if (onError === 'throw' || !isOperandoError(told)) throw told;
      warnings.push({ code: 'file-skipped', message: told.message, where: told.where });
    }
  }
  return { spectra, warnings };
}

/** Share of the imaginary parts above 0 from which on the sign of the column is doubted; noise turns some of an arc's. */
const inductiveShare = 0.8;

const isMostlyInductive = ({ im }: ImpedanceRecord): boolean =>
  im.filter((value) => value > 0).length >= inductiveShare * im.length;

/** Next to nothing but inductive: most likely -Im(Z) under the head Im(Z). */
function signWarning(name: string): OperandoWarning {
  return {
    code: 'impedance-sign',
    message: said`The imaginary parts in ${name} are above 0, as of an inductor: the column may hold -Im(Z) under another name.`,
  };
}
