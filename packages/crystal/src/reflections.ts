import { OperandoError } from '@operando/core';
import { cellVolume, reciprocalMetric } from '@operando/lattice';
import type { CellParameters } from '@operando/lattice';
import { translationUnit } from './symmetry/operation.js';
import type { SpaceGroup } from './symmetry/space-group.js';

/** Reflections of a crystal, one of each set of equivalent ones, by falling d. */
export interface ReflectionList {
  /** How many there are. */
  readonly size: number;
  /** h, k, l of each, one behind the other. */
  readonly hkl: Int32Array;
  /** Spacings, angstrom. */
  readonly d: Float64Array;
  /** How many reflections each stands for, Friedel mates included. */
  readonly multiplicity: Float64Array;
}

/** How far a list of reflections goes: to `dMin`, or to an angle at a wavelength. */
export interface ReflectionLimits {
  /** Smallest spacing, angstrom. @default from `maximumTwoTheta`, else half a wavelength */
  readonly dMin?: number | undefined;
  /** Largest spacing, angstrom. @default none */
  readonly dMax?: number | undefined;
  /** Angstrom. */
  readonly wavelength?: number | undefined;
  /** Largest angle in degrees, at `wavelength`. @default 180 */
  readonly maximumTwoTheta?: number | undefined;
}

/** What reflections are made of: a structure, or its cell and group alone. */
export interface ReflectionSource {
  /** Angstrom, degrees. */
  readonly cell: CellParameters;
  /** Its operations say which reflections are equivalent or absent. */
  readonly spaceGroup: SpaceGroup;
}

/** Points of the reciprocal lattice that are looked through at most. */
const mostPoints = 2e7;

/** @throws OperandoError `invalid-argument` for limits that are none. */
function smallestSpacing({ dMin, wavelength, maximumTwoTheta = 180 }: ReflectionLimits): number {
  if (dMin === undefined && wavelength === undefined)
    throw new OperandoError('invalid-argument', 'a list of reflections without end was asked for.', {
      where: { parameter: 'dMin' },
      cure: 'Give dMin in angstrom, or wavelength with maximumTwoTheta.',
    });
  const byAngle = (wavelength ?? 0) / 2 / Math.sin((Math.min(maximumTwoTheta, 180) * Math.PI) / 360);
  const least = Math.max(dMin ?? 0, byAngle);
  if (!(least > 0) || !Number.isFinite(least))
    throw new OperandoError('invalid-argument', `reflections down to ${least} angstrom cannot be listed.`, {
      where: { parameter: dMin === undefined ? 'wavelength' : 'dMin' },
      cure: 'Give a spacing, wavelength and angle above 0.',
    });
  return least;
}

/**
 * Number of a reflection's equivalents, or 0 where another one of them stands for all: that with the largest h, then k,
 * then l.
 */
function multiplicityOfFirst(rotations: Int8Array, h: number, k: number, l: number): number {
  let same = 0;
  for (let at = 0; at < rotations.length; at += 9) {
    const first = h * rotations[at]! + k * rotations[at + 3]! + l * rotations[at + 6]!;
    if (first > h) return 0;
    if (first < h) continue;
    const second = h * rotations[at + 1]! + k * rotations[at + 4]! + l * rotations[at + 7]!;
    if (second > k) return 0;
    if (second < k) continue;
    const third = h * rotations[at + 2]! + k * rotations[at + 5]! + l * rotations[at + 8]!;
    if (third > l) return 0;
    if (third === l) same++;
  }
  return rotations.length / 9 / same;
}

/** Whether a rotation leaves a reflection as it is. @param at Where the rotation begins. */
function isKept(rotations: Int8Array, at: number, h: number, k: number, l: number): boolean {
  const turned = (j: number): number =>
    h * rotations[at + j]! + k * rotations[at + 3 + j]! + l * rotations[at + 6 + j]!;
  return turned(0) === h && turned(1) === k && turned(2) === l;
}

/**
 * Whether a space group forbids a reflection: an operation leaves its indices as they are and shifts its phase.
 */
export function isAbsent({ rotations, translations, order }: SpaceGroup, h: number, k: number, l: number): boolean {
  for (let n = 0; n < order; n++) {
    const t = 3 * n;
    const phase = h * translations[t]! + k * translations[t + 1]! + l * translations[t + 2]!;
    if (phase % translationUnit === 0) continue;
    if (isKept(rotations, 9 * n, h, k, l)) return true;
  }
  return false;
}

/** How many reflections a reflection stands for in its Laue class, Friedel mates included. */
export function multiplicityOf({ laueRotations }: SpaceGroup, h: number, k: number, l: number): number {
  let same = 0;
  for (let at = 0; at < laueRotations.length; at += 9) if (isKept(laueRotations, at, h, k, l)) same++;
  return laueRotations.length / 9 / same;
}

