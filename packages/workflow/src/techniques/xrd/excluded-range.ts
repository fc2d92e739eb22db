import { OperandoError } from '@operando/core';

/**
 * A range that is left out: `24:24.5`, or both ends.
 *
 * @throws OperandoError `invalid-argument` for anything else.
 */
export function excludedRange(given: string | readonly [number, number]): readonly [number, number] {
  const [, from, to] = typeof given === 'string' ? (/^\s*([-+.\de]+)\s*:\s*([-+.\de]+)\s*$/i.exec(given) ?? []) : [];
  const range = typeof given === 'string' ? ([Number(from), Number(to)] as const) : given;
  if (!(range[1] > range[0])) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(given)} is no range.`, {
      where: { parameter: 'exclude' },
      cure: 'It must be from:to, as 24:24.5, the second number the larger.',
    });
  }
  return range;
}
