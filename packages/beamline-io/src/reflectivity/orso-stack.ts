import { OperandoError } from '@operando/core';
import { said } from '../text/said.js';

/** One part of a stack string. */
export type StackPart =
  | {
      readonly kind: 'named';
      readonly name: string;
      /** In the model's length unit. */ readonly thickness?: number;
      readonly environment?: string;
    }
  | {
      readonly kind: 'group';
      readonly repetitions: number;
      readonly parts: readonly StackPart[];
      readonly environment?: string;
    };

const longestStack = 20_000;
const deepestNesting = 20;
const mostRepetitions = 10_000;

/**
 * Parts of an ORSO stack string such as `air | 10 ( Si 7 | Fe 7 ) | Si`:
 * names with thicknesses, groups in brackets with a count before and `in matrix` after.
 *
 * @throws OperandoError `malformed-file` naming the character.
 */
export function parseOrsoStack(stack: string): StackPart[] {
  const fail = (problem: string, at: number): never => {
    throw new OperandoError(
      'malformed-file',
      said`stack ${JSON.stringify(stack.slice(0, 60))}: ${problem} at character ${at + 1}.`,
      { cure: 'Write layers as in: air | 10 ( Si 7 | Fe 7 ) | Si' },
    );
  };
  if (stack.length > longestStack) fail(`more than ${longestStack} characters`, longestStack);
  let at = 0;
  const list = (depth: number): StackPart[] => {
    if (depth > deepestNesting) fail('brackets are nested too deeply', at);
    const parts: StackPart[] = [];
    do {
      parts.push(part(depth));
    } while (stack[at] === '|' && at++ < stack.length);
    return parts;
  };
  const words = (): string => {
    const start = at;
    while (at < stack.length && !'|()'.includes(stack[at]!)) at++;
    return stack.slice(start, at).trim();
  };
  const part = (depth: number): StackPart => {
    const start = at;
    const before = words();
    if (stack[at] !== '(') return named(before, start);
    if (before !== '' && !/^\d+$/.test(before))
      fail(said`${JSON.stringify(before.slice(0, 30))} is no number of repetitions`, start);
    const repetitions = before === '' ? 1 : Number(before);
    if (repetitions < 1 || repetitions > mostRepetitions) fail(said`${before} repetitions`, start);
    at++;
    const parts = list(depth + 1);
    if (stack[at] !== ')') fail('a bracket is not closed', at);
    at++;
    const afterwards = at;
    const [, environment] = /^in\s+(.+)$/.exec(words()) ?? [];
    if (environment === undefined && stack.slice(afterwards, at).trim() !== '')
      fail(said`${JSON.stringify(stack.slice(afterwards, at).trim().slice(0, 30))} follows a bracket`, afterwards);
    return { kind: 'group', repetitions, parts, ...(environment === undefined ? {} : { environment }) };
  };
  const named = (text: string, start: number): StackPart => {
    const [, body, environment] = /^(.*?)(?:\s+in\s+(\S.*))?$/.exec(text)!;
    const [, name, thickness] = /^(.*?)(?:\s+(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+))?$/.exec(body!)!;
    if (name === '') fail('a layer has no name', start);
    return {
      kind: 'named',
      name: name!,
      ...(thickness === undefined ? {} : { thickness: Number(thickness) }),
      ...(environment === undefined ? {} : { environment }),
    };
  };
  const parts = list(0);
  if (at < stack.length) fail(said`${stack[at]} is not expected`, at);
  return parts;
}