/** Spacings of reflections in another cell, as during a refinement. @param metric As `reciprocalMetric` gives it. */
export function spacingsOf(hkl: Int32Array, metric: ArrayLike<number>, out: Float64Array): Float64Array {
  const [m0, m1, m2, m3, m4, m5] = [metric[0]!, metric[1]!, metric[2]!, 2 * metric[3]!, 2 * metric[4]!, 2 * metric[5]!];
  for (let n = 0; n < out.length; n++) {
    const [h, k, l] = [hkl[3 * n]!, hkl[3 * n + 1]!, hkl[3 * n + 2]!];
    out[n] = 1 / Math.sqrt(h * h * m0 + k * k * m1 + l * l * m2 + k * l * m3 + h * l * m4 + h * k * m5);
  }
  return out;
}

/**
 * The reflections that a space group allows, one of each set of equivalent ones (Laue class), by falling d. Reflections of
 * equal d that are not equivalent, as 333 and 511 of a cubic crystal, stand apart.
 *
 * @throws OperandoError `invalid-argument` for limits that are none, `too-large` for lists without bound.
 */
export function reflections(source: ReflectionSource, limits: ReflectionLimits): ReflectionList {
  const { cell, spaceGroup } = source;
  const least = smallestSpacing(limits);
  const longest = 1 / (limits.dMax ?? Number.POSITIVE_INFINITY) ** 2;
  const most = (1 + 1e-12) / least ** 2;
  const metric = reciprocalMetric(cell);
  if ((4 * Math.PI * cellVolume(cell)) / 3 / least ** 3 > mostPoints)
    throw new OperandoError('too-large', `there are too many reflections down to ${least} angstrom.`, {
      where: { parameter: 'dMin' },
      cure: 'Give a larger dMin, or check the wavelength and the cell (angstrom).',
    });
  const [aa, bb, cc, bc, ac, ab] = metric;
  const rotations = spaceGroup.laueRotations;
  const found: number[] = [];
  const spacings: number[] = [];
  const multiplicities: number[] = [];
  // The sphere, column by column: h up to a / d, then what k and l the quadratic form leaves.
  const hMost = Math.floor(cell.a / least + 1e-9);
  const kRest = cc * bb - bc * bc;
  const kMost = (h: number): readonly [number, number] => {
    // Smallest 1/d^2 over l at given h, k: a quadratic in k.
    const q1 = h * (ab * cc - ac * bc);
    const q0 = h * h * (aa * cc - ac * ac) - most * cc;
    const root = Math.sqrt(Math.max(0, q1 * q1 - kRest * q0));
    return [Math.ceil((-q1 - root) / kRest - 1e-9), Math.floor((-q1 + root) / kRest + 1e-9)];
  };
  // The first of each set has the largest h, which is never below 0 since inversion is among the rotations.
  for (let h = 0; h <= hMost; h++) {
    const [kFrom, kTo] = kMost(h);
    for (let k = kFrom; k <= kTo; k++) {
      const linear = bc * k + ac * h;
      const constant = aa * h * h + bb * k * k + 2 * ab * h * k;
      const root = Math.sqrt(Math.max(0, linear * linear - cc * (constant - most)));
      const lTo = Math.floor((-linear + root) / cc + 1e-9);
      for (let l = Math.ceil((-linear - root) / cc - 1e-9); l <= lTo; l++) {
        const inverse = constant + 2 * linear * l + cc * l * l;
        if (inverse > most || inverse < longest || (h === 0 && k === 0 && l === 0)) continue;
        const multiplicity = multiplicityOfFirst(rotations, h, k, l);
        if (multiplicity === 0 || isAbsent(spaceGroup, h, k, l)) continue;
        found.push(h, k, l);
        spacings.push(1 / Math.sqrt(inverse));
        multiplicities.push(multiplicity);
      }
    }
  }
  return sortedList(found, spacings, multiplicities);
}

/** By falling d; those of equal d with the larger indices first. */
function sortedList(hkl: readonly number[], d: readonly number[], multiplicity: readonly number[]): ReflectionList {
  const order = Array.from(d, (_, n) => n).sort((m, n) => {
    const apart = d[n]! - d[m]!;
    if (Math.abs(apart) > 1e-9 * d[m]!) return apart;
    return hkl[3 * n]! - hkl[3 * m]! || hkl[3 * n + 1]! - hkl[3 * m + 1]! || hkl[3 * n + 2]! - hkl[3 * m + 2]!;
  });
  return {
    size: d.length,
    hkl: Int32Array.from(order.flatMap((n) => [hkl[3 * n]!, hkl[3 * n + 1]!, hkl[3 * n + 2]!])),
    d: Float64Array.from(order, (n) => d[n]!),
    multiplicity: Float64Array.from(order, (n) => multiplicity[n]!),
  };
}
