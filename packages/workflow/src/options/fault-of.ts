import { isOperandoError } from '@operando/core';

/** What the parser of a text finds wrong with it. */
export function faultOf<Value>(parse: (value: Value) => unknown, value: Value): string | undefined {
  try {
    parse(value);
    return undefined;
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return `${error.problem} ${error.cure ?? ''}`.trim().replace(/\.$/, '');
  }
}
