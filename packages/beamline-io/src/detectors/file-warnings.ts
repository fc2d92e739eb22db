import type { NamedSource, OperandoWarning } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { said } from '../text/said.js';

/** What reading one of many files told, with its name. */
export const warningsOfFile = (source: NamedSource, warnings: readonly OperandoWarning[]): OperandoWarning[] =>
  warnings.map(({ message, where, ...rest }) => ({
    ...rest,
    message: said`${baseName(source)}: ${message}`,
    where: { ...where, file: source.name },
  }));

/** Warnings of a kind that was not told before, which is told from then on: a kind that a thousand files have is told of the first. */
export function newKinds(warnings: readonly OperandoWarning[], told: Set<string>): OperandoWarning[] {
  return warnings.filter(({ code }) => told.size !== told.add(code).size);
}
