import { readFile } from 'node:fs/promises';
import { OperandoError, parseResultDocument } from '@operando/core';
import type { OperandoWarning, ProvenanceInput, Result, ResultDocument } from '@operando/core';
import { isPathOption, mapOptionPaths } from '../options/option-paths.js';
import { parseOptions, pathText } from '../options/validate.js';
import type { RunContext } from '../technique/context.js';
import type { Technique } from '../technique/technique.js';
import { techniqueList } from '../techniques/list.js';
import { findInput } from './find-inputs.js';
import type { InputFile } from './hash-inputs.js';
import { runFiles } from './run-files.js';

/** Options of {@link rerun}. */
export interface RerunOptions extends RunContext {
  /** Folder in which the inputs are now. @default where they were */
  readonly inputs?: string | undefined;
  /** Techniques that are known. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** File that a document came from, for messages. @default the path that was given */
  readonly file?: string | undefined;
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

/** The technique that gave a result. @throws OperandoError `invalid-argument` for one that is not among them. */
export function techniqueOf({ technique }: ResultDocument, techniques: readonly Technique[]): Technique {
  const found = techniques.find(({ id }) => id === technique);
  if (found !== undefined) return found;
  throw new OperandoError('invalid-argument', `there is no technique ${JSON.stringify(technique)}.`, {
    cure: `Known are ${techniques.map(({ id }) => id).join(', ')}.`,
  });
}

/** Roles that every technique has. */
const commonRoles: readonly string[] = ['data', 'cycler', 'options'];

/** Inputs by what becomes of them. @throws OperandoError `malformed-file` for a role that the technique does not have. */
function sortInputs(technique: Technique, { provenance: { inputs, options } }: ResultDocument, file: string) {
  const isPath = isPathOption(technique.options);
  const odd = inputs.find(({ role }) => !commonRoles.includes(role) && !isPath(role));
  if (odd !== undefined)
    throw new OperandoError(
      'malformed-file',
      `${odd.name} is there as ${JSON.stringify(odd.role)}, which is nothing here.`,
      {
        where: { file },
        cure: `Inputs are ${commonRoles.join(', ')} and options that name files.`,
      },
    );
  const standing = new Map<string, string>();
  mapOptionPaths(technique.options, options, (path, option) => {
    standing.set(option, path);
    return path;
  });
  return {
    read: inputs.filter(({ role }) => role === 'data' || role === 'cycler'),
    // The options stand in the document: the file they came from is not read again.
    told: inputs.filter(({ role }) => role === 'options'),
    // One that was changed by hand in the options is taken as it stands there.
    named: inputs.filter(({ role, name }) => standing.get(role) === name),
  };
}

/**
 * Run again what gave a result: the same inputs, options and seeds give the same tables and figures.
 *
 * @param results A document, or the path of a results.json. An option changed in it is taken as it stands.
 * @throws OperandoError `invalid-argument` for a technique that is not known, inputs that have changed, or options that are
 * none; `malformed-file` for the latter in a file; `file-access` for inputs that are gone; as the technique does.
 */
export async function rerun(results: string | ResultDocument, options: RerunOptions = {}): Promise<Result> {
  const { techniques = techniqueList, inputs, acceptChanged = false, ...rest } = options;
  const { file = typeof results === 'string' ? results : undefined, ...context } = rest;
  const document = await readResultDocument(results);
  const technique = techniqueOf(document, techniques);
  const { provenance } = document;
  parseOptions(technique.options, provenance.options, (path) => ({
    ...(file === undefined ? {} : { file }),
    parameter: pathText(path),
  }));
  const { read, told, named } = sortInputs(technique, document, file ?? 'results.json');
  const places = { folder: provenance.folder, moved: inputs };
  const files: InputFile[] = [];
  for (const input of read) files.push(await findInput(input, places));
  const found: Record<string, string> = {};
  for (const input of named) found[input.role] = (await findInput(input, places)).path;
  // Files that options name stand last, in the order of the options; nothing is known of one that was changed by hand.
  const before = new Map(named.map((input) => [input.role, input.sha256]));
  const changed: string[] = [];
  const onInputs = (now: readonly ProvenanceInput[]): void => {
    now.forEach(({ role, name, sha256 }, i) => {
      const known = before.get(role) ?? (i < read.length ? read[i]!.sha256 : sha256);
      if (known !== sha256) changed.push(name);
    });
    if (changed.length > 0 && !acceptChanged) throw changedError(changed);
  };
  const known = mapOptionPaths(technique.options, provenance.options, (path, option) => found[option] ?? path);
  const run = { files, told, options: known, folder: provenance.folder, onInputs };
  const result = await runFiles(technique, run, context);
  const warnings = changed.map((name): OperandoWarning => ({
    code: 'input-changed',
    message: `${name} is no longer what it was when these results were first computed.`,
    where: { file: name },
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
