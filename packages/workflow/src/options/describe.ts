import { z } from 'zod';
import { typeWords } from './type-words.js';
import { unwrap } from './unwrap.js';
import type { Unwrapped } from './unwrap.js';

/** How the values of an option look. */
export type OptionKind = 'number' | 'switch' | 'choice' | 'words' | 'range' | 'list' | 'group';

/** One option as docs, help and forms show it. */
export interface OptionDescription {
  /** Keys from the top; `[]` stands for each element of a list, `*` for any name. */
  readonly path: readonly string[];
  /** How its values look. */
  readonly kind: OptionKind;
  /** What it takes, in words. */
  readonly type: string;
  /** Words that it takes, of a choice. */
  readonly choices?: readonly string[];
  /** What it is where it is not given; undefined without a default. */
  readonly defaultValue: unknown;
  /** It must be given. */
  readonly required: boolean;
  /** What it does, in half a sentence. */
  readonly help: string;
  /** Unit of its numbers, where they have one. */
  readonly unit?: string;
  /** What stands for its value in help: `n`, `file`. */
  readonly placeholder?: string;
  /** Its flag, without the two hyphens; absent where it is made of the path. */
  readonly flag?: string;
  /** What its flag was called before, and is taken by still. */
  readonly formerFlag?: string;
  /** It names a file. */
  readonly isPath: boolean;
  /** Its flag names a file that holds it. */
  readonly isInFile: boolean;
  /** A value that has an effect, for tests and docs; undefined without one. */
  readonly example: unknown;
}

function isRange(schema: z.core.$ZodType): boolean {
  return (
    schema instanceof z.ZodTuple &&
    schema.def.items.length === 2 &&
    schema.def.items.every((item) => unwrap(item).schema instanceof z.ZodNumber)
  );
}

function kindOf(schema: z.core.$ZodType): OptionKind {
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'switch';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (isRange(schema)) return 'range';
  if (schema instanceof z.ZodString) return 'words';
  if (schema instanceof z.ZodArray) {
    const element = kindOf(unwrap(schema.def.element).schema);
    return element === 'number' || element === 'words' || element === 'choice' ? 'list' : 'group';
  }
  if (schema instanceof z.ZodUnion) {
    const kinds = schema.def.options.map((each) => kindOf(unwrap(each).schema));
    // A word, or several of them.
    if (kinds.includes('list') && kinds.includes('words') && kinds.length === 2) return 'list';
    // What a single word or number can give.
    return kinds.some((kind) => kind === 'words' || kind === 'number' || kind === 'choice') ? 'words' : 'group';
  }
  return 'group';
}

/** Parts of a schema: keys of groups, elements of lists. */
function parts(schema: z.core.$ZodType): [key: string, schema: z.core.$ZodType][] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.def.shape);
  if (schema instanceof z.ZodArray) return [['[]', schema.def.element]];
  if (schema instanceof z.ZodRecord) return [['*', schema.def.valueType]];
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap((each) => parts(unwrap(each).schema));
  return [];
}

/** Deepest nesting that is described: layers hold layers. */
const deepestPath = 6;

/** What was described, by schema and depth: every run of the command asks again, and no schema changes. */
const described = new WeakMap<z.core.$ZodType, Map<number, readonly OptionDescription[]>>();

/** Every option of a schema, groups before what they hold. @param depth Levels to go down. @default all */
export function describeOptions(schema: z.core.$ZodType, depth: number = deepestPath): readonly OptionDescription[] {
  const byDepth = described.get(schema) ?? new Map<number, readonly OptionDescription[]>();
  described.set(schema, byDepth);
  const found = byDepth.get(depth) ?? describeBelow(schema, depth, [], new Set());
  byDepth.set(depth, found);
  return found;
}

/** Options of a schema at a path, but for those within schemas that it stands in. */
function describeBelow(
  schema: z.core.$ZodType,
  depth: number,
  above: readonly string[],
  seen: ReadonlySet<z.core.$ZodType>,
): OptionDescription[] {
  const own = unwrap(schema).schema;
  if (above.length >= depth || seen.has(own)) return [];
  const through = new Set([...seen, own]);
  const names = new Set<string>();
  return parts(own).flatMap(([key, part]): OptionDescription[] => {
    const path = above.concat(key);
    const below = describeBelow(part, depth, path, through);
    // A name of several branches of a union stands once; elements of lists and groups of names stand with these.
    if (names.has(key)) return below;
    names.add(key);
    if (key === '[]' || key === '*') return below;
    return [describeOne(path, unwrap(part))].concat(below);
  });
}

function describeOne(path: readonly string[], { schema, optional, defaultValue, help }: Unwrapped): OptionDescription {
  const { unit, placeholder, flag, formerFlag } = help ?? {};
  return {
    path,
    kind: kindOf(schema),
    type: typeWords(schema),
    ...(schema instanceof z.ZodEnum ? { choices: schema.options.map(String) } : {}),
    defaultValue,
    required: !optional,
    help: help?.help ?? '',
    ...(unit === undefined ? {} : { unit }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(flag === undefined ? {} : { flag }),
    ...(formerFlag === undefined ? {} : { formerFlag }),
    isPath: help?.path === true,
    isInFile: help?.inFile === true,
    example: help?.example,
  };
}

/** `clockOffset` as the command spells it: `clock-offset`. */
export function flagName({ path, flag }: Pick<OptionDescription, 'path' | 'flag'>): string {
  return flag ?? path.join('.').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
