import { boundedLeastSquaresSolver, dotProduct } from '@operando/numerics';
import type { BoundedLeastSquaresOptions, BoundedSolver } from '@operando/numerics';
import { nearestUnimodal } from './unimodal.js';

/** What concentrations and spectra have to satisfy. */
export interface McrConstraints {
  /** Number of species. */
  readonly count: number;
  /** No concentration is below 0. */
  readonly nonNegativeConcentrations: boolean;
  /** No spectrum is below 0. */
  readonly nonNegativeSpectra: boolean;
  /** Concentrations of a frame add up to one. */
  readonly sumToOne: boolean;
  /** Per component, whether its concentrations have one maximum. */
  readonly unimodal: readonly boolean[];
  /** Per component, whether its spectrum is given. */
  readonly fixed: readonly boolean[];
}

/** Limits of the concentrations, or of the spectra. */
export function stepLimits(nonNegative: boolean, sumToOne: boolean): BoundedLeastSquaresOptions {
  return { ...(nonNegative ? { lower: 0 } : {}), ...(sumToOne ? { sumTo: 1 } : {}) };
}

function columnsOf(rows: Float64Array, points: number, which: readonly number[]): Float64Array {
  const out = new Float64Array(points * which.length);
  which.forEach((row, j) => {
    for (let i = 0; i < points; i++) out[i * which.length + j] = rows[row * points + i]!;
  });
  return out;
}

/** Matrix of spectra as columns, prepared for all frames. @param spectra Count x points. */
export function concentrationSolver(spectra: Float64Array, points: number, constraints: McrConstraints): BoundedSolver {
  const all = Array.from({ length: constraints.count }, (_, k) => k);
  return boundedLeastSquaresSolver(
    columnsOf(spectra, points, all),
    points,
    constraints.count,
    stepLimits(constraints.nonNegativeConcentrations, constraints.sumToOne),
  );
}

/** Concentrations (frames x count) that describe the data (frames x points) with given spectra best. */
export function solveConcentrations(
  data: Float64Array,
  points: number,
  spectra: Float64Array,
  constraints: McrConstraints,
  out: Float64Array,
): void {
  const { count, unimodal } = constraints;
  const frames = data.length / points;
  const solver = concentrationSolver(spectra, points, constraints);
  const x = new Float64Array(count);
  for (let f = 0; f < frames; f++) {
    solver.solveInto(data, f * points, x);
    out.set(x, f * count);
  }
  const shaped = [...unimodal.keys()].filter((k) => unimodal[k]!);
  if (shaped.length === 0) return;
  for (const k of shaped) {
    const profile = nearestUnimodal(Float64Array.from({ length: frames }, (_, f) => out[f * count + k]!));
    for (let f = 0; f < frames; f++) out[f * count + k] = profile[f]!;
  }
  if (constraints.sumToOne) solveRest(data, points, spectra, constraints, shaped, out);
  else descendByComponents(data, points, spectra, constraints, out);
}

/**
 * One component after another at its best beside the others, shaped ones by unimodal regression (Bro and Sidiropoulos 1998),
 * until nothing changes: shaping all of the common solution at once would make the fit worse from round to round.
 */
function descendByComponents(
  data: Float64Array,
  points: number,
  spectra: Float64Array,
  constraints: McrConstraints,
  out: Float64Array,
): void {
  const { count, unimodal, nonNegativeConcentrations } = constraints;
  const frames = data.length / points;
  const gram = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: count }, (__, l) => dotProduct(spectra, k * points, spectra, l * points, points)),
  );
  const shares = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: frames }, (__, f) => dotProduct(data, f * points, spectra, k * points, points)),
  );
  for (let sweep = 0; sweep < 500; sweep++) {
    let [moved, size] = [0, 0];
    for (let k = 0; k < count; k++) {
      if (!(gram[k]![k]! > 0)) continue;
      let profile: Float64Array = shares[k]!.map((share, f) => {
        let rest = share;
        for (let l = 0; l < count; l++) if (l !== k) rest -= gram[k]![l]! * out[f * count + l]!;
        return rest / gram[k]![k]!;
      });
      if (unimodal[k]!) profile = nearestUnimodal(profile);
      if (nonNegativeConcentrations) profile = profile.map((value) => Math.max(0, value));
      for (let f = 0; f < frames; f++) {
        moved = Math.max(moved, Math.abs(profile[f]! - out[f * count + k]!));
        size = Math.max(size, Math.abs(profile[f]!));
        out[f * count + k] = profile[f]!;
      }
    }
    if (moved <= 1e-9 * size) break;
  }
}

