import { OperandoError } from '@operando/core';
import { layerDefaults } from './defaults.js';
import { material } from './material.js';
import type { Material, MaterialSpec } from './material.js';
import type { StoppingTable } from './stopping-table.js';

/** One layer of the sample, of a window or of a detector's dead layer. */
export interface LayerSpec {
  /** Preset, formula or material. */
  readonly material: string | MaterialSpec | Material;
  /** um. */
  readonly thickness: number;
  /** What it is called. @default the material's name */
  readonly name?: string | undefined;
  /** g/cm3, in place of the material's own (porous electrodes). */
  readonly density?: number | undefined;
  /** Atom fraction of isotopes within their element, in place of the material's own: `{ '6Li': 0.95 }`. */
  readonly isotopes?: Readonly<Record<string, number>> | undefined;
  /** Standard error of the thickness in um. @default 0 */
  readonly thicknessStderr?: number | undefined;
  /** Standard deviation of the thickness over the beam spot in um: it blurs what lies below. @default 0 */
  readonly roughness?: number | undefined;
  /** Factor on the stopping power. @default 1 */
  readonly stoppingScale?: number | undefined;
  /** Stopping powers to use instead of the material's own or the built-in ones, one table for each ion (importSrimTable). */
  readonly stopping?: StoppingTable | readonly StoppingTable[] | undefined;
  /** Relative standard uncertainty of the stopping power. @default what its source states */
  readonly stoppingUncertainty?: number | undefined;
}

/** A layer with everything filled in. */
export interface Layer {
  readonly material: Material;
  readonly name: string;
  readonly thickness: number;
  readonly thicknessStderr: number;
  readonly roughness: number;
  readonly stoppingScale: number;
  readonly stoppingUncertainty: number | undefined;
}

function materialOf({ material: of, density, isotopes, stopping }: LayerSpec): Material {
  if (typeof of === 'string') return material({ formula: of, density, isotopes, stopping });
  const own = material(of);
  if (density === undefined && isotopes === undefined && stopping === undefined) return own;
  return material({
    formula: own.formula,
    name: own.name,
    density: density ?? own.density,
    isotopes: isotopes ?? own.isotopes,
    stopping: stopping ?? own.stopping,
  });
}

/**
 * Check layers and fill in what they leave out; they are listed from the surface that faces the detector.
 *
 * @throws OperandoError `invalid-argument` for a thickness, error or scale that is negative or not finite.
 */
export function resolveLayers(specs: readonly LayerSpec[], parameter = 'layers'): Layer[] {
  return specs.map((spec, i) => {
    const layer: Layer = {
      material: materialOf(spec),
      name:
        spec.name ??
        (typeof spec.material === 'string' ? spec.material : (spec.material.name ?? spec.material.formula)),
      thickness: spec.thickness,
      thicknessStderr: spec.thicknessStderr ?? layerDefaults.thicknessStderr,
      roughness: spec.roughness ?? layerDefaults.roughness,
      stoppingScale: spec.stoppingScale ?? layerDefaults.stoppingScale,
      stoppingUncertainty: spec.stoppingUncertainty,
    };
    const checked: [string, number][] = [
      ['thickness', layer.thickness],
      ['thicknessStderr', layer.thicknessStderr],
      ['roughness', layer.roughness],
      ['stoppingScale', layer.stoppingScale],
      ['stoppingUncertainty', layer.stoppingUncertainty ?? 0],
    ];
    for (const [name, value] of checked) {
      if (!(value >= 0) || !Number.isFinite(value) || (name === 'stoppingScale' && value === 0)) {
        throw new OperandoError('invalid-argument', `layer ${i + 1} (${layer.name}) has ${name} ${value}.`, {
          where: { parameter },
          cure: 'Lengths are in um and not negative; the scale is a positive factor.',
        });
      }
    }
    return layer;
  });
}
