import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { OperandoError } from '@operando/core';
import { assignedPath, withAssignment } from '../options/assignment.js';
import { mapOptionPaths } from '../options/option-paths.js';
import { describeOptions } from '../options/describe.js';
import { parseOptionsFile } from '../options/options-file.js';
import type { OptionsFile } from '../options/options-file.js';
import { parseOptions, pathText } from '../options/validate.js';

/** The ways in which options are given; later ones have the last word. */
export interface OptionSources {
  /** A YAML or JSON file. */
  readonly file?: string | undefined;
  /** Texts such as `sample.threshold=250`. */
  readonly assignments?: readonly string[] | undefined;
  /** Options by name; undefined ones are not given. Of groups that are `inFile`, the path of a file that holds them. */
  readonly given?: Readonly<Record<string, unknown>> | undefined;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new OperandoError('file-access', 'the file cannot be read.', {
      where: { file },
      cure: 'Check its path and permissions.',
      cause,
    });
  }
}

/** Names of files in options of a file lead from its folder. */
function fromFolderOf<Options extends object>(schema: z.ZodType, options: Options, file: string): Options {
  return mapOptionPaths(schema, options, (path) => (isAbsolute(path) ? path : join(dirname(file), path)));
}

/** Groups of options that files hold, by their names. */
async function groupsInFiles(
  schema: z.ZodType,
  given: Readonly<Record<string, unknown>>,
): Promise<ReadonlyMap<string, OptionsFile>> {
  const groups = new Map<string, OptionsFile>();
  for (const {
    path: [name = ''],
    isInFile,
  } of describeOptions(schema, 1)) {
    const file = given[name];
    if (isInFile && typeof file === 'string') groups.set(name, parseOptionsFile(await readText(file), file));
  }
  return groups;
}

/**
 * Options from a file, assignments and values, checked, with defaults filled in: of the type that the schema gives
 * (`readOptions(techniques.xas.options)` those of xas).
 *
 * @throws OperandoError `file-access`, `too-large`; `malformed-file` with the line of what is wrong in the file;
 * `invalid-argument` for what was given otherwise. An unknown name comes with the nearest known.
 */
export async function readOptions<Schema extends z.ZodType>(
  schema: Schema,
  { file, assignments = [], given = {} }: OptionSources = {},
): Promise<z.output<Schema>> {
  const parsed = file === undefined ? undefined : parseOptionsFile(await readText(file), file);
  const groups = await groupsInFiles(schema, given);
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const group = groups.get(name);
    if (group !== undefined) Object.assign(own, fromFolderOf(schema, { [name]: group.data }, group.file));
    else if (value !== undefined) own[name] = value;
  }
  const base = parsed === undefined ? {} : fromFolderOf(schema, parsed.data, parsed.file);
  const assigned = assignments.flatMap((assignment) => [assignedPath(assignment) ?? []]);
  const options = { ...assignments.reduce(withAssignment, base), ...own };
  return parseOptions(schema, options, (path) => {
    // What stands in the file, or is missing because the file should have it, is the file's.
    const [name = '', ...within] = path;
    const group = groups.get(String(name));
    if (group !== undefined) {
      const line = group.lineOf(within);
      return { file: group.file, ...(line === undefined ? {} : { line }) };
    }
    const isAssigned = assigned.some((keys) => keys.every((key, depth) => key === String(path[depth] ?? key)));
    if (parsed === undefined || isAssigned || Object.hasOwn(own, name)) return { parameter: pathText(path) };
    const line = parsed.lineOf(path);
    return { file: parsed.file, ...(line === undefined ? {} : { line }) };
  });
}
