import { resolve } from 'node:path';
import type { ProvenanceInput, Result } from '@operando/core';
import { mapOptionPaths } from '../options/option-paths.js';
import { completeResult } from '../technique/complete-result.js';
import type { RunContext } from '../technique/context.js';
import type { Technique } from '../technique/technique.js';
import { hashInputs } from './hash-inputs.js';
import type { InputFile } from './hash-inputs.js';

/** What {@link runFiles} works on. */
export interface FileRun {
  /** Frames, logs of the cycler, and what else was read for the options. */
  readonly files: readonly InputFile[];
  /** Options, checked and with defaults filled in by it. */
  readonly options: unknown;
  /** Inputs that are told but not read again. */
  readonly told?: readonly ProvenanceInput[] | undefined;
  /** Folder from which relative names lead to their files. @default the working directory */
  readonly folder?: string | undefined;
}

/** The paths of one role. */
function pathsOf(files: readonly InputFile[], role: string): string[] {
  return files.flatMap((file) => (file.role === role ? [file.path] : []));
}

/**
 * Read files, analyse them, and say in the result's provenance what went in.
 *
 * @throws OperandoError as the readers and the technique do; the reason of the abort signal when it was given up.
 */
export async function runFiles(technique: Technique, run: FileRun, context: RunContext = {}): Promise<Result> {
  const { files, told = [], folder = process.cwd() } = run;
  // Whole paths, so that the options mean the same wherever they are used again.
  const options = mapOptionPaths(technique.options, technique.complete(run.options), (path) => resolve(folder, path));
  const outcome = await technique.runFiles(
    { data: pathsOf(files, 'data'), cycler: pathsOf(files, 'cycler') },
    technique.complete(options),
    context,
  );
  const named = Object.entries(outcome.optionFiles).map(([role, name]) => ({ role, name, path: name }));
  const inputs = [...(await hashInputs(files, context)), ...told, ...(await hashInputs(named, context))];
  return completeResult(outcome, {
    inputs,
    folder,
    names: new Map(files.map(({ path, name }) => [path, name])),
  });
}
