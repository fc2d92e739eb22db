import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoErrorCode, OperandoErrorWhere } from '@operando/core';

/** An error as data, which threads can be sent: an Error loses its class and fields on the way. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly cause?: CarriedError | undefined;
  /** Of an {@link OperandoError}. */
  readonly operando?: {
    readonly code: OperandoErrorCode;
    readonly problem: string;
    readonly where: OperandoErrorWhere;
    readonly cure: string | undefined;
  };
}

/** Causes of causes that are carried along. */
const mostCauses = 8;

/** Classes that an error is given back in. */
const classes: Readonly<Record<string, new (message: string) => Error>> = { RangeError, TypeError, SyntaxError };

/** An error, or whatever else was thrown, as data. */
export function carryError(error: unknown, depth = 0): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack, cause } = error;
  const carried = {
    name,
    message,
    stack,
    cause: cause === undefined || depth >= mostCauses ? undefined : carryError(cause, depth + 1),
  };
  if (!isOperandoError(error)) return carried;
  const { code, problem, where, cure } = error;
  return { ...carried, operando: { code, problem, where, cure } };
}

/** The error again: of the same class, with code, place, problem, cure and causes, and the stack of where it was thrown. */
export function errorOf({ name, message, stack, cause, operando }: CarriedError): Error {
  const inner = cause === undefined ? undefined : errorOf(cause);
  const error =
    operando === undefined
      ? plainError(name, message, inner)
      : new OperandoError(operando.code, operando.problem, {
          where: operando.where,
          cure: operando.cure,
          cause: inner,
        });
  if (stack !== undefined) error.stack = stack;
  return error;
}

function plainError(name: string, message: string, cause: Error | undefined): Error {
  const error = new (classes[name] ?? Error)(message);
  if (error.name !== name) error.name = name;
  if (cause !== undefined) error.cause = cause;
  return error;
}
