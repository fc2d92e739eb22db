import { resolve } from 'node:path';
import type { z } from 'zod';
import { mapOptionPaths } from '../options/option-paths.js';
import type { Technique } from '../technique/technique.js';
import type { InputFile } from './hash-inputs.js';

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
 * Options with their defaults and whole paths, so that they mean the same wherever they are used again; and the files they name.
 *
 * @param folder From which relative names lead.
 * @throws OperandoError `invalid-argument` naming the option.
 */
export function completeOptions(
  technique: Technique,
  options: unknown,
  folder: string,
): { whole: object; named: InputFile[] } {
  const whole = mapOptionPaths(technique.options, technique.complete(options), (path) => resolve(folder, path));
  return { whole, named: namedFiles(technique.options, whole) };
}
