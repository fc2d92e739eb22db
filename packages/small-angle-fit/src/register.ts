import { OperandoError } from '@operando/core';
import { formParameters } from './form-factors.js';
import type { CutModel, CutParameter, CutPopulation, ParameterScope } from './model.js';
import { parameterKinds } from './parameter-kinds.js';
import { radiusMeaning } from './size-nodes.js';
import { structureFactors } from './structure-factors.js';

/** A parameter of a model, everything filled in. */
export interface RegisteredParameter {
  /** As columns have it: `radius_median`, `distance`, `small_amplitude`. */
  readonly name: string;
  /** What it is, as {@link parameterKinds} name it: `radius`, `distance`. */
  readonly kind: string;
  /** Unit of its values; `1` for numbers without one. */
  readonly unit: string;
  /** How far it reaches. */
  readonly scope: ParameterScope;
  /** Where it begins; NaN where that is found from the data. */
  readonly value: number;
  /** Lowest value. */
  readonly lower: number;
  /** Highest value. */
  readonly upper: number;
  /** The curve is proportional to it. */
  readonly isLinear: boolean;
  /** Its bounds were given. */
  readonly isBounded: boolean;
  /** Further starts lie within this factor, where no bounds were given. */
  readonly spread: number;
}

/** Names of what a population needs, in order: amplitude, form, structure. */
export function populationParameters({ form, structure }: CutPopulation): readonly string[] {
  return [
    form === 'peak' ? 'area' : 'amplitude',
    ...formParameters(form),
    ...(structure === undefined ? [] : structureFactors[structure].parameters),
  ];
}

/** What a parameter is called in columns: of a radius, which one of its distribution it is. */
function columnName(name: string, { form, distribution = 'log-normal' }: CutPopulation): string {
  const isCore = form === 'core-shell';
  return name === 'radius' ? `${isCore ? 'core_' : ''}radius_${radiusMeaning[distribution]}` : name;
}

function register(
  name: string,
  kind: string,
  given: number | CutParameter | undefined,
  where: string,
): RegisteredParameter {
  const { unit, scope: usual, lower, upper, isLinear = false, spread = 2 } = parameterKinds[kind]!;
  const { value, bounds, scope = usual }: CutParameter = typeof given === 'number' ? { value: given } : (given ?? {});
  if (value === undefined && (!isLinear || scope === 'fixed'))
    throw new OperandoError('invalid-argument', `${where} has no value.`, {
      where: { parameter: where },
      cure: 'Give the value that the fit begins at.',
    });
  const [low, high] = bounds ?? [lower, upper];
  if (!(low < high))
    throw new OperandoError('invalid-argument', `the bounds of ${where} are ${low} and ${high}.`, {
      where: { parameter: where },
      cure: 'Give the lower bound first.',
    });
  if (value !== undefined && scope !== 'fixed' && !(value >= low && value <= high))
    throw new OperandoError('invalid-argument', `${where} begins at ${value}, outside ${low} to ${high}.`, {
      where: { parameter: where },
      cure: 'Give a value within its bounds, or other bounds.',
    });
  return {
    name,
    kind,
    unit,
    scope,
    value: value ?? Number.NaN,
    lower: low,
    upper: high,
    isLinear,
    isBounded: bounds !== undefined,
    spread,
  };
}

function ofPopulation(population: CutPopulation, p: number, isAlone: boolean): RegisteredParameter[] {
  const names = populationParameters(population);
  const where = `populations[${p}].parameters`;
  for (const name of Object.keys(population.parameters))
    if (!names.includes(name))
      throw new OperandoError('invalid-argument', `a population of ${population.form} has no parameter ${name}.`, {
        where: { parameter: `${where}.${name}` },
        cure: `It has ${names.join(', ')}.`,
      });
  const called = population.name ?? `population${p + 1}`;
  return names.map((name) =>
    register(
      `${isAlone ? '' : `${called}_`}${columnName(name, population)}`,
      name,
      // One size, where no width is given.
      population.parameters[name] ?? (name === 'width' ? { value: 0, scope: 'fixed' } : undefined),
      `${where}.${name}`,
    ),
  );
}

/**
 * All parameters of a model in the order that curves take them: populations, then the background.
 *
 * @throws OperandoError `invalid-argument` naming a parameter that is unknown, has no value, or crossed bounds; a model
 * without populations or background.
 */
export function registerParameters({ populations, background = {} }: CutModel): RegisteredParameter[] {
  const { flat, slope, powerLaw, tail } = background;
  const all = [
    ...populations.flatMap((population, p) => ofPopulation(population, p, populations.length === 1)),
    register('flat', 'flat', flat, 'background.flat'),
    ...(slope === undefined ? [] : [register('slope', 'slope', slope, 'background.slope')]),
    ...(powerLaw === undefined
      ? []
      : [
          register('power_law', 'power_law', powerLaw.amplitude, 'background.powerLaw.amplitude'),
          register('power_law_exponent', 'power_law_exponent', powerLaw.exponent, 'background.powerLaw.exponent'),
        ]),
    ...(tail === undefined
      ? []
      : [
          register('tail', 'tail', tail.amplitude, 'background.tail.amplitude'),
          register('tail_width', 'tail_width', tail.width, 'background.tail.width'),
        ]),
  ];
  const twice = all.find(({ name }, k) => all.findIndex((other) => other.name === name) !== k);
  if (twice !== undefined)
    throw new OperandoError('invalid-argument', `two populations have a parameter ${twice.name}.`, {
      where: { parameter: 'populations' },
      cure: 'Give each population a name of its own.',
    });
  return all;
}
