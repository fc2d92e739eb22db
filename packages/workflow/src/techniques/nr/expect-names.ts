import { OperandoError } from '@operando/core';
import { nearestName } from '../../options/nearest.js';
import type { NrOptions } from './options.js';

/**
 * Names in `shared` and `linked` must be those of parameters, whether they come to anything or not.
 *
 * @throws OperandoError `invalid-argument` with the nearest name.
 */
export function expectParameterNames({ parameters, shared = [], linked = {} }: NrOptions): void {
  const known = Object.keys(parameters);
  const named = [...shared.map((name) => ['shared', name]), ...Object.keys(linked).map((name) => ['linked', name])];
  for (const [parameter, name = ''] of named) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    throw new OperandoError('invalid-argument', `the model has no parameter ${name}.`, {
      where: { parameter: parameter! },
      cure: nearest === undefined ? `Parameters: ${known.join(', ')}.` : `Did you mean ${nearest}?`,
    });
  }
}
