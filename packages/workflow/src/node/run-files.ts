import { fileSource } from '@operando/beamline-io/node';
import type { NamedSource, OperandoWarning, ProvenanceInput } from '@operando/core';
import { completeResult } from '../technique/complete-result.js';
import type { RunContext } from '../technique/context.js';
import type { RunMemory } from '../technique/run-memory.js';
import type { RunResult } from '../technique/result-files.js';
import type { Technique } from '../technique/technique.js';
import { completeOptions } from './complete-options.js';
import { hashInputs } from './hash-inputs.js';
import type { HashContext, InputFile } from './hash-inputs.js';

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

/** A file under the name it was given; the same value again for one that is remembered, so that it is known to be the same. */
function sourceOf({ path, name }: InputFile, memory: RunMemory | undefined): NamedSource {
  const known = memory?.files.get(path)?.source ?? fileSource(path);
  return known.name === name ? known : { ...known, name };
}

/** The files of one role. */
function sourcesOf(files: readonly InputFile[], role: string, { memory }: RunContext): NamedSource[] {
  return files.flatMap((file) => (file.role === role ? [sourceOf(file, memory)] : []));
}

function changedWhileRead(file: string): OperandoWarning {
  return {
    code: 'input-changed',
    message: `${file} was written to while it was analysed: the results may hold more, or less, than what is recorded of it.`,
    where: { file },
  };
}

/** A run whose inputs are hashed, and whose options are complete. */
export interface PreparedRun {
  readonly technique: Technique;
  /** With defaults and whole paths. */
  readonly options: object;
  /** What goes in, files that options name among it. */
  readonly inputs: readonly ProvenanceInput[];
  readonly files: readonly InputFile[];
  readonly named: readonly InputFile[];
  readonly folder: string;
  /** Files that were written to since. */
  readonly changed: () => readonly string[];
}

/** Completes options and hashes inputs: what is recorded is never newer than what is computed from it. @throws as {@link runFiles}. */
export async function prepareFiles(
  technique: Technique,
  run: FileRun,
  context: HashContext = {},
): Promise<PreparedRun> {
  const { files, told = [], folder = process.cwd() } = run;
  const { whole: options, named } = completeOptions(technique, run.options, folder);
  const { inputs: hashed, changed } = await hashInputs([...files, ...named], context);
  const inputs = [...hashed.slice(0, files.length), ...told, ...hashed.slice(files.length)];
  return { technique, options, inputs, files, named, folder, changed };
}

/** Reads and analyses what was prepared. @throws as {@link runFiles}. */
export async function runPrepared(prepared: PreparedRun, context: RunContext = {}): Promise<RunResult> {
  const { technique, options, inputs, files, named, folder, changed } = prepared;
  const outcome = await technique.runFiles(
    {
      data: sourcesOf(files, 'data', context),
      cycler: sourcesOf(files, 'cycler', context),
      named: Object.fromEntries(named.map(({ role, path }) => [role, fileSource(path)])),
    },
    options,
    context,
  );
  const warnings = [...outcome.warnings, ...changed().map(changedWhileRead)];
  return completeResult({ ...outcome, warnings }, { inputs, folder });
}

/**
 * Read files, analyse them, and say in the result's provenance what went in. A file that is written to meanwhile is told
 * (`input-changed`).
 *
 * @throws OperandoError as the readers and the technique do; the reason of the abort signal when it was given up.
 */
export async function runFiles(technique: Technique, run: FileRun, context: RunContext = {}): Promise<RunResult> {
  const prepared = await prepareFiles(technique, run, context);
  run.onInputs?.(prepared.inputs);
  return runPrepared(prepared, context);
}
