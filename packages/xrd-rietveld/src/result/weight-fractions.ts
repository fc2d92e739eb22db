import type { Measured } from '@operando/core';
import { cellVolume, completeCell } from '@operando/lattice';
import { varianceAlong } from '../fit/covariance.js';
import type { Covariance } from '../fit/covariance.js';
import type { FitState } from '../fit/fit-types.js';
import type { PhaseLines } from '../model/compile.js';
import { isFree } from '../refiner.js';
import type { Refiner } from '../refiner.js';

/** Volume of a phase's cell, and its derivatives by the free parameters of the cell. */
export function volumeOf({ phase, places }: PhaseLines, values: Float64Array, by?: Float64Array): number {
  const free = values.slice(places.cell, places.cell + places.cellCount);
  const volume = cellVolume(completeCell(phase.system, free));
  if (by !== undefined) {
    for (let k = 0; k < free.length; k++) {
      const keep = free[k]!;
      const h = 1e-5 * keep;
      free[k] = keep + h;
      const up = cellVolume(completeCell(phase.system, free));
      free[k] = keep - h;
      by[k] = (up - cellVolume(completeCell(phase.system, free))) / (2 * h);
      free[k] = keep;
    }
  }
  return volume;
}

/** Mass of a cell's content, NaN where it is not known. */
export function massOf({ phase, quantities }: PhaseLines, byQuantity?: Float64Array): number {
  return phase.structure?.cellMass(quantities, byQuantity) ?? phase.cellMass ?? Number.NaN;
}

/**
 * Weight fractions among the crystalline phases (Hill and Howard, J. Appl. Cryst. 20 (1987) 467): w in proportion to S Z M V,
 * with errors from the full covariance of scales, cells and occupancies.
 *
 * @returns A phase that is alone has the fraction 1 by definition, and no error. NaN for those without a scale (Pawley, Le Bail), and for all when the mass of one that has a scale is not known.
 */
export function weightFractions(refiner: Refiner, state: FitState, covariance: Covariance): Measured[] {
  const { phases, shapes, layout } = refiner;
  const { size } = covariance;
  const rows = phases.map((lines, p) => {
    const scale = state.linear[p]!;
    const by = new Float64Array(size);
    if (lines.method !== 'rietveld') return { amount: Number.NaN, by };
    const byCell = new Float64Array(lines.places.cellCount);
    const volume = volumeOf(lines, state.values, byCell);
    const byQuantity = new Float64Array(lines.quantities.length);
    const mass = massOf(lines, byQuantity);
    // Derivatives of the amount; of one at scale 0 only that by the scale is left.
    by[shapes + p] = mass * volume;
    for (const { parameter, column } of lines.chains) {
      const { places } = lines;
      if (layout.parameters[parameter]!.phase < 0) continue;
      if (parameter < places.inverseSize) by[column] = scale * mass * byCell[parameter - places.cell]!;
      else if (parameter >= places.atoms) {
        const { quantities, factors } = places.atomParameters[parameter - places.atoms]!;
        let sum = 0;
        quantities.forEach((quantity, k) => (sum += factors[k]! * byQuantity[quantity]!));
        by[column] = scale * volume * sum;
      }
    }
    return { amount: scale * mass * volume, by };
  });
  const total = rows.reduce((sum, { amount }, p) => sum + (isFree(phases[p]) ? 0 : amount), 0);
  const all = new Float64Array(size);
  for (const { by } of rows) for (let k = 0; k < size; k++) all[k]! += by[k]!;
  return rows.map(({ amount, by }) => {
    const value = amount / total;
    if (amount === total) return { value, stderr: Number.NaN };
    const along = by.map((slope, k) => (slope - value * all[k]!) / total);
    return { value, stderr: Math.sqrt(varianceAlong(covariance, along)) };
  });
}
