import { compileExpression, OperandoError } from '@operando/core';
import { materialSld } from './material.js';
import type { StackMaterial } from './material.js';
import type { LayerModel } from './model.js';
import { neutrons } from './probe.js';
import type { Probe } from './probe.js';

/** A layer, a graded region or a group of materials; lengths in angstrom. */
export type MaterialItem =
  | {
      readonly kind: 'layer';
      readonly name: string;
      readonly thickness: number;
      readonly roughness: number;
      readonly material: StackMaterial;
    }
  | {
      readonly kind: 'graded';
      readonly name: string;
      readonly thickness: number;
      readonly roughness: number;
      readonly materials: readonly [StackMaterial, StackMaterial];
      readonly fraction: string;
      readonly slice: number;
    }
  | { readonly kind: 'group'; readonly repetitions: number; readonly items: readonly MaterialItem[] };

const mostSlices = 10_000;

/**
 * Layers of a model from materials: SLDs from formulas and densities, graded regions cut into slices.
 *
 * @param items Fronting first; an ORSO model's `items` fit.
 * @param probe What sees them. @default neutrons
 * @throws OperandoError as {@link materialSld}; `invalid-argument` for a gradient's expression or more than 10 000 slices.
 */
export function layersOf(items: readonly MaterialItem[], probe: Probe = neutrons): LayerModel[] {
  return items.flatMap((item): LayerModel[] => {
    if (item.kind === 'group') return [{ repeat: item.repetitions, layers: layersOf(item.items, probe) }];
    if (item.kind === 'layer') {
      const { name, thickness, roughness } = item;
      const { sld, isld } = materialSld(item.material, probe);
      return [{ name, thickness, roughness, sld, isld }];
    }
    return slicesOf(item, probe);
  });
}

function slicesOf(item: Extract<MaterialItem, { kind: 'graded' }>, probe: Probe): LayerModel[] {
  const count = Math.max(1, Math.round(item.thickness / item.slice));
  if (!(count <= mostSlices))
    throw new OperandoError('invalid-argument', `${item.name} would have ${count} slices.`, {
      cure: 'Give a coarser slice resolution.',
    });
  const compiled = compileExpression(item.fraction);
  const stranger = compiled.names.find((name) => name !== 'x' && name !== 'pi');
  if (stranger !== undefined)
    throw new OperandoError('invalid-argument', `the function of ${item.name} uses ${stranger}.`, {
      cure: 'It may use x and pi.',
    });
  const [first, second] = item.materials.map((material) => materialSld(material, probe));
  const thickness = item.thickness / count;
  return Array.from({ length: count }, (_, i) => {
    const share = Math.min(1, Math.max(0, compiled.evaluate({ x: (i + 0.5) / count, pi: Math.PI })));
    if (Number.isNaN(share))
      throw new OperandoError(
        'invalid-argument',
        `the function of ${item.name} is no number at x = ${(i + 0.5) / count}.`,
      );
    return {
      name: item.name,
      thickness,
      roughness: i === 0 ? item.roughness : thickness / 2,
      sld: (1 - share) * first!.sld + share * second!.sld,
      isld: (1 - share) * first!.isld + share * second!.isld,
    };
  });
}
