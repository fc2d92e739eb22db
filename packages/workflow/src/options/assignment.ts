import { parseDocument } from 'yaml';
import { OperandoError } from '@operando/core';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) || (target === undefined && /^\d+$/.test(key))) {
    const list: unknown[] = Array.isArray(target) ? [...(target as readonly unknown[])] : [];
    const index = Number(key);
    if (!Number.isInteger(index) || index > list.length) {
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
  const [, place, text] = /^([^=]+)=([\s\S]*)$/.exec(assignment) ?? [];
  const path =
    place
      ?.trim()
      .split(/[.[\]]+/)
      .filter((key) => key !== '') ?? [];
  if (text === undefined || path.length === 0 || path.includes('__proto__')) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(assignment)} sets no option.`, {
      where: { parameter: 'set' },
      cure: 'Write it as name=value, e.g. sample.threshold=250.',
    });
  }
  const document = parseDocument(text, { schema: 'core' });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new OperandoError(
      'invalid-argument',
      `the value of ${place!} cannot be read: ${error.message.split('\n')[0]!}`,
      {
        where: { parameter: 'set' },
        cure: 'Write it as YAML: a number, a word, [a, list] or {a: map}.',
      },
    );
  }
  const set = withValue(options, path, document.toJS({ maxAliasCount: 0 }));
  return isRecord(set) ? set : options;
}
