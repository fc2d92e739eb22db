import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { materialSld } from './material.js';
import type { StackMaterial } from './material.js';
import type { LayerModel, Value } from './model.js';
import type { Probe } from './probe.js';

const kinds = ['sld', 'material', 'repeat', 'knots', 'profile'] as const;

/**
 * A layer with the SLD of its material filled in; every other one as it is.
 *
 * @param where The layer, for messages.
 * @param probe What sees it.
 * @throws OperandoError `invalid-argument` for a layer that is of no kind or of several, or has the density of no material; as {@link materialSld}.
 */
export function withMaterial(item: LayerModel, where: string, probe: Probe): LayerModel {
  const { material, density, ...rest } = item;
  const own = kinds.filter((kind) => item[kind] !== undefined);
  if (own.length !== 1) {
    throw new OperandoError('invalid-argument', `${where} has ${own.length} of ${kinds.join(', ')}.`, {
      where: { parameter: where },
      cure: 'Each layer needs exactly one of them.',
    });
  }
  if (material === undefined) {
    if (density === undefined) return item;
    throw new OperandoError('invalid-argument', `${where} has a density and no material.`, {
      where: { parameter: `${where}.density` },
      cure: 'A density is for a material: give its formula instead of the SLD.',
    });
  }
  const described = describedMaterial(material, density, where);
  const { sld, isld } = materialSld(described, probe);
  const scaled =
    typeof density === 'string' || typeof density === 'function'
      ? { sld: timesDensity(sld, density), isld: timesDensity(isld, density) }
      : { sld, isld };
  // What a layer leaves open may stand there as undefined.
  return { ...rest, name: rest.name ?? described.name, sld: scaled.sld, isld: rest.isld ?? scaled.isld };
}

/** What a density that may be fitted makes of an SLD at 1 g/cm3. */
function timesDensity(perGram: number, density: Exclude<Value, number>): Value {
  return typeof density === 'string' ? `(${density}) * ${perGram}` : (values) => density(values) * perGram;
}

/** A material of its layer's density: 1 g/cm3 where that is a parameter, to be multiplied. */
function describedMaterial(material: string | StackMaterial, density: Value | undefined, where: string): StackMaterial {
  const described = typeof material === 'string' ? { name: material, formula: material } : material;
  if (density === undefined) return described;
  if (described.formula === undefined || described.sld !== undefined || described.composition !== undefined)
    throw new OperandoError(
      'invalid-argument',
      `${where} has a density, and its material ${described.name} has no formula alone.`,
      {
        where: { parameter: `${where}.density` },
        cure: 'A density is for a formula: leave it out.',
      },
    );
  return { ...described, massDensity: typeof density === 'number' ? density : 1 };
}

/** What is to be told of the materials of layers. @throws OperandoError as {@link materialSld}. */
export function materialWarnings(layers: readonly LayerModel[], probe: Probe): OperandoWarning[] {
  return layers.flatMap(({ material, density, layers: inner = [] }) => [
    ...(material === undefined
      ? []
      : (materialSld(describedMaterial(material, density, 'a layer'), probe).warnings ?? [])),
    ...materialWarnings(inner, probe),
  ]);
}
