import { resolve } from 'node:path';
import type { z } from 'zod';
import { fileSource } from '@operando/beamline-io/node';
import type { NamedSource, ProvenanceInput, Result } from '@operando/core';
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

/** The files of one role, under the names they were given. */
function sourcesOf(files: readonly InputFile[], role: string): NamedSource[] {
  return files.flatMap((file) => (file.role === role ? [{ ...fileSource(file.path), name: file.name }] : []));
}

/** Files that the options name, by the option. */
function namedFiles(schema: z.ZodType, options: object): InputFile[] {
  const named: InputFile[] = [];
  mapOptionPaths(schema, options, (path, option) => {
    named.push({ role: option, name: path, path });
    return path;
  });
  return named;
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
  const named = namedFiles(technique.options, options);
  const outcome = await technique.runFiles(
    {
      data: sourcesOf(files, 'data'),
      cycler: sourcesOf(files, 'cycler'),
      named: Object.fromEntries(named.map(({ role, path }) => [role, fileSource(path)])),
    },
    technique.complete(options),
    context,
  );
  const inputs = [...(await hashInputs(files, context)), ...told, ...(await hashInputs(named, context))];
  return completeResult(outcome, { inputs, folder });
}
