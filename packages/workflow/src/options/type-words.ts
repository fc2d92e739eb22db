import { z } from 'zod';
import { limitWords } from './limits.js';
import { unwrap } from './unwrap.js';

/** What a schema takes, in words. */
export function typeWords(outer: z.core.$ZodType): string {
  const { schema } = unwrap(outer);
  const limits = limitWords(schema);
  if (schema instanceof z.ZodNumber)
    return `${schema.format === 'safeint' ? 'whole number' : 'number'}${limits === '' ? '' : ` ${limits}`}`;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodEnum) return schema.options.join(', ');
  if (schema instanceof z.ZodLiteral) return schema.def.values.map(String).join(', ');
  if (schema instanceof z.ZodArray)
    return `list of ${limits === '' ? '' : `${limits}, each `}${typeWords(schema.def.element)}`;
  if (schema instanceof z.ZodTuple) return `[${schema.def.items.map(typeWords).join(', ')}]`;
  if (schema instanceof z.ZodUnion) return [...new Set(schema.def.options.map(typeWords))].join(' or ');
  if (schema instanceof z.ZodObject) return 'group';
  if (schema instanceof z.ZodRecord) return `${typeWords(schema.def.valueType)} for each name`;
  return 'text';
}
