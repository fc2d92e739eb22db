import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { reciprocalMetric } from '@operando/lattice';
import { isAbsent, spacingsOf } from '../reflections.js';
import type { ReflectionList } from '../reflections.js';
import { siteNumbers } from './site-numbers.js';
import type { SiteNumbers, StructureFactorSlopes } from './site-numbers.js';
import { scatteringPowers } from './scattering-powers.js';
import type { ScatteringOptions, ScatteringPower, ScatteringPowers } from './scattering-powers.js';
import { refreshSums, siteCache } from './site-cache.js';
import type { SiteCache } from './site-cache.js';
import type { CrystalStructure } from './structure.js';

/** |F|^2 of reflections as a function of the atoms: what does not change is computed once. */
export interface StructureFactorModel {
  /** Numbers of the structure's own sites, to begin with. */
  readonly start: SiteNumbers;
  /** How each kind of atom scatters: the lengths or f' and f'' that were used. */
  readonly kinds: readonly ScatteringPower[];
  /** What is doubtful about them. */
  readonly warnings: readonly OperandoWarning[];
  /**
   * Mean of |F|^2 of each reflection and its Friedel mate: electrons squared, or fm squared for neutrons.
   *
   * @param sites What the atoms are like.
   * @param metric Reciprocal metric of the cell, as `reciprocalMetric` gives it. @default that of the structure
   * @param slopes Where derivatives go. @default not computed
   */
  evaluate(
    sites: SiteNumbers,
    out: Float64Array,
    metric?: ArrayLike<number>,
    slopes?: StructureFactorSlopes,
  ): Float64Array;
}

/** Real scattering powers of the kinds of atoms at s^2. */
function realPowers({ kinds }: ScatteringPowers, s2: number, out: Float64Array): void {
  kinds.forEach(({ a, b, constant }, kind) => {
    let sum = constant;
    for (let i = 0; i < a.length; i++) sum += a[i]! * Math.exp(-b[i]! * s2);
    out[kind] = sum;
  });
}

/**
 * |F|^2 of reflections as a function of coordinates, occupancies and displacements, with derivatives. What only indices
 * and symmetry decide is computed once, and sums over the atoms of a site are kept as long as it stands still.
 *
 * @throws OperandoError `unsupported` for atoms without scattering power here, `shape-mismatch` from `evaluate` for arrays of
 * other lengths.
 */
export function structureFactorModel(
  structure: CrystalStructure,
  list: ReflectionList,
  options: ScatteringOptions,
): StructureFactorModel {
  const { sites, spaceGroup } = structure;
  const { size } = list;
  const powers = scatteringPowers(sites, options);
  const own = reciprocalMetric(structure.cell);
  const caches = sites.map((site) => siteCache(spaceGroup, site, list.hkl));
  const real = new Float64Array(powers.kinds.length);
  const factors = new Float64Array(sites.length);
  const d = new Float64Array(size);
  // Sums over atoms leave out what centring makes; that is right but for reflections which it forbids.
  const allowed = Uint8Array.from(d, (_, n) =>
    isAbsent(spaceGroup, list.hkl[3 * n]!, list.hkl[3 * n + 1]!, list.hkl[3 * n + 2]!) ? 0 : 1,
  );
  return {
    start: siteNumbers(structure),
    kinds: powers.kinds,
    warnings: powers.warnings,
    evaluate: (numbers, out, metric = own, slopes) => {
      if (out.length !== size || numbers.occupancies.length !== sites.length)
        throw new OperandoError('shape-mismatch', `${out.length} values for ${size} reflections, or other sites.`, {
          cure: 'Give one value for each reflection, and the numbers of the same sites.',
        });
      const edges = [0, 1, 2].map((k) => Math.sqrt(metric[k]!));
      caches.forEach((cache, site) => refreshSums(cache, site, numbers, edges, slopes !== undefined));
      spacingsOf(list.hkl, metric, d);
      for (let n = 0; n < size; n++) {
        const s2 = 1 / (4 * d[n]! * d[n]!);
        realPowers(powers, s2, real);
        let [pr, pi, qr, qi] = [0, 0, 0, 0];
        for (let site = 0; site < sites.length; site++) {
          const cache = caches[site]!;
          const kind = powers.kindOfSite[site]!;
          const factor = allowed[n]! * (cache.anisotropic ? 1 : Math.exp(-8 * Math.PI ** 2 * numbers.uIso[site]! * s2));
          factors[site] = factor;
          const share = factor * numbers.occupancies[site]!;
          const [c, s] = [share * cache.sums.real[n]!, share * cache.sums.imaginary[n]!];
          const [f, g] = [real[kind]!, powers.kinds[kind]!.imaginary];
          pr += f * c;
          pi += f * s;
          qr += g * c;
          qi += g * s;
        }
        out[n] = pr * pr + pi * pi + qr * qr + qi * qi;
        if (slopes === undefined) continue;
        for (let site = 0; site < sites.length; site++) {
          const kind = powers.kindOfSite[site]!;
          const [f, g] = [real[kind]!, powers.kinds[kind]!.imaginary];
          const toReal = 2 * factors[site]! * (f * pr + g * qr);
          const toImaginary = 2 * factors[site]! * (f * pi + g * qi);
          addSlopes(
            caches[site]!,
            numbers.occupancies[site]!,
            s2,
            toReal,
            toImaginary,
            site * size + n,
            n,
            size,
            slopes,
          );
        }
      }
      return out;
    },
  };
}

/** Derivatives of one reflection to the numbers of one site, from those of its sums. */
function addSlopes(
  { sums, anisotropic }: SiteCache,
  occupancy: number,
  s2: number,
  toReal: number,
  toImaginary: number,
  at: number,
  n: number,
  size: number,
  out: StructureFactorSlopes,
): void {
  const whole = toReal * sums.real[n]! + toImaginary * sums.imaginary[n]!;
  out.occupancies[at] = whole;
  out.uIso[at] = anisotropic ? 0 : -8 * Math.PI ** 2 * s2 * occupancy * whole;
  const each = anisotropic ? 9 : 3;
  const slope = (k: number): number =>
    occupancy * (toReal * sums.slopesReal[each * n + k]! + toImaginary * sums.slopesImaginary[each * n + k]!);
  const site = (at - n) / size;
  for (let k = 0; k < 3; k++) out.positions[(3 * site + k) * size + n] = slope(k);
  if (anisotropic) for (let k = 0; k < 6; k++) out.uAnisotropic[(6 * site + k) * size + n] = slope(3 + k);
}

/** What {@link structureFactors} gives. */
export interface StructureFactors {
  /** Mean of |F|^2 of each reflection and its Friedel mate: electrons squared, or fm squared for neutrons. */
  readonly f2: Float64Array;
  /** What is doubtful about how the atoms scatter. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * |F|^2 of reflections, the mean of Friedel mates as a powder has it.
 *
 * @throws OperandoError `unsupported` for atoms without scattering power here.
 */
export function structureFactors(
  structure: CrystalStructure,
  list: ReflectionList,
  options: ScatteringOptions,
): StructureFactors {
  const model = structureFactorModel(structure, list, options);
  return { f2: model.evaluate(model.start, new Float64Array(list.size)), warnings: model.warnings };
}
