import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { OperandoError, parseResultDocument } from '@operando/core';
import type { OperandoWarning, ProvenanceInput, Result, ResultDocument } from '@operando/core';
import { exists } from '@operando/beamline-io/node';
import type { RunContext } from '../technique/context.js';
import type { Technique } from '../technique/technique.js';
import { techniqueList } from '../techniques/list.js';
import { hashInputs } from './hash-inputs.js';
import type { InputFile } from './hash-inputs.js';
import { runFiles } from './run-files.js';

/** Options of {@link rerun}. */
export interface RerunOptions extends RunContext {
  /** Folder in which the inputs are now. @default where they were */
  readonly inputs?: string | undefined;
  /** Techniques that are known. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** Run although inputs are no longer what they were, and say so. @default false */
  readonly acceptChanged?: boolean | undefined;
}

/** A document of results, or the path of one. @throws OperandoError `file-access`, `malformed-file`, `unsupported`. */
export async function readResultDocument(results: string | ResultDocument): Promise<ResultDocument> {
  if (typeof results !== 'string') return results;
  let text: string;
  try {
    text = await readFile(results, 'utf8');
  } catch (cause) {
    throw new OperandoError('file-access', 'the file cannot be read.', {
      where: { file: results },
      cure: 'Give the results.json of an earlier run.',
      cause,
    });
  }
  try {
    return parseResultDocument(text);
  } catch (error) {
    throw error instanceof OperandoError ? error.at({ file: results }) : error;
  }
}

/** Where an input is now. */
async function findInput(
  { role, name }: ProvenanceInput,
  recorded: string | undefined,
  moved: string | undefined,
): Promise<InputFile> {
  const places = [
    ...(moved === undefined ? [] : [...(isAbsolute(name) ? [] : [join(moved, name)]), join(moved, basename(name))]),
    ...(recorded === undefined ? [] : [resolve(recorded, name)]),
    resolve(name),
  ];
  for (const place of places) {
    // From the folder it was run in, a file has the path it had.
    if (await exists(place)) return { role, name, path: place === resolve(name) ? name : place };
  }
  throw new OperandoError('file-access', `the input ${name} is no longer there.`, {
    where: { file: places[0]! },
    cure: 'Say with --inputs in which folder the inputs are now.',
  });
}

/** Inputs that are no longer what they were. */
function changedInputs(before: readonly ProvenanceInput[], now: readonly ProvenanceInput[]): string[] {
  return before.flatMap(({ name, sha256 }, i) => (now[i]?.sha256 === sha256 ? [] : [name]));
}

/** The technique that gave a result. @throws OperandoError `invalid-argument` for one that is not among them. */
export function techniqueOf({ technique }: ResultDocument, techniques: readonly Technique[]): Technique {
  const found = techniques.find(({ id }) => id === technique);
  if (found !== undefined) return found;
  throw new OperandoError('invalid-argument', `there is no technique ${JSON.stringify(technique)}.`, {
    cure: `Known are ${techniques.map(({ id }) => id).join(', ')}.`,
  });
}

/**
 * Run again what gave a result: the same inputs, options and seeds give the same tables and figures.
 *
 * @param results A document, or the path of a results.json. An option changed in it is taken as it stands.
 * @throws OperandoError `invalid-argument` for a technique that is not known, inputs that have changed, or options that are
 * none; `file-access` for inputs that are gone; as the technique does.
 */
export async function rerun(results: string | ResultDocument, options: RerunOptions = {}): Promise<Result> {
  const { techniques = techniqueList, inputs, acceptChanged = false, ...context } = options;
  const document = await readResultDocument(results);
  const technique = techniqueOf(document, techniques);
  const { provenance } = document;
  // The options stand in the document: the file they came from is not read again.
  const before = provenance.inputs.filter(({ role }) => role === 'data' || role === 'cycler');
  const files: InputFile[] = [];
  for (const input of before) files.push(await findInput(input, provenance.folder, inputs));
  const changed = changedInputs(before, await hashInputs(files, context));
  if (changed.length > 0 && !acceptChanged) throw changedError(changed);
  const told = provenance.inputs.filter(({ role }) => role === 'options');
  const run = { files, told, options: provenance.options, folder: provenance.folder };
  const result = await runFiles(technique, run, context);
  const warnings = changed.map((file): OperandoWarning => ({
    code: 'input-changed',
    message: `${file} is no longer what it was when these results were first computed.`,
    where: { file },
  }));
  return { ...result, warnings: [...result.warnings, ...warnings] };
}

function changedError(changed: readonly string[]): OperandoError {
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : '';
  return new OperandoError('invalid-argument', `${changed.slice(0, 5).join(', ')}${more} changed since.`, {
    where: { file: changed[0]! },
    cure: 'Accept that with acceptChanged (command: --accept-changed) to run on what is there now.',
  });
}
