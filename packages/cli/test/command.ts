import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { run } from '../src/index.js';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Run the command as a terminal that nobody watches would. */
export async function operando(...args: string[]): Promise<Ran> {
  let out = '';
  let error = '';
  const { exitCode: code } = await run(args, {
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    interactive: false,
  });
  return { code, out, error };
}

/** Rows of a table that a command wrote, by the labels of its columns. */
export function rowsOf(path: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true }).data;
}
