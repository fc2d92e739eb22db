import { OperandoError } from '@operando/core';
import { indexNearest, indexOf } from './grid-search.js';
import { sumOfForms } from './edge-errors/linear-form.js';
import type { LinearForm } from './edge-errors/linear-form.js';
import type { LocalCubics } from './local-cubic.js';

/** What every method of finding an edge position starts from. */
export interface EdgeContext {
  readonly energy: Float64Array;
  readonly norm: Float64Array;
  /** Where the spectrum begins in `norm`. */
  readonly offset: number;
  /** Grid point nearest to the rough edge energy. */
  readonly edgeIndex: number;
  readonly cubics: LocalCubics;
  /** Cubics of half that width, for values rather than derivatives. */
  readonly narrowCubics: LocalCubics;
}

/** Energy, eV, how it changes with the values of the spectrum, and how far it is off for where the points of the grid lie, eV. */
export type PositionAndForm = readonly [energy: number, form: LinearForm, grid?: number];

/**
 * As an edge moves over a grid, its position is off by this share of how far the answers of neighbouring fits are apart
 * (standard deviation; on arctangents and white lines from 0.2 to 1 eV a point it is 0.1 to 0.16 of them, or less).
 */
const gridShare = 0.12;

/** Value of norm at grid point i. */
export function valueAt(context: EdgeContext, i: number): number {
  return context.norm[context.offset + i]!;
}

/** The error of a method that finds no such feature. */
export function noFeature(context: EdgeContext, what: string): OperandoError {
  const at = Number(context.energy[context.edgeIndex]!.toFixed(2));
  return new OperandoError('no-edge', `${what} near ${at} eV.`, {
    cure: 'Check e0 and the normalization, or use another method.',
  });
}

/**
 * A position from local fits that does not jump when the fit moves on by one
 * point: the answers of the fits around the two grid points on either side,
 * weighted by how near the position lies to each.
 *
 * @param estimate Position from the fit around a grid point; undefined when that fit has no such feature.
 * @returns undefined when no fit near `start` has one.
 */
export function continuousPosition(
  energy: Float64Array,
  start: number,
  estimate: (index: number) => PositionAndForm | undefined,
): PositionAndForm | undefined {
  let index = start;
  let at = start;
  let answer: PositionAndForm | undefined;
  const seen: number[] = [];
  while (seen.length < 12 && !seen.includes(index)) {
    seen.push(index);
    const found = estimate(index);
    if (found === undefined) break;
    answer = found;
    at = index;
    index = indexNearest(energy, found[0]);
  }
  if (answer === undefined) return undefined;
  const left = indexOf(energy, answer[0]);
  if (left + 1 >= energy.length) return answer;
  const atLeft = left === at ? answer : estimate(left);
  const atRight = left + 1 === at ? answer : estimate(left + 1);
  if (atLeft === undefined || atRight === undefined) return answer;
  // p = (1 - t) pl + t pr with t = (p - El) / (Er - El), solved for p.
  const share = (atRight[0] - atLeft[0]) / (energy[left + 1]! - energy[left]!);
  const blended = (atLeft[0] - share * energy[left]!) / (1 - share);
  if (!(blended >= energy[left]! && blended <= energy[left + 1]!)) return answer;
  const t = (blended - energy[left]!) / (energy[left + 1]! - energy[left]!);
  const form = sumOfForms([
    [(1 - t) / (1 - share), atLeft[1]],
    [t / (1 - share), atRight[1]],
  ]);
  return [blended, form, gridShare * Math.abs(atRight[0] - atLeft[0])];
}
