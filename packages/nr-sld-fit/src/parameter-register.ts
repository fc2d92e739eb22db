import { OperandoError } from '@operando/core';
import type { ParameterSpec } from './model.js';

function sameSpec(a: ParameterSpec, b: ParameterSpec): boolean {
  return (
    a.value === b.value &&
    a.fixed === b.fixed &&
    JSON.stringify([a.bounds, a.prior]) === JSON.stringify([b.bounds, b.prior])
  );
}

/** The parameters of all models, those of one name as one. */
export function createRegister(): {
  readonly names: string[];
  readonly specs: ParameterSpec[];
  readonly units: string[];
  add(name: string, spec: ParameterSpec, unit: string): number;
} {
  const [names, units]: [string[], string[]] = [[], []];
  const specs: ParameterSpec[] = [];
  return {
    names,
    specs,
    units,
    add(name, spec, unit) {
      const index = names.indexOf(name);
      if (index < 0) {
        names.push(name);
        specs.push(spec);
        return units.push(unit) - 1;
      }
      if (!sameSpec(specs[index]!, spec)) {
        throw new OperandoError(
          'invalid-argument',
          `parameter ${name} has different values, bounds or priors in two models.`,
          { where: { parameter: name }, cure: 'A shared parameter is one: state it alike.' },
        );
      }
      if (units[index] !== unit) units[index] = '';
      return index;
    },
  };
}
