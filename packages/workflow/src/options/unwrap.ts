import { z } from 'zod';
import { optionHelp } from './option.js';
import type { OptionHelp } from './option.js';

/** A schema without what makes it optional. */
export interface Unwrapped {
  readonly schema: z.core.$ZodType;
  readonly optional: boolean;
  /** Undefined without one. */
  readonly defaultValue: unknown;
  readonly help: OptionHelp | undefined;
}

/** What an option takes, whether it must be given, and what it is otherwise. */
export function unwrap(outer: z.core.$ZodType): Unwrapped {
  let schema = outer;
  let optional = false;
  let defaultValue: unknown;
  let help = optionHelp.get(schema);
  for (;;) {
    if (schema instanceof z.ZodOptional) optional = true;
    else if (schema instanceof z.ZodDefault) {
      optional = true;
      defaultValue = schema.def.defaultValue;
    } else if (schema instanceof z.ZodLazy) {
      schema = schema.def.getter();
      help ??= optionHelp.get(schema);
      continue;
    } else return { schema, optional, defaultValue, help };
    schema = schema.def.innerType;
    help ??= optionHelp.get(schema);
  }
}

/** The schemas that may stand below a key (or an index) of a schema: several where it is a union. */
export function schemasBelow(outer: z.core.$ZodType, key: PropertyKey): z.core.$ZodType[] {
  const { schema } = unwrap(outer);
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap((each) => schemasBelow(each, key));
  if (schema instanceof z.ZodObject) {
    const found = typeof key === 'string' && Object.hasOwn(schema.def.shape, key) ? schema.def.shape[key] : undefined;
    return found === undefined ? [] : [found];
  }
  if (schema instanceof z.ZodArray) return [schema.def.element];
  if (schema instanceof z.ZodRecord) return [schema.def.valueType];
  if (schema instanceof z.ZodTuple) {
    const found = schema.def.items[Number(key)];
    return found === undefined ? [] : [found];
  }
  return [];
}

/** The schemas that may stand at a path. */
export function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  const [key, ...rest] = path;
  return key === undefined ? [schema] : schemasBelow(schema, key).flatMap((below) => schemasAt(below, rest));
}

/** Names that may stand at a path. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return schemasAt(schema, path).flatMap((found) => {
    const own = unwrap(found).schema;
    if (own instanceof z.ZodUnion) return own.def.options.flatMap((each) => keysAt(each, []));
    return own instanceof z.ZodObject ? Object.keys(own.def.shape) : [];
  });
}
