import { z } from 'zod';

/** What the checks of a schema leave of its values, in words: `above 0`, `from 0 to 1`; empty without any. */
export function limitWords(schema: z.core.$ZodType): string {
  let lower = '';
  let upper = '';
  for (const check of schema._zod.def.checks ?? []) {
    if (check instanceof z.core.$ZodCheckGreaterThan) {
      const { value, inclusive } = check._zod.def;
      lower = `${inclusive ? 'from' : 'above'} ${String(value)}`;
    }
    if (check instanceof z.core.$ZodCheckLessThan) {
      const { value, inclusive } = check._zod.def;
      upper = inclusive ? `${lower === '' ? 'up to' : 'to'} ${String(value)}` : `below ${String(value)}`;
    }
    if (check instanceof z.core.$ZodCheckMinLength) lower = `at least ${check._zod.def.minimum}`;
    if (check instanceof z.core.$ZodCheckMaxLength) upper = `at most ${check._zod.def.maximum}`;
  }
  return [lower, upper].filter((words) => words !== '').join(' ');
}
