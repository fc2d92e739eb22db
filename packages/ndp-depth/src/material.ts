import { OperandoError } from '@operando/core';
import { atomOf, constants, elementCounts, formulaWeight, isotopes as nuclides, parseFormula } from '@operando/tables';
import type { Composition } from '@operando/tables';
import { checkShares, namedShares, sharesOf } from './isotope-shares.js';
import type { StoppingTable } from './stopping-table.js';
import { materialPresets } from './presets.js';

/** A homogeneous material. */
export interface Material {
  /** As it was asked for. */
  readonly name: string;
  /** Of its elements, with their numbers. */
  readonly formula: string;
  /** g/cm3. */
  readonly density: number;
  /** Where the density comes from, when not from the caller. */
  readonly densitySource?: string;
  /** Atoms in a formula unit; isotopes that the formula names stand apart (`6Li`). */
  readonly composition: Composition;
  /** Mass of one formula unit in u, enrichment included. */
  readonly weight: number;
  /** Atoms of each element per cm3. */
  readonly atomDensity: Readonly<Record<string, number>>;
  /** Atom fraction of isotopes within their element, where not natural: `{ '6Li': 0.95 }`; stated or named in the formula. */
  readonly isotopes: Readonly<Record<string, number>>;
  /** Key of the NIST table of this very material, when there is one. */
  readonly nist?: string;
  /** The user's own stopping powers, which go before all others. */
  readonly stopping?: readonly StoppingTable[];
}

/** What {@link material} takes besides a plain name or formula. */
export interface MaterialSpec {
  /** Name of a preset, or chemical formula, isotopes included (`6LiF`, `Li[6]0.9Li[7]0.1CoO2`). */
  readonly formula: string;
  /** What it is called. @default the formula */
  readonly name?: string | undefined;
  /** g/cm3. @default that of the preset or the element */
  readonly density?: number | undefined;
  /** Atom fraction of isotopes within their element; the rest has natural ratios. @default natural, or as the formula says */
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

/** Mean weights in u of elements that are not natural. */
function enrichedWeights(
  elements: readonly string[],
  isotopes: Readonly<Record<string, number>>,
): Record<string, number> {
  const weights: Record<string, number> = {};
  for (const element of elements) {
    const shares = sharesOf(element, isotopes);
    if (shares !== undefined)
      weights[element] = Object.entries(shares).reduce((sum, [name, share]) => sum + share * nuclides[name]!.mass, 0);
  }
  return weights;
}

/** What formula and caller say of isotopes, together. @throws OperandoError `invalid-argument` where they differ on one element. */
function isotopesFor(composition: Composition, stated: Readonly<Record<string, number>>): Record<string, number> {
  const named = namedShares(composition);
  const checked = checkShares(stated);
  const twice = Object.keys(checked).find(
    (isotope) =>
      Math.abs((named[isotope] ?? 0) - checked[isotope]!) > 1e-9 &&
      Object.keys(named).some((name) => nuclides[name]!.element === nuclides[isotope]!.element),
  );
  if (twice !== undefined)
    throw new OperandoError('invalid-argument', `formula and isotopes say different amounts of ${twice}.`, {
      where: { parameter: 'isotopes' },
      cure: 'Name isotopes in the formula or in the option, not in both.',
    });
  return { ...named, ...checked };
}

/**
 * A material from a preset's name (`Kapton`, `NMC811`), a formula
 * (`Li2.9PO3.3N0.46`, `6LiF`) or both with a density of its own.
 *
 * @throws OperandoError `invalid-argument` for a formula that cannot be read, a density that is not positive or missing, an isotope without mass.
 */
export function material(of: string | MaterialSpec | Material): Material {
  if (typeof of !== 'string' && 'atomDensity' in of) return of;
  const spec: MaterialSpec = typeof of === 'string' ? { formula: of } : of;
  const preset = Object.hasOwn(materialPresets, spec.formula) ? materialPresets[spec.formula]! : undefined;
  const formula = preset?.formula ?? spec.formula;
  const composition = parseFormula(formula);
  const names = Object.keys(composition);
  const tabulated = preset?.density ?? (names.length === 1 ? atomOf(names[0]!).density : undefined);
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
  const isotopes = isotopesFor(composition, spec.isotopes ?? {});
  const counts = elementCounts(composition);
  const weight = formulaWeight(counts, enrichedWeights(Object.keys(counts), isotopes));
  const atomDensity: Record<string, number> = {};
  for (const [symbol, count] of Object.entries(counts))
    atomDensity[symbol] = (count * density * constants.avogadro) / weight;
  const nist = preset?.nist ?? nistKey(counts).key;
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
