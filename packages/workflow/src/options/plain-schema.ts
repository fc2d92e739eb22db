import { z } from 'zod';
import { OperandoError } from '@operando/core';
import { unwrap } from './unwrap.js';

/** Schemas of values that JSON holds as they are. */
const plain = [
  z.ZodNumber,
  z.ZodBoolean,
  z.ZodString,
  z.ZodEnum,
  z.ZodLiteral,
  z.ZodObject,
  z.ZodArray,
  z.ZodTuple,
  z.ZodRecord,
  z.ZodUnion,
  z.ZodNull,
] as const;

function partsOf(schema: z.core.$ZodType): readonly (readonly [key: string, schema: z.core.$ZodType])[] {
  if (schema instanceof z.ZodObject) return Object.entries(schema.def.shape);
  if (schema instanceof z.ZodArray) return [['[]', schema.def.element]];
  if (schema instanceof z.ZodRecord) return [['*', schema.def.valueType]];
  if (schema instanceof z.ZodTuple) return schema.def.items.map((item, i) => [String(i), item] as const);
  if (schema instanceof z.ZodUnion) return schema.def.options.map((each) => ['', each] as const);
  return [];
}

/**
 * That a technique's options are values as JSON holds them, which mean the same when they are read back and checked once more:
 * results.json is run again by them. Dates and transforms are none.
 *
 * @throws OperandoError `invalid-argument` with the option.
 */
export function expectPlainSchema(schema: z.core.$ZodType, path = '', seen = new Set<z.core.$ZodType>()): void {
  const own = unwrap(schema).schema;
  if (seen.has(own)) return;
  seen.add(own);
  if (!plain.some((kind) => own instanceof kind)) {
    throw new OperandoError('invalid-argument', `an option of a technique cannot be a ${own._zod.def.type}.`, {
      where: { parameter: path },
      cure: 'Take numbers, texts, switches, lists and groups of them; turn them into other things where the work is done.',
    });
  }
  for (const [key, part] of partsOf(own)) {
    const below = key === '' ? path : path === '' ? key : `${path}.${key}`;
    expectPlainSchema(part, below, seen);
  }
}
