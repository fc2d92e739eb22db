import type { z } from 'zod';
import { describeOptions } from './describe.js';
import { pathText } from './validate.js';

/** Options that name files, by their paths with `[]` for every element of a list. */
function pathOptions(schema: z.ZodType): ReadonlySet<string> {
  return new Set(describeOptions(schema).flatMap(({ isPath, path }) => (isPath ? [path.join('.')] : [])));
}

/** The option of a path in words (`sample.layers[1].stopping`), as {@link pathOptions} has it. An option may hold a list of files. */
function optionOf(text: string): readonly [string, string] {
  const own = text.replaceAll(/\[\d+\]/g, '.[]');
  return [own, own.replace(/\.\[\]$/, '')];
}

/** Whether an option names files. */
export function isPathOption(schema: z.ZodType): (option: string) => boolean {
  const names = pathOptions(schema);
  return (option) => optionOf(option).some((name) => names.has(name));
}

/**
 * Options with every name of a file that they hold replaced.
 *
 * @param replace Is given the name, and where it stands: `background`, `sample.layers[1].stopping`.
 */
export function mapOptionPaths<Options extends object>(
  schema: z.ZodType,
  options: Options,
  replace: (path: string, option: string) => string,
): Options {
  const isPath = isPathOption(schema);
  const mapped = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') {
      const option = pathText(path);
      return isPath(option) ? replace(value, option) : value;
    }
    if (Array.isArray(value)) return value.map((each: unknown, i) => mapped(each, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    // Whatever is no plain object is not of an options file.
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each, [...path, key])]));
  };
  return Object.assign({}, options, mapped(options, []));
}

/** Names of all files that options hold. */
export function filesInOptions(schema: z.ZodType, options: object): string[] {
  const files: string[] = [];
  mapOptionPaths(schema, options, (path) => {
    files.push(path);
    return path;
  });
  return files;
}
