import { expectChoice, OperandoError } from '@operando/core';
import type { LambdaRule } from '@operando/numerics';

/** Strength of the smoothing, or a rule that chooses it. @throws OperandoError `invalid-argument` naming the rules. */
export function checkLambda(lambda: number | LambdaRule): void {
  if (typeof lambda === 'string') expectChoice('lambda', lambda, ['evidence', 'gcv', 'discrepancy', 'l-curve']);
  else if (!(lambda >= 0 && lambda < Infinity))
    throw new OperandoError('invalid-argument', `lambda is ${lambda}.`, {
      where: { parameter: 'lambda' },
      cure: 'Give a number of 0 or more, or one of evidence, gcv, discrepancy, l-curve.',
    });
}
