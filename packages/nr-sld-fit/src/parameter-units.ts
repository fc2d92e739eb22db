import { compileExpression } from '@operando/core';
import type { InstrumentModel, LayerModel, ReflectivityModel, Value } from './model.js';

/** A value of a model and its unit. */
interface Use {
  readonly value: Value | undefined;
  readonly unit: string;
}

const length = 'angstrom';
const sld = '1e-6/angstrom^2';
const none = '1';

function usesIn(layers: readonly LayerModel[]): Use[] {
  return layers.flatMap((layer): Use[] => [
    { value: layer.thickness, unit: length },
    { value: layer.roughness, unit: length },
    ...[layer.sld, layer.isld, layer.solvent, layer.solventIsld, layer.magneticSld, ...(layer.knots ?? [])].map(
      (value) => ({
        value,
        unit: sld,
      }),
    ),
    { value: layer.solvation, unit: none },
    { value: layer.density, unit: 'g/cm3' },
    { value: layer.magneticAngle, unit: 'deg' },
    ...usesIn(layer.layers ?? []),
  ]);
}

function usesInInstrument({ footprint, ...instrument }: InstrumentModel): Use[] {
  return [
    { value: footprint?.beam, unit: 'mm' },
    { value: footprint?.sample, unit: 'mm' },
    { value: instrument.qOffset, unit: '1/angstrom' },
    { value: instrument.angleOffset, unit: 'deg' },
    { value: instrument.wavelength, unit: length },
    { value: instrument.angle, unit: 'deg' },
    { value: instrument.resolutionFactor, unit: none },
    { value: instrument.backgroundSlope, unit: length },
  ];
}

/** Names that a value is a sum of, each times a number: they have its unit. */
function summands(value: string): readonly string[] {
  const expression = compileExpression(value);
  const { names } = expression;
  // Two points that no ordinary product or power takes for a sum.
  const at = (step: number): Record<string, number> =>
    Object.fromEntries(names.map((name, k) => [name, 1 + step * Math.sqrt(k + 2)]));
  const [one, other] = [at(0.7), at(1.3)];
  const both = Object.fromEntries(names.map((name) => [name, one[name]! + other[name]!]));
  const [whole, parts] = [expression.evaluate(both), expression.evaluate(one) + expression.evaluate(other)];
  return Math.abs(whole - parts) <= 1e-9 * Math.max(Math.abs(whole), Math.abs(parts)) ? names : [];
}

/**
 * Units of a model's parameters, from where they are used: angstrom for thickness and roughness, 1e-6/angstrom^2 for
 * SLDs, `1` for scale, background and fractions, those of the instrument; empty for one that is used in several roles, in a product or a function, or nowhere.
 */
export function parameterUnits({
  parameters,
  layers,
  patches = [],
  scale,
  background,
  instrument = {},
}: ReflectivityModel): Record<string, string> {
  const uses: Use[] = [
    ...usesIn(layers),
    ...patches.flatMap((patch) => [{ value: patch.fraction, unit: none }, ...usesIn(patch.layers)]),
    { value: scale, unit: none },
    { value: background, unit: none },
    ...usesInInstrument(instrument),
  ];
  const found = new Map<string, string>();
  for (const { value, unit } of uses) {
    if (typeof value !== 'string') continue;
    for (const name of summands(value)) found.set(name, (found.get(name) ?? unit) === unit ? unit : '');
  }
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, found.get(name) ?? '']));
}
