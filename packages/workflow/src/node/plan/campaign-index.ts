import { join } from 'node:path';
import { csvPieces, exactNumber, jsonPieces } from '@operando/core';
import type { JsonValue, PlainColumn } from '@operando/core';
import { parquetBytes } from '@operando/beamline-io';
import type { ParquetColumn } from '@operando/beamline-io';
import { makeFolder, removeAbandoned, removeFile, writeFileAtomic } from '@operando/beamline-io/node';
import type { Writer } from '@operando/beamline-io/node';
import { version } from '../../version.js';
import type { PlanOutcome } from './outcome.js';

/** Files of the index, in the folder of all results. */
export const indexNames: readonly string[] = ['campaign.csv', 'campaign.json', 'campaign.parquet'];

/** A value as a cell has it: empty for what is not there, or no single value. */
function cell(value: unknown): string {
  if (typeof value === 'number') return exactNumber(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}

const isSingle = (value: JsonValue): boolean => typeof value !== 'object' || value === null;

/** What the index says of a state: whether results were there already is no matter of theirs. */
const stateWord = ({ state }: PlanOutcome): string => (state === 'reused' ? 'done' : state);

/** Columns of the index: a row for each run, then options of the matrix, then what the summaries have in single values. */
function columnsOf(outcomes: readonly PlanOutcome[]): PlainColumn[] {
  const options = new Set(outcomes.flatMap(({ run }) => Object.keys(run.choice)));
  const headline = new Set(
    outcomes.flatMap(({ run, record }) =>
      Object.entries(record.headline).flatMap(([name, value]) => (isSingle(value) ? [`${run.technique}.${name}`] : [])),
    ),
  );
  const column = (name: string, read: (outcome: PlanOutcome) => unknown): PlainColumn => ({
    name,
    values: outcomes.map((outcome) => cell(read(outcome))),
  });
  return [
    column('run', ({ run }) => run.name),
    column('step', ({ run }) => run.step),
    column('set', ({ run }) => run.set),
    column('technique', ({ run }) => run.technique),
    ...[...options].map((name) =>
      column(name, ({ run: { choice } }) => {
        const value = choice[name];
        return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
      }),
    ),
    column('state', stateWord),
    column('warnings', ({ record }) => record.warnings),
    column('error', ({ record }) => record.error?.message),
    ...[...headline].map((name) =>
      column(name, ({ run, record }) =>
        name.startsWith(`${run.technique}.`) ? record.headline[name.slice(run.technique.length + 1)] : undefined,
      ),
    ),
  ];
}

/** Columns whose cells are names, though they may look like numbers. */
const named: ReadonlySet<string> = new Set(['run', 'step', 'set', 'technique', 'state', 'error']);

/** A column of the index with numbers as such: cells without one are NaN. */
function parquetColumn({ name, values }: PlainColumn): ParquetColumn {
  const cells = Array.from(values, String);
  const isNumber = !named.has(name) && cells.every((text) => text === '' || Number.isFinite(Number(text)));
  if (!isNumber || cells.every((text) => text === '')) return { name, values: cells };
  return { name, values: cells.map((text) => (text === '' ? Number.NaN : Number(text))) };
}

/**
 * Writes the index of a campaign: `campaign.csv`, a row for each run, the same after a run that was interrupted and gone on with
 * as after one that was not; `campaign.json` with the times, and `campaign.parquet` where
 * that is wanted.
 */
export async function writeCampaign(
  output: string,
  outcomes: readonly PlanOutcome[],
  { writer, parquet }: { readonly writer: Writer | undefined; readonly parquet: boolean },
): Promise<void> {
  await makeFolder(output);
  await removeAbandoned(output);
  const options = { force: true, writer };
  const columns = columnsOf(outcomes);
  await writeFileAtomic(join(output, 'campaign.csv'), csvPieces(columns), options);
  const table = join(output, 'campaign.parquet');
  if (parquet) await writeFileAtomic(table, parquetBytes(columns.map(parquetColumn)), options);
  else await removeFile(table);
  const document = {
    format: 'operando-campaign',
    formatVersion: 1,
    program: { name: 'operando', version },
    runs: outcomes.map(({ state, record }) => ({ ...record, state })),
  };
  await writeFileAtomic(join(output, 'campaign.json'), jsonPieces(document), options);
}
