import { chemicalElements, formulaWeight, OperandoError, parseFormula } from '@operando/core';
import type { Composition } from '@operando/core';
import type { StoppingTable } from './stopping-table.js';
import { materialPresets } from './presets.js';

const avogadro = 6.02214076e23;

/** Masses in u of the isotopes whose enrichment can be stated, with the element's other isotope. */
const isotopeMasses: Readonly<
  Record<string, { readonly element: string; readonly mass: number; readonly other: number }>
> = {
  '6Li': { element: 'Li', mass: 6.0151228874, other: 7.01600343426 },
  '7Li': { element: 'Li', mass: 7.01600343426, other: 6.0151228874 },
  '10B': { element: 'B', mass: 10.012936862, other: 11.009305167 },
  '11B': { element: 'B', mass: 11.009305167, other: 10.012936862 },
  '14N': { element: 'N', mass: 14.00307400425, other: 15.0001088983 },
};

/** A homogeneous material. */
export interface Material {
  readonly name: string;
  readonly formula: string;
  /** g/cm3. */
  readonly density: number;
  /** Where the density comes from, when not from the caller. */
  readonly densitySource?: string;
  readonly composition: Composition;
  /** Mass of one formula unit in u, enrichment included. */
  readonly weight: number;
  /** Atoms of each element per cm3. */
  readonly atomDensity: Readonly<Record<string, number>>;
  /** Atom fraction of isotopes within their element, where not natural: `{ '6Li': 0.95 }`. */
  readonly isotopes: Readonly<Record<string, number>>;
  /** Key of the NIST table of this very material, when there is one. */
  readonly nist?: string;
  /** The user's own stopping powers, which go before all others. */
  readonly stopping?: readonly StoppingTable[];
}

/** What {@link material} takes besides a plain name or formula. */
export interface MaterialSpec {
  /** Name of a preset, or chemical formula. */
  readonly formula: string;
  /** @default the formula */
  readonly name?: string | undefined;
  /** g/cm3. @default that of the preset or the element */
  readonly density?: number | undefined;
  /** Atom fraction of isotopes within their element. @default natural */
  readonly isotopes?: Readonly<Record<string, number>> | undefined;
  /** Stopping powers to use instead of the built-in ones, e.g. of {@link importSrimTable}. */
  readonly stopping?: StoppingTable | readonly StoppingTable[] | undefined;
}

/** Key of NIST's table when the formula as written names one of its materials or elements. */
function nistKey(composition: Composition): { readonly key?: string } {
  const symbols = Object.keys(composition);
  if (symbols.length === 1) return { key: symbols[0] === 'C' ? 'graphite' : symbols[0]! };
  for (const preset of Object.values(materialPresets)) {
    if (preset.nist === undefined) continue;
    if (sameComposition(composition, parseFormula(preset.formula))) return { key: preset.nist };
  }
  return {};
}

function sameComposition(a: Composition, b: Composition): boolean {
  const symbols = Object.keys(a);
  if (symbols.length !== Object.keys(b).length) return false;
  const scale = (b[symbols[0]!] ?? 0) / a[symbols[0]!]!;
  return (
    scale > 0 && symbols.every((symbol) => Math.abs((b[symbol] ?? 0) - scale * a[symbol]!) <= 1e-9 * scale * a[symbol]!)
  );
}

/** Atomic weights of the enriched elements; a two-isotope mixture each. */
function enrichedWeights(isotopes: Readonly<Record<string, number>>): Record<string, number> {
  const weights: Record<string, number> = {};
  for (const [isotope, fraction] of Object.entries(isotopes)) {
    const known = Object.hasOwn(isotopeMasses, isotope) ? isotopeMasses[isotope]! : undefined;
    if (known === undefined || !(fraction >= 0 && fraction <= 1)) {
      throw new OperandoError('invalid-argument', `${isotope} with atom fraction ${fraction}.`, {
        where: { parameter: 'isotopes' },
        cure: `State a fraction from 0 to 1 of ${Object.keys(isotopeMasses).join(', ')}.`,
      });
    }
    weights[known.element] = fraction * known.mass + (1 - fraction) * known.other;
  }
  return weights;
}

/**
 * A material from a preset's name (`Kapton`, `NMC811`), a formula
 * (`Li2.9PO3.3N0.46`) or both with a density of its own.
 *
 * @throws OperandoError `invalid-argument` for a formula that cannot be read, a density that is not positive or missing, an isotope without mass.
 */
export function material(of: string | MaterialSpec | Material): Material {
  if (typeof of !== 'string' && 'atomDensity' in of) return of;
  const spec: MaterialSpec = typeof of === 'string' ? { formula: of } : of;
  const preset = Object.hasOwn(materialPresets, spec.formula) ? materialPresets[spec.formula]! : undefined;
  const formula = preset?.formula ?? spec.formula;
  const composition = parseFormula(formula);
  const symbols = Object.keys(composition);
  const tabulated = preset?.density ?? (symbols.length === 1 ? chemicalElements[symbols[0]!]!.density : undefined);
  const density = spec.density ?? tabulated;
  if (density === undefined || !(density > 0) || !Number.isFinite(density)) {
    throw new OperandoError(
      'invalid-argument',
      `${spec.name ?? formula} has ${density === undefined ? 'no density' : `a density of ${density} g/cm3`}.`,
      {
        where: { parameter: 'density' },
        cure: 'Give its density in g/cm3.',
      },
    );
  }
  const isotopes = spec.isotopes ?? {};
  const weight = formulaWeight(composition, enrichedWeights(isotopes));
  const atomDensity: Record<string, number> = {};
  for (const symbol of symbols) atomDensity[symbol] = (composition[symbol]! * density * avogadro) / weight;
  const nist = preset?.nist ?? nistKey(composition).key;
  const densitySource = preset?.source ?? 'element';
  const stopping = spec.stopping === undefined ? undefined : ([spec.stopping].flat() as readonly StoppingTable[]);
  return {
    name: spec.name ?? (preset === undefined ? formula : spec.formula),
    formula,
    density,
    ...(spec.density === undefined ? { densitySource } : {}),
    composition,
    weight,
    atomDensity,
    isotopes,
    ...(nist === undefined ? {} : { nist }),
    ...(stopping === undefined ? {} : { stopping }),
  };
}

/** Total atoms per cm3. */
export function totalAtomDensity(of: Material): number {
  return Object.values(of.atomDensity).reduce((sum, value) => sum + value, 0);
}

/**
 * The materials known here by name, with their densities and where those come from,
 * may also be given by formula: `LiCoO2` is both.
 */
export function materialNames(): string[] {
  return Object.keys(materialPresets);
}
