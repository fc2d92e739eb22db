import type { z } from 'zod';
import { describeOptions } from './describe.js';

/** Options with every name of a file that they hold replaced. */
export function mapOptionPaths<Options extends object>(
  schema: z.ZodType,
  options: Options,
  replace: (path: string, option: string) => string,
): Options {
  const names = new Set(describeOptions(schema, 1).flatMap(({ isPath, path: [name = ''] }) => (isPath ? [name] : [])));
  return Object.assign(
    {},
    options,
    Object.fromEntries(
      Object.entries(options).flatMap(([name, value]) =>
        names.has(name) && typeof value === 'string' ? [[name, replace(value, name)]] : [],
      ),
    ),
  );
}
