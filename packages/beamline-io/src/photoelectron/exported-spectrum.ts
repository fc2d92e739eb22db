import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { parseDateTime } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { said } from '../text/said.js';

/** A spectrum that a program of an analyser exported. */
export interface ExportedSpectrum {
  readonly format: string;
  /** Name of the region. */
  readonly region: string;
  readonly scale: 'Binding Energy' | 'Kinetic Energy';
  readonly energy: readonly number[];
  readonly values: readonly number[];
  /** Of the values: empty for counts. */
  readonly unit: string;
  /** File line of each point. */
  readonly lines: readonly number[];
  readonly metadata: Readonly<Record<string, JsonValue>>;
  readonly time?: TableTime | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/** An exported spectrum as a table: energies, then intensities. */
export function exportedTable(spectrum: ExportedSpectrum): ColumnTable {
  const { format, region, scale, energy, values, unit, lines, metadata, time, warnings } = spectrum;
  return {
    format,
    columns: [
      { label: scale, unit: 'eV', values: Float64Array.from(energy) },
      {
        label: 'intensity',
        ...(unit === '' ? {} : { unit }),
        values: Float64Array.from(values),
        role: 'intensity',
      },
    ],
    rows: energy.length,
    lines: Int32Array.from(lines),
    metadata: { ...metadata, block: region },
    scalars: {},
    ...(time === undefined ? {} : { time }),
    warnings,
  };
}

/** Numbers of a header by the keys of the house, those that are above 0. */
export function numbersGiven(
  header: ReadonlyMap<string, string>,
  keys: Readonly<Record<string, string>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, name]) => {
      const value = Number(header.get(name.toLowerCase()) ?? Number.NaN);
      return value > 0 && Number.isFinite(value) ? [[key, value]] : [];
    }),
  );
}

/** The numbers of a line, undefined where it holds anything else. */
export function rowOf(line: string): number[] | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0] === '') return undefined;
  const numbers = words.map(Number);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

/** When a spectrum was begun, by words of a header. Two digits of a year are those of this century: the programs are younger. */
export function begunAt(
  words: string,
  order: DateOrder | undefined,
  warnings: OperandoWarning[],
): TableTime | undefined {
  if (words === '') return undefined;
  const moment = parseDateTime(
    words.replace(/^(\d{1,2}\/\d{1,2}\/)(\d\d)(?!\d)/, (_, day: string, year: string) => `${day}20${year}`),
    order,
  );
  if (moment === undefined) {
    warnings.push({
      code: 'date-unreadable',
      message: said`The date ${words} is not understood; no time is known from it.`,
    });
    return undefined;
  }
  if (moment.ambiguous && order === undefined)
    warnings.push({
      code: 'date-ambiguous',
      message: said`The date ${words} was read with the month first. Say which way it is meant (command: --frame-date-order).`,
    });
  return { epoch: moment.epoch, zone: moment.zone };
}