/** With a sum rule: the components whose profiles were not shaped, anew beside those that were. */
function solveRest(
  data: Float64Array,
  points: number,
  spectra: Float64Array,
  constraints: McrConstraints,
  shaped: readonly number[],
  out: Float64Array,
): void {
  const { count, nonNegativeConcentrations } = constraints;
  const frames = data.length / points;
  const rest = Array.from({ length: count }, (_, k) => k).filter((k) => !shaped.includes(k));
  const solver =
    rest.length === 0
      ? undefined
      : boundedLeastSquaresSolver(
          columnsOf(spectra, points, rest),
          points,
          rest.length,
          stepLimits(nonNegativeConcentrations, true),
        );
  const right = new Float64Array(points);
  const y = new Float64Array(rest.length);
  for (let f = 0; f < frames; f++) {
    let taken = 0;
    for (const k of shaped) taken += out[f * count + k]!;
    const room = 1 - taken;
    if (solver === undefined || !(room > 1e-9)) {
      // No room for others (or none are left to take it up): the shaped ones share what there is.
      for (const k of shaped) out[f * count + k]! /= taken || 1;
      for (const k of rest) out[f * count + k] = 0;
      continue;
    }
    for (let i = 0; i < points; i++) {
      let value = data[f * points + i]!;
      for (const k of shaped) value -= out[f * count + k]! * spectra[k * points + i]!;
      // Concentrations as shares of the room: those sum to one.
      right[i] = value / room;
    }
    solver.solveInto(right, 0, y);
    rest.forEach((k, j) => (out[f * count + k] = y[j]! * room));
  }
}

/** Matrix of the concentrations of the components whose spectra are sought, prepared for all energies; undefined when all are given. */
export function spectraSolver(
  concentrations: Float64Array,
  frames: number,
  constraints: McrConstraints,
): { readonly solver: BoundedSolver; readonly sought: readonly number[] } | undefined {
  const { count, fixed, nonNegativeSpectra } = constraints;
  const sought = Array.from({ length: count }, (_, k) => k).filter((k) => !fixed[k]!);
  if (sought.length === 0) return undefined;
  const matrix = new Float64Array(frames * sought.length);
  for (let f = 0; f < frames; f++)
    for (let j = 0; j < sought.length; j++) matrix[f * sought.length + j] = concentrations[f * count + sought[j]!]!;
  return {
    solver: boundedLeastSquaresSolver(matrix, frames, sought.length, stepLimits(nonNegativeSpectra, false)),
    sought,
  };
}

/**
 * Spectra (count x points) that describe the data best with given concentrations; fixed ones stay.
 * @param turned Data, points x frames.
 */
export function solveSpectra(
  turned: Float64Array,
  frames: number,
  concentrations: Float64Array,
  constraints: McrConstraints,
  spectra: Float64Array,
): void {
  const prepared = spectraSolver(concentrations, frames, constraints);
  if (prepared === undefined) return;
  const { solver, sought } = prepared;
  const { count, fixed } = constraints;
  const points = turned.length / frames;
  const known = Array.from({ length: count }, (_, k) => k).filter((k) => fixed[k]!);
  const right = new Float64Array(frames);
  const x = new Float64Array(sought.length);
  for (let i = 0; i < points; i++) {
    for (let f = 0; f < frames; f++) {
      let value = turned[i * frames + f]!;
      for (const k of known) value -= concentrations[f * count + k]! * spectra[k * points + i]!;
      right[f] = value;
    }
    solver.solveInto(right, 0, x);
    sought.forEach((k, j) => (spectra[k * points + i] = x[j]!));
  }
}

/** Sum of squares that concentrations and spectra leave of the data. */
export function squaresLeft(
  data: Float64Array,
  points: number,
  concentrations: Float64Array,
  spectra: Float64Array,
  count: number,
): number {
  const frames = data.length / points;
  const rest = new Float64Array(points);
  let squares = 0;
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) rest[i] = data[f * points + i]!;
    for (let k = 0; k < count; k++) {
      const c = concentrations[f * count + k]!;
      for (let i = 0; i < points; i++) rest[i]! -= c * spectra[k * points + i]!;
    }
    for (let i = 0; i < points; i++) squares += rest[i]! * rest[i]!;
  }
  return squares;
}
