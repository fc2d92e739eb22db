import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import type { Technique } from '@operando/workflow';
import { run } from '../src/index.js';

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Run the command, with these techniques for those of the house, as a terminal that nobody watches would. */
export async function operandoWith(techniques: readonly Technique[] | undefined, ...args: string[]): Promise<Ran> {
  let out = '';
  let error = '';
  const terminal = {
    out: (text: string) => void (out += text),
    error: (text: string) => void (error += text),
    interactive: false,
  };
  const { exitCode: code } = await run(args, terminal, { techniques });
  return { code, out, error };
}

/** {@link operandoWith} the techniques of the house. */
export const operando = async (...args: string[]): Promise<Ran> => operandoWith(undefined, ...args);

/** Rows of a table that a command wrote, by the labels of its columns. */
export function rowsOf(path: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true }).data;
}
