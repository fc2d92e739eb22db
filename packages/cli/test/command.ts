import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { techniques as all } from '@operando/workflow';
import type { Technique } from '@operando/workflow';
import { run } from '../src/index.js';
import type { RunOptions } from '../src/index.js';

/** Width of a figure in mm that takes little time. */
export const narrow = 80;

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Run the command, as a terminal that nobody watches would. */
async function ranWith(options: RunOptions, args: readonly string[]): Promise<Ran> {
  let out = '';
  let error = '';
  const terminal = {
    out: (text: string) => void (out += text),
    error: (text: string) => void (error += text),
    interactive: false,
  };
  const { exitCode: code } = await run(args, terminal, options);
  return { code, out, error };
}

/** Run the command with these techniques for those of the house. */
export const operandoWith = async (techniques: readonly Technique[] | undefined, ...args: string[]): Promise<Ran> =>
  ranWith({ techniques }, args);

/** Run the command; what it writes is to the byte what its processes write. */
export const operando = async (...args: string[]): Promise<Ran> => ranWith({}, args);

/** {@link operando} with pictures of few dots: drawing all of them takes as long as all else. */
export const operandoCoarse = async (...args: string[]): Promise<Ran> => ranWith({ dpi: 30 }, args);

/** {@link operandoCoarse}, with figures of techniques as narrow as all of them can be. */
export const operandoNarrow = async (...args: string[]): Promise<Ran> => {
  const isDrawn = Object.hasOwn(all, args[0] ?? '') && !args.includes('--width');
  return operandoCoarse(...args, ...(isDrawn ? ['--width', String(narrow)] : []));
};

/** Rows of a table that a command wrote, by the labels of its columns. */
export function rowsOf(path: string): Record<string, string>[] {
  return Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true }).data;
}
