import type { z } from 'zod';
import { OperandoError } from '@operando/core';
import type { OperandoErrorWhere } from '@operando/core';
import { nearestName } from './nearest.js';
import { typeWords } from './type-words.js';
import { keysAt, schemasAt } from './unwrap.js';

/** A fault of options: what is wrong, where, and what to do. */
export interface OptionFault {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  readonly cure: string;
}

/** `sample.layers[2].thickness` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

/** The branch of a union that was most likely meant: the one whose fault lies deepest. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  let best: z.core.$ZodIssue = issue;
  let least = Infinity;
  for (const branch of issue.errors) {
    const [first] = branch;
    // A branch of another kind of value altogether fails at once, with its first word.
    if (
      first === undefined ||
      (first.path.length === 0 && (first.code === 'invalid_type' || first.code === 'invalid_value'))
    )
      continue;
    if (branch.length < least) {
      least = branch.length;
      const unknown = branch.find(({ code }) => code === 'unrecognized_keys') ?? first;
      best = deepest({ ...unknown, path: [...issue.path, ...unknown.path] });
    }
  }
  return best;
}

/** A value as messages quote it. */
function shownValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return (JSON.stringify(value) ?? 'no value').slice(0, 100);
  } catch {
    return 'nothing that can be written down';
  }
}

/** The first thing to mend: a misspelt name before what is missing because of it. */
function faultOf(schema: z.core.$ZodType, data: unknown, issues: readonly z.core.$ZodIssue[]): OptionFault {
  const all = issues.map(deepest);
  const issue = all.find(({ code }) => code === 'unrecognized_keys') ?? all[0]!;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = keysAt(schema, issue.path);
    const nearest = nearestName(key, known);
    return {
      path: [...issue.path, key],
      problem: `there is no option ${JSON.stringify(key.slice(0, 100))}${issue.path.length === 0 ? '' : ` in ${pathText(issue.path)}`}.`,
      cure: nearest === undefined ? `Known here: ${[...new Set(known)].join(', ')}.` : `Did you mean ${nearest}?`,
    };
  }
  const name = issue.path.length === 0 ? 'the options' : pathText(issue.path);
  const given = issue.path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    data,
  );
  if (given === undefined) {
    return {
      path: issue.path,
      problem: `${name} is missing.`,
      cure: 'Give it; the help and the README show an example.',
    };
  }
  // What a schema of its own refuses it says in its own words; so does a pattern that has any.
  const ownWords = issue.code === 'invalid_format' && !issue.message.startsWith('Invalid') ? issue.message : undefined;
  const kinds =
    issue.code === 'custom'
      ? ''
      : (ownWords ?? [...new Set(schemasAt(schema, issue.path).map(typeWords))].join(' or '));
  const unquoted =
    /^text\b/.test(kinds) && (typeof given === 'number' || typeof given === 'boolean') ? given : undefined;
  return {
    path: issue.path,
    problem: kinds === '' ? `${name}: ${issue.message}.` : `${name} is ${shownValue(given)}; it must be ${kinds}.`,
    cure:
      unquoted === undefined
        ? 'See the help of the technique, or the README.'
        : `Write it in quotes, so that it is text: "${unquoted}".`,
  };
}

/**
 * Check options and fill in the defaults.
 *
 * @param placeOf Where a path was given, for the message. @default the path as a parameter
 * @throws OperandoError `malformed-file` where the place is a file, else `invalid-argument`; an unknown name with the nearest known.
 */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  placeOf: (path: readonly PropertyKey[]) => OperandoErrorWhere = (path) => ({ parameter: pathText(path) }),
): z.output<Schema> {
  const checked = schema.safeParse(data);
  if (checked.success) return checked.data;
  const { path, problem, cure } = faultOf(schema, data, checked.error.issues);
  const where = placeOf(path);
  throw new OperandoError(where.file === undefined ? 'invalid-argument' : 'malformed-file', problem, { where, cure });
}
