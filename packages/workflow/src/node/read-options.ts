import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { OperandoError } from '@operando/core';
import { assignedPath, withAssignment } from '../options/assignment.js';
import { mapOptionPaths } from '../options/option-paths.js';
import { parseOptionsFile } from '../options/options-file.js';
import { parseOptions, pathText } from '../options/validate.js';

/** The ways in which options are given; later ones have the last word. */
export interface OptionSources {
  /** A YAML or JSON file. */
  readonly file?: string | undefined;
  /** Texts such as `sample.threshold=250`. */
  readonly assignments?: readonly string[] | undefined;
  /** Options by name; undefined ones are not given. */
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
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const base =
    parsed === undefined
      ? {}
      : mapOptionPaths(schema, parsed.data, (path) => (isAbsolute(path) ? path : join(dirname(parsed.file), path)));
  const assigned = assignments.flatMap((assignment) => [assignedPath(assignment) ?? []]);
  const options = { ...assignments.reduce(withAssignment, base), ...own };
  return parseOptions(schema, options, (path) => {
    // What stands in the file, or is missing because the file should have it, is the file's.
    const [name = ''] = path;
    const isAssigned = assigned.some((keys) => keys.every((key, depth) => key === String(path[depth] ?? key)));
    if (parsed === undefined || isAssigned || Object.hasOwn(own, name)) return { parameter: pathText(path) };
    const line = parsed.lineOf(path);
    return { file: parsed.file, ...(line === undefined ? {} : { line }) };
  });
}
