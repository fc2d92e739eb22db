import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { ProvenanceInput } from '@operando/core';
import { mapOptionPaths } from '../../options/option-paths.js';
import { plainRecord } from '../../technique/plain-record.js';
import { version } from '../../version.js';
import type { PreparedRun } from '../run-files.js';
import { shortName } from './places.js';

/** JSON with keys in one order, so that the same options are the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join(',')}}`;
}

/**
 * What a result depends on, as one SHA-256: the technique, its complete options, every input's name and content, and the
 * version of this program. Whatever else changes, the result is the same.
 */
export function runKey(technique: string, options: object, inputs: readonly ProvenanceInput[]): string {
  const what = { form: 1, version, technique, options: plainRecord(options), inputs };
  return createHash('sha256').update(canonical(what)).digest('hex');
}

/** The key of a run of a plan: files within the plan's folder are called by their way from it, so that a campaign may be moved. */
export function preparedKey({ technique, options, inputs, folder }: PreparedRun): string {
  const short = (path: string): string => (isAbsolute(path) ? shortName(folder, path) : path);
  const named = inputs.map((input) => ({ ...input, name: short(input.name) }));
  return runKey(technique.id, mapOptionPaths(technique.options, options, short), named);
}
