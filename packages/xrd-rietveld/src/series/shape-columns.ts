import { OperandoError } from '@operando/core';
import type { Refiner } from '../refiner.js';

/**
 * Columns of refined parameters of shape that are named.
 *
 * @throws OperandoError `invalid-argument` for a name that is not refined, or is no parameter of shape.
 */
export function shapeColumns(
  { names: all, shapes }: Refiner,
  names: readonly string[],
  parameter: 'shared' | 'smooth',
): number[] {
  return names.map((name) => {
    const column = all.indexOf(name);
    if (column >= 0 && column < shapes) return column;
    throw new OperandoError('invalid-argument', `${name} is to be ${parameter}, but is not refined`, {
      where: { parameter },
      cure: `Choose among ${all.slice(0, shapes).join(', ')}`,
    });
  });
}

/**
 * Whether a series can be refined with parameters that are shared by all frames and others that are smooth.
 *
 * @throws OperandoError `invalid-argument` for a name that is no parameter of shape, and for one that is to be both.
 */
export function checkCourses(refiner: Refiner, shared: readonly string[], smooth: readonly string[]): void {
  shapeColumns(refiner, shared, 'shared');
  shapeColumns(refiner, smooth, 'smooth');
  const both = smooth.find((name) => shared.includes(name));
  if (both === undefined) return;
  throw new OperandoError('invalid-argument', `${both} is to be smooth, and to have one value in all frames`, {
    where: { parameter: 'smooth' },
    cure: 'Name it in one of the two, `smooth` or `shared`',
  });
}
