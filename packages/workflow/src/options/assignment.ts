import { parseDocument } from 'yaml';
import { OperandoError } from '@operando/core';
import { yamlProblem } from './options-file.js';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) || (target === undefined && /^\d+$/.test(key))) {
    const list: unknown[] = Array.isArray(target) ? [...(target as readonly unknown[])] : [];
    const index = Number(key);
    if (!/^\d+$/.test(key) || index > list.length) {
      throw new OperandoError('invalid-argument', `there is no place ${key} in a list of ${list.length}.`, {
        where: { parameter: 'set' },
        cure: 'Places count from 0.',
      });
    }
    list[index] = withValue(list[index], rest, value);
    return list;
  }
  const record = isRecord(target) ? target : {};
  return { ...record, [key]: withValue(Object.hasOwn(record, key) ? record[key] : undefined, rest, value) };
}

/** Keys that a text such as `sample.layers[1].thickness=2` leads through; undefined for one that leads nowhere. */
export function assignedPath(assignment: string): readonly string[] | undefined {
  const place = /^([^=]+)=/.exec(assignment)?.[1];
  const path = place
    ?.trim()
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
  return path === undefined || path.length === 0 || path.includes('__proto__') ? undefined : path;
}

/** The value in an assignment. @throws OperandoError `invalid-argument` for what is no YAML, or more than a value. */
function assignedValue(place: string, text: string): unknown {
  const fail = (problem: string, cause?: unknown): OperandoError =>
    new OperandoError('invalid-argument', `the value of ${place} cannot be read: ${problem}`, {
      where: { parameter: 'set' },
      cure: 'Write it as YAML: a number, a word, [a, list] or {a: map}; words with # : [ { in quotes.',
      cause,
    });
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) throw fail(yamlProblem(error));
  if (document.comment !== null || document.contents?.comment != null || document.commentBefore !== null)
    throw fail('# begins a comment.');
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw fail('it has an alias.', cause);
  }
}

/**
 * Options with one of them set by a text such as `sample.threshold=250` or `layers[1].thickness=cu`: the value is read as
 * YAML reads it.
 *
 * @throws OperandoError `invalid-argument` for a text that sets nothing.
 */
export function withAssignment(
  options: Readonly<Record<string, unknown>>,
  assignment: string,
): Readonly<Record<string, unknown>> {
  const path = assignedPath(assignment);
  if (path === undefined) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(assignment)} sets no option.`, {
      where: { parameter: 'set' },
      cure: 'Write it as name=value, e.g. sample.threshold=250.',
    });
  }
  const cut = assignment.indexOf('=');
  const value = assignedValue(assignment.slice(0, cut).trim(), assignment.slice(cut + 1));
  const set = withValue(options, path, value);
  return isRecord(set) ? set : options;
}
