import type { z } from 'zod';
import { pathText } from './validate.js';
import { schemasAt, unwrap } from './unwrap.js';

/** Whether what may stand at a path are names of files: the option itself, or an element of a list of them. */
function namesFiles(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  const isNamed = (at: readonly PropertyKey[]): boolean => {
    // Of several branches of a union the first counts, as where options are described.
    const [found] = schemasAt(schema, at);
    return found !== undefined && unwrap(found).help?.path === true;
  };
  return isNamed(path) || (typeof path.at(-1) === 'number' && isNamed(path.slice(0, -1)));
}

/** The path of words such as `sample.layers[1].stopping`. */
function pathOf(text: string): PropertyKey[] {
  return Array.from(text.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([key, index]) =>
    index === undefined ? key : Number(index),
  );
}

/** Whether an option names files. */
export function isPathOption(schema: z.ZodType): (option: string) => boolean {
  return (option) => namesFiles(schema, pathOf(option));
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
  const mapped = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') return namesFiles(schema, path) ? replace(value, pathText(path)) : value;
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
