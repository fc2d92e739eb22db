import { compileExpression, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants, formulaWeight, parseFormula } from '@operando/tables';
import type { StackItem } from './model.js';
import { sldOf } from './scattering-lengths.js';
import type { MaterialSld } from './scattering-lengths.js';

/** A material as sample descriptions give it (the ORSO model language, read by `@operando/beamline-io`). */
export interface StackMaterial {
  readonly name: string;
  readonly formula?: string | undefined;
  /** g/cm3. */
  readonly massDensity?: number | undefined;
  /** Formula units per cubic angstrom. */
  readonly numberDensity?: number | undefined;
  /** Multiplies density or SLD. @default 1 */
  readonly relativeDensity?: number | undefined;
  /** 1e-6 per square angstrom. */
  readonly sld?: number | undefined;
  /** @default 0 */
  readonly isld?: number | undefined;
  /** A mixture by volume. */
  readonly composition?: readonly { readonly fraction: number; readonly material: StackMaterial }[] | undefined;
}

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

/** Densities that everyone assumes when only the formula stands there, g/cm3. Source: CRC Handbook (25 degC). */
const usualDensities: Readonly<Record<string, number>> = { H2O: 0.997, D2O: 1.104 };
const mostSlices = 10_000;

/**
 * SLD of a material; mixtures add by volume.
 * @throws OperandoError `invalid-argument` for a formula that is none or has no density, `unsupported` for elements without data.
 */
export function materialSld(material: StackMaterial): MaterialSld {
  const relative = material.relativeDensity ?? 1;
  const { composition, formula, sld, numberDensity } = material;
  if (composition !== undefined) {
    let [real, imaginary] = [0, 0];
    const warnings: OperandoWarning[] = [];
    for (const part of composition) {
      const each = materialSld(part.material);
      real += part.fraction * each.sld;
      imaginary += part.fraction * each.isld;
      warnings.push(...(each.warnings ?? []));
    }
    return { sld: real, isld: imaginary, ...(warnings.length === 0 ? {} : { warnings }) };
  }
  if (sld !== undefined) return { sld: relative * sld, isld: relative * (material.isld ?? 0) };
  if (formula === undefined)
    throw new OperandoError('invalid-argument', `${material.name} has neither SLD nor formula.`);
  const density =
    material.massDensity ??
    (numberDensity === undefined
      ? usualDensities[formula]
      : (numberDensity * formulaWeight(parseFormula(formula))) / (1e-24 * constants.avogadro));
  const found = sldOf(formula, density);
  return { ...found, sld: relative * found.sld, isld: relative * found.isld };
}

/**
 * Layers of a model from materials: SLDs from formulas and densities, graded regions cut into slices.
 *
 * @param items Fronting first; an ORSO model's `items` fit.
 * @throws OperandoError as {@link materialSld}; `invalid-argument` for a gradient's expression or more than 10 000 slices.
 */
export function layersOf(items: readonly MaterialItem[]): StackItem[] {
  return items.flatMap((item): StackItem[] => {
    if (item.kind === 'group') return [{ repeat: item.repetitions, layers: layersOf(item.items) }];
    if (item.kind === 'layer') {
      const { name, thickness, roughness } = item;
      const { sld, isld } = materialSld(item.material);
      return [{ name, thickness, roughness, sld, isld }];
    }
    return slicesOf(item);
  });
}

function slicesOf(item: Extract<MaterialItem, { kind: 'graded' }>): StackItem[] {
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
  const [first, second] = item.materials.map(materialSld);
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
