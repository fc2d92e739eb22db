import type { FreeDirections } from './metric-constraints.js';
import { freeTensors, nullSpace } from './metric-constraints.js';
import { translationUnit } from './operation.js';
import type { SpaceGroup } from './space-group.js';

/** A place in a cell, in fractions of its edges. */
export type Position = readonly [x: number, y: number, z: number];

/** What a space group makes of a place. */
export interface SiteSymmetry {
  /** The place itself, exactly where its symmetry has it. */
  readonly position: Position;
  /** How many such places a cell holds. */
  readonly multiplicity: number;
  /** Operations (their numbers in the group) that leave it where it is, but for whole cells. */
  readonly stabiliser: readonly number[];
  /** Directions in which an atom there can move without losing its symmetry, of three numbers each. */
  readonly shifts: FreeDirections;
  /** Directions that its displacements 11, 22, 33, 23, 13, 12 are free in, for tensors in units of the reciprocal axes. */
  readonly displacements: FreeDirections;
}

/** Places are the same within this part of a cell edge. */
const samePlace = 1e-4;

/** Difference of two coordinates without whole cells. */
const apart = (a: number, b: number): number => a - b - Math.round(a - b);

/** Image of a place under an operation of a group. */
export function imageOf(
  { rotations, translations }: SpaceGroup,
  n: number,
  p: ArrayLike<number>,
): [number, number, number] {
  const [at, t] = [9 * n, 3 * n];
  const row = (i: number): number =>
    rotations[at + 3 * i]! * p[0]! +
    rotations[at + 3 * i + 1]! * p[1]! +
    rotations[at + 3 * i + 2]! * p[2]! +
    translations[t + i]! / translationUnit;
  return [row(0), row(1), row(2)];
}

/** Operations that move a place by less than a tolerance in every coordinate, and the mean of its images. */
function held(group: SpaceGroup, position: Position, tolerance: number): { stabiliser: number[]; mean: Position } {
  const stabiliser: number[] = [];
  const sum: [number, number, number] = [0, 0, 0];
  for (let n = 0; n < group.order; n++) {
    const image = imageOf(group, n, position);
    const moved = image.map((value, k) => apart(value, position[k]!));
    if (moved.some((value) => Math.abs(value) > tolerance)) continue;
    stabiliser.push(n);
    moved.forEach((value, k) => (sum[k]! += value));
  }
  const mean = position.map((value, k) => value + sum[k]! / stabiliser.length) as [number, number, number];
  return { stabiliser, mean };
}

/**
 * Symmetry of a place.
 *
 * @param position In fractions of the cell edges.
 * @param tolerance How far it may lie from a place of higher symmetry to be moved there, in fractions. @default 1e-4
 */
export function siteSymmetry(group: SpaceGroup, position: Position, tolerance: number = samePlace): SiteSymmetry {
  // An operation may double how far a place lies from where it would stay.
  const near = held(group, position, 2.5 * tolerance);
  const moves = near.mean.some((value, k) => Math.abs(value - position[k]!) > tolerance);
  const exact = moves ? held(group, position, 1e-6) : held(group, near.mean, 1e-6);
  const { stabiliser, mean } = exact;
  const rotations = stabiliser.map((n) => group.rotations.subarray(9 * n, 9 * n + 9));
  const conditions = rotations.flatMap((r) =>
    [0, 1, 2].map((i) => [0, 1, 2].map((j) => r[3 * i + j]! - (i === j ? 1 : 0))),
  );
  return {
    position: mean,
    multiplicity: group.order / stabiliser.length,
    stabiliser,
    shifts: nullSpace(conditions, 3),
    displacements: freeTensors(rotations),
  };
}
