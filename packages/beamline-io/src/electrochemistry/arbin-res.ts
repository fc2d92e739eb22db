import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue } from '@operando/core';
import { arbinTable } from './arbin.js';
import type { ParseOptions } from '../format.js';
import type { DelimitedTable } from '../text/delimited.js';
import { epochOfDays } from '../text/date-time.js';

const jet = [0, 1, 0, 0, ...Array.from('Standard Jet DB', (letter) => letter.charCodeAt(0))];
const ace = [0, 1, 0, 0, ...Array.from('Standard ACE DB', (letter) => letter.charCodeAt(0))];

/** Whether bytes begin as Access databases do. */
export function isAccessDatabase(bytes: Uint8Array): boolean {
  return [jet, ace].some((magic) => magic.every((byte, i) => bytes[i] === byte));
}

/** Most rows that are read. */
const mostRows = 20_000_000;
const mostMegabytes = 4096;

/** What the worker sends: tables, the columns of the channel table as words, the fields of the global one. */
interface Content {
  readonly tables: readonly string[];
  readonly labels: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly global: readonly (readonly [string, string | number])[];
}

/**
 * Runs in a thread of its own: the library that reads these databases may go round in circles in a damaged one, and a circle can
 * only be left from outside. As text, since it must run from sources and from the published package alike.
 */
const worker = `
const { parentPort, workerData } = require('node:worker_threads');
const word = (value) => value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().replace('Z', '') : typeof value === 'object' ? '' : String(value);
import(workerData.reader).then(({ default: Reader }) => {
  const database = new Reader(Buffer.from(workerData.bytes));
  const tables = database.getTableNames();
  if (!tables.includes('Channel_Normal_Table')) return parentPort.postMessage({ tables });
  const table = database.getTable('Channel_Normal_Table');
  if (table.rowCount > workerData.mostRows) throw new Error(table.rowCount + ' rows');
  const labels = table.getColumnNames();
  const rows = table.getData();
  const cells = labels.map((label) => rows.map((row) => word(row[label])));
  const first = tables.includes('Global_Table') ? database.getTable('Global_Table').getData({ rowLimit: 1 })[0] : undefined;
  const global = Object.entries(first ?? {}).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  parentPort.postMessage({ tables, labels, cells, global });
}).catch((error) => parentPort.postMessage({ error: String(error && error.message || error) }));
`;

function damagedDatabase(problem: string, cause?: unknown): OperandoError {
  return new OperandoError('malformed-file', `the Access database cannot be read (${problem}).`, {
    cure: 'The file seems damaged: copy it again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function contentOf(bytes: Uint8Array, seconds: number): Promise<Content> {
  const reader = pathToFileURL(createRequire(import.meta.url).resolve('mdb-reader')).href;
  const thread = new Worker(worker, {
    eval: true,
    workerData: { reader, bytes, mostRows },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  return new Promise((resolve, reject) => {
    const watch = setTimeout(() => {
      reject(damagedDatabase(`it took more than ${seconds} s`));
      void thread.terminate();
    }, 1000 * seconds);
    const done = (finish: () => void): void => {
      clearTimeout(watch);
      finish();
      void thread.terminate();
    };
    thread.on('message', (content: Partial<Content> & { readonly error?: string }) => {
      done(() => {
        if (content.error !== undefined) reject(damagedDatabase(content.error.slice(0, 80)));
        else if (content.labels === undefined) {
          reject(
            new OperandoError(
              'unsupported',
              'the Access database has no Channel_Normal_Table: it is no result file of Arbin.',
              { cure: `Its tables are ${(content.tables ?? []).slice(0, 20).join(', ') || 'none'}.` },
            ),
          );
        } else resolve(content as Content);
      });
    });
    thread.on('error', (error: unknown) =>
      done(() => reject(damagedDatabase(error instanceof Error ? error.message.slice(0, 80) : String(error), error))),
    );
  });
}

/** Labels as Arbin's other exports write them, with their units, which the database leaves to the schema. */
const units: Readonly<Record<string, string>> = {
  Test_Time: 's',
  Step_Time: 's',
  Current: 'A',
  Voltage: 'V',
  Charge_Capacity: 'Ah',
  Discharge_Capacity: 'Ah',
  Charge_Energy: 'Wh',
  Discharge_Energy: 'Wh',
  Internal_Resistance: 'Ohm',
  AC_Impedance: 'Ohm',
};

/** Options of {@link parseArbinRes}. */
export interface ArbinResOptions extends ParseOptions {
  /** Seconds after which a database that cannot be finished is given up. @default 120 */
  readonly seconds?: number | undefined;
}

/**
 * Arbin result files (.res, Access databases) through mdb-reader, in a thread of its own; rows in the order of their
 * data points, start of the test from the global table.
 *
 * @throws OperandoError `malformed-file` for a database that cannot be read in time, `unsupported` for another program's; as `arbinTable`.
 */
export async function parseArbinRes(bytes: Uint8Array, options: ArbinResOptions = {}): Promise<Electrochemistry> {
  const { labels, cells, global } = await contentOf(bytes, options.seconds ?? 120);
  const rows = cells[0]?.length ?? 0;
  const metadata: Record<string, JsonValue> = Object.fromEntries(global);
  const days = metadata['Start_DateTime'];
  const start =
    typeof days === 'number' && days > 30_000 && days < 80_000 ? { epoch: epochOfDays(days), zone: 'unstated' } : {};
  const table: DelimitedTable = {
    labels: labels.map((name) => (Object.hasOwn(units, name) ? `${name}(${units[name]})` : name)),
    rows,
    cells,
    lines: Int32Array.from({ length: rows }, (_, i) => i + 1),
    decimalComma: false,
  };
  return arbinTable('arbin-res', table, metadata, options, start);
}
