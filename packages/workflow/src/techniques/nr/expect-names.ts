import { OperandoError } from '@operando/core';
import { nearestName } from '../../options/nearest.js';
import type { NrOptions } from './options.js';

/**
 * Names in `shared` and `linked` must be those of parameters, whether they come to anything or not.
 *
 * @throws OperandoError `invalid-argument` with the nearest name.
 */
export function expectParameterNames({ parameters, shared = [], linked = {}, curves = {} }: NrOptions): void {
  const own = Object.values(curves).flatMap((curve) => Object.keys(curve.parameters ?? {}));
  const known = [...new Set([...Object.keys(parameters), ...own])];
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

/** A name without its last ending. */
const stem = (name: string): string => name.replace(/\.[^.]*$/, '');

/** The name in `curves` that means a curve: its own, or that without the ending of the file. */
export function overrideName({ curves = {} }: NrOptions, curve: string): string | undefined {
  return Object.keys(curves).find((name) => name === curve) ?? Object.keys(curves).find((name) => name === stem(curve));
}

/**
 * Names in `curves` must be those of curves, each once.
 *
 * @throws OperandoError `invalid-argument` with the nearest name.
 */
export function expectCurveNames(options: NrOptions, names: readonly string[]): void {
  const meant = names.map((name) => overrideName(options, name));
  for (const name of Object.keys(options.curves ?? {})) {
    if (meant.filter((each) => each === name).length === 1) continue;
    const nearest = nearestName(name, names);
    throw new OperandoError(
      'invalid-argument',
      meant.includes(name) ? `curves.${name} means several curves.` : `there is no curve ${name}.`,
      {
        where: { parameter: `curves.${name}` },
        cure: nearest === undefined ? `Curves: ${names.slice(0, 20).join(', ')}.` : `Did you mean ${nearest}?`,
      },
    );
  }
}
