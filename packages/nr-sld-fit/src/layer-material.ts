import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { materialSld } from './material.js';
import type { StackMaterial } from './material.js';
import type { LayerModel } from './model.js';

const kinds = ['sld', 'material', 'repeat', 'knots', 'profile'] as const;

/**
 * A layer with the SLD of its material filled in; every other one as it is.
 *
 * @param where The layer, for messages.
 * @throws OperandoError `invalid-argument` for a layer that is of no kind or of several, or has the density of no material; as {@link materialSld}.
 */
export function withMaterial(item: LayerModel, where: string): LayerModel {
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
  const described = describedMaterial(material, density);
  const { sld, isld } = materialSld(described);
  return { name: described.name, isld, ...rest, sld };
}

function describedMaterial(material: string | StackMaterial, density: number | undefined): StackMaterial {
  const described = typeof material === 'string' ? { name: material, formula: material } : material;
  return density === undefined ? described : { ...described, massDensity: density };
}

/** What is to be told of the materials of layers, once each. @throws OperandoError as {@link materialSld}. */
export function materialWarnings(layers: readonly LayerModel[]): OperandoWarning[] {
  const told = layers.flatMap(({ material, density, layers: inner = [] }) => [
    ...(material === undefined ? [] : (materialSld(describedMaterial(material, density)).warnings ?? [])),
    ...materialWarnings(inner),
  ]);
  return told.filter(({ message }, k) => told.findIndex((other) => other.message === message) === k);
}
