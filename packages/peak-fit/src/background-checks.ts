import { OperandoError } from '@operando/core';

/** Intensities as doubles, finite and at least `least` of them. */
export function checkedIntensities(y: ArrayLike<number>, least: number): Float64Array {
  const values = Float64Array.from(y);
  if (values.length < least) {
    throw new OperandoError('too-few-points', `${values.length} points are too few for a background`, {
      cure: `give at least ${least}`,
    });
  }
  const broken = values.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0)
    throw new OperandoError('non-finite', `y[${broken}] is ${values[broken]}`, {
      where: { row: broken },
      cure: 'cut or replace that point first',
    });
  return values;
}

/** @throws OperandoError when an option is not a number above 0. */
export function checkPositive(value: number, parameter: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new OperandoError('invalid-argument', `${parameter} is ${value}`, {
      where: { parameter },
      cure: 'give a number above 0',
    });
  }
}
