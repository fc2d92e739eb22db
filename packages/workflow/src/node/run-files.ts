import { resolve } from 'node:path';
import type { z } from 'zod';
import { fileSource } from '@operando/beamline-io/node';
import type { NamedSource, OperandoWarning, ProvenanceInput } from '@operando/core';
import { mapOptionPaths } from '../options/option-paths.js';
import { completeResult } from '../technique/complete-result.js';
import type { RunContext } from '../technique/context.js';
import type { RunResult } from '../technique/result-files.js';
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
  /** Looks at what goes in, files that options name among it, before anything is computed. */
  readonly onInputs?: ((inputs: readonly ProvenanceInput[]) => void) | undefined;
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

function changedWhileRead(file: string): OperandoWarning {
  return {
    code: 'input-changed',
    message: `${file} was written to while it was analysed: the results may hold more, or less, than what is recorded of it.`,
    where: { file },
  };
}

/**
 * Read files, analyse them, and say in the result's provenance what went in. A file that is written to meanwhile is told
 * (`input-changed`).
 *
 * @throws OperandoError as the readers and the technique do; the reason of the abort signal when it was given up.
 */
export async function runFiles(technique: Technique, run: FileRun, context: RunContext = {}): Promise<RunResult> {
  const { files, told = [], folder = process.cwd(), onInputs } = run;
  // Whole paths, so that the options mean the same wherever they are used again.
  const options = mapOptionPaths(technique.options, technique.complete(run.options), (path) => resolve(folder, path));
  const named = namedFiles(technique.options, options);
  // Before anything is read: what is recorded is never newer than what was computed.
  const hashed = await hashInputs([...files, ...named], context);
  const inputs = [...hashed.inputs.slice(0, files.length), ...told, ...hashed.inputs.slice(files.length)];
  onInputs?.(inputs);
  const outcome = await technique.runFiles(
    {
      data: sourcesOf(files, 'data'),
      cycler: sourcesOf(files, 'cycler'),
      named: Object.fromEntries(named.map(({ role, path }) => [role, fileSource(path)])),
    },
    options,
    context,
  );
  const warnings = [...outcome.warnings, ...hashed.changed().map(changedWhileRead)];
  return completeResult({ ...outcome, warnings }, { inputs, folder });
}
