import { OperandoError } from '@operando/core';
import { elements } from '../elements.js';

/** @throws OperandoError `invalid-argument` for what is no symbol. */
export function checkElement(element: string): void {
  if (!Object.hasOwn(elements, element))
    throw new OperandoError('invalid-argument', `there is no element ${JSON.stringify(element.slice(0, 20))}.`, {
      where: { parameter: 'element' },
      cure: 'Give a symbol from H to U.',
    });
}
