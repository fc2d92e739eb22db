import { isOperandoError, OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue } from '@operando/core';
import type { default as Database } from 'mdb-reader';
import { arbinTable } from './formats/arbin.js';
import type { ParseOptions } from './formats/format.js';
import type { DelimitedTable } from './text/delimited.js';

const jet = [0, 1, 0, 0, ...Array.from('Standard Jet DB', (letter) => letter.charCodeAt(0))];
const ace = [0, 1, 0, 0, ...Array.from('Standard ACE DB', (letter) => letter.charCodeAt(0))];

/** Whether bytes begin as Access databases do. */
export function isAccessDatabase(bytes: Uint8Array): boolean {
  return [jet, ace].some((magic) => magic.every((byte, i) => bytes[i] === byte));
}

const channelTable = 'Channel_Normal_Table';
const mostRows = 20_000_000;
/** Days from 30 December 1899 to 1970. */
const oleEpochDays = 25_569;

function word(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace('Z', '');
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : String(value);
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
}

/** Labels as Arbin's other exports write them, with their units, which the database leaves to the schema. */
const units: Readonly<Record<string, string>> = { Test_Time: 's', Step_Time: 's', Current: 'A', Voltage: 'V', Charge_Capacity: 'Ah', Discharge_Capacity: 'Ah', Charge_Energy: 'Wh', Discharge_Energy: 'Wh', Internal_Resistance: 'Ohm', AC_Impedance: 'Ohm' };

function tableOf(database: Database): { readonly table: DelimitedTable; readonly metadata: Record<string, JsonValue>; readonly start?: number } {
  const names = database.getTableNames();
  if (!names.includes(channelTable)) {
    throw new OperandoError('unsupported', `the Access database has no ${channelTable}: it is no result file of Arbin.`, { cure: `Its tables are ${names.slice(0, 20).join(', ') || 'none'}.` });
  }
  const source = database.getTable(channelTable);
  if (source.rowCount > mostRows) throw new OperandoError('too-large', `${source.rowCount} rows.`);
  const columns = source.getColumnNames();
  const rows = source.getData();
  const cells = columns.map((name) => rows.map((row) => word(row[name])));
  const global = names.includes('Global_Table') ? database.getTable('Global_Table').getData({ rowLimit: 1 })[0] : undefined;
  const metadata = Object.fromEntries(Object.entries(global ?? {}).flatMap(([name, value]): [string, JsonValue][] => (typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [])));
  const days = metadata['Start_DateTime'];
  return {
    table: { labels: columns.map((name) => (Object.hasOwn(units, name) ? `${name}(${units[name]})` : name)), rows: rows.length, cells, lines: Int32Array.from(rows, (_, i) => i + 1), decimalComma: false },
    metadata,
    ...(typeof days === 'number' && days > 30_000 && days < 80_000 ? { start: Math.round((days - oleEpochDays) * 86_400_000) / 1000 } : {}),
  };
}

/**
 * Arbin result files (.res, Access databases) through mdb-reader, which is loaded at the first call; rows in the order of their
 * data points, start of the test from the global table.
 *
 * @throws OperandoError `malformed-file` for a database that cannot be read, `unsupported` for another program's; as `arbinTable`.
 */
export async function parseArbinRes(bytes: Uint8Array, options: ParseOptions = {}): Promise<Electrochemistry> {
  const { default: Reader } = await import('mdb-reader');
  let content: ReturnType<typeof tableOf>;
  try {
    content = tableOf(new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)));
  } catch (cause) {
    if (isOperandoError(cause)) throw cause;
    throw new OperandoError('malformed-file', `the Access database cannot be read (${cause instanceof Error ? cause.message.slice(0, 80) : String(cause)}).`, { cure: 'The file seems damaged: copy it again.', cause });
  }
  const { table, metadata, start } = content;
  return arbinTable('arbin-res', table, metadata, options, start === undefined ? {} : { epoch: start, zone: 'unstated' });
}
