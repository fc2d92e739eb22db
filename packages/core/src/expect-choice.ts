import { OperandoError } from './error.js';

/**
 * One of the words that a parameter may be, so that a misspelt one is never taken for the default.
 *
 * @throws OperandoError `invalid-argument` naming the parameter and its choices.
 */
export function expectChoice<Word extends string>(parameter: string, value: string, choices: readonly Word[]): Word {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new OperandoError('invalid-argument', `${parameter} is ${JSON.stringify(value)}.`, {
    where: { parameter },
    cure: `Give one of ${choices.join(', ')}.`,
  });
}
