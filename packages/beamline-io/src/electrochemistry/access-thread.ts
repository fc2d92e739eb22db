import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OperandoError } from '@operando/core';
import type { AccessContent } from './access-content.js';
import { said } from '../text/said.js';

/** What the thread sends. */
interface Sent extends AccessContent {
  readonly tables: readonly string[];
}

/** Most rows that are read. */
const mostRows = 20_000_000;
const mostMegabytes = 4096;

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
  const rowsOf = (name) => {
    if (!tables.includes(name)) return [];
    const other = database.getTable(name);
    if (other.rowCount > workerData.mostRows) throw new Error(other.rowCount + ' rows');
    return other.getData();
  };
  const readings = rowsOf('Auxiliary_Table');
  const pick = (name) => readings.map((row) => Number(row[name]));
  const sensors = rowsOf('Aux_Global_Data_Table').map((row) => ({
    index: Number(row.Auxiliary_Index), type: Number(row.Data_Type), nickname: word(row.Nickname), unit: word(row.Unit),
  }));
  const auxiliary = { points: pick('Data_Point'), indexes: pick('Auxiliary_Index'), types: pick('Data_Type'), values: pick('X'), sensors };
  parentPort.postMessage({ tables, labels, cells, global, auxiliary });
}).catch((error) => parentPort.postMessage({ error: String(error && error.message || error) }));
`;

function damagedDatabase(problem: string, cause?: unknown): OperandoError {
  return new OperandoError('malformed-file', said`the Access database cannot be read (${problem}).`, {
    cure: 'The file seems damaged: copy it again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Tables of an Access database through mdb-reader, in a thread of its own.
 * @throws OperandoError `malformed-file` for a database that cannot be read in time, `unsupported` for one without Arbin's table.
 */
export function accessContent(bytes: Uint8Array, seconds: number): Promise<AccessContent> {
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
    thread.on('message', (content: Partial<Sent> & { readonly error?: string }) => {
      done(() => {
        if (content.error !== undefined) reject(damagedDatabase(content.error.slice(0, 80)));
        else if (content.labels === undefined) {
          reject(
            new OperandoError(
              'unsupported',
              'the Access database has no Channel_Normal_Table: it is no result file of Arbin.',
              { cure: said`Its tables are ${(content.tables ?? []).slice(0, 20).join(', ') || 'none'}.` },
            ),
          );
        } else resolve(content as Sent);
      });
    });
    thread.on('error', (error: unknown) =>
      done(() => reject(damagedDatabase(error instanceof Error ? error.message.slice(0, 80) : String(error), error))),
    );
  });
}
