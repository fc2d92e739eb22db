import { basename } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import type { Technique } from '../../technique/technique.js';
import type { InputFile } from '../hash-inputs.js';
import { runFiles } from '../run-files.js';
import { withoutFrameOf } from './whole-frames.js';

/** A file that cannot be part of a run, and why. */
export interface LeftOut {
  readonly file: InputFile;
  readonly message: string;
}

/** What came of some files. */
export interface Tried {
  /** Absent where nothing could be made of them. */
  readonly result?: RunResult;
  /** What stopped it then. */
  readonly error?: unknown;
  /** Files that stopped it, each by itself. */
  readonly leftOut: readonly LeftOut[];
}

/** Files that are left out one after another, before a run is given up. */
const mostTries = 8;

/** The file of data that an error is about; undefined where it is about none, or all. */
function culpritOf(error: unknown, files: readonly InputFile[]): InputFile | undefined {
  const file = isOperandoError(error) ? error.where.file : undefined;
  if (file === undefined) return undefined;
  const data = files.filter(({ role }) => role === 'data');
  const named = data.filter(({ path, name }) => path === file || name === file || basename(path) === file);
  return data.length > 1 && named.length === 1 ? named[0] : undefined;
}

/** Run what can be run: a file that stops it is left out with its frame, which is told, and the others go on. */
export async function tryFiles(
  technique: Technique,
  files: readonly InputFile[],
  options: object,
  context: RunContext,
): Promise<Tried> {
  const filesPerFrame = technique.filesPerFrame?.(options) ?? 1;
  const leftOut: LeftOut[] = [];
  let rest = files;
  for (;;) {
    try {
      return { result: await runFiles(technique, { files: rest, options }, context), leftOut };
    } catch (error) {
      context.signal?.throwIfAborted();
      const file = culpritOf(error, rest);
      if (file === undefined || leftOut.length >= mostTries) return { error, leftOut };
      leftOut.push({ file, message: error instanceof Error ? error.message : String(error) });
      rest = withoutFrameOf(rest, file, filesPerFrame);
      if (!rest.some(({ role }) => role === 'data')) return { error, leftOut };
    }
  }
}

/** That a file was left out. */
export function leftOutWarning({
  name,
  message,
}: {
  readonly name: string;
  readonly message: string;
}): OperandoWarning {
  return { code: 'file-skipped', message, where: { file: name } };
}
