import type { Covariance } from '../fit/covariance.js';
import type { Refiner } from '../refiner.js';

/** Correlation of a shift (zero, displacement) and a cell beyond which they can hardly be told apart. */
export const tradeLimit = 0.95;

/** Shifts and cells that trade with each other. */
export interface Trades {
  /** Largest correlation of a shift with a cell, without its sign; 0 where there is no such pair. */
  readonly strongest: number;
  /** Refined parameters of pairs beyond the limit. */
  readonly parameters: ReadonlySet<number>;
}

/** Which zero shifts, displacements and cells the pattern hardly tells apart. */
export function tradesOf({ names, shapes, phases, layout }: Refiner, { matrix, size, free }: Covariance): Trades {
  const isCell = (k: number): boolean =>
    phases.some(({ places }) => layout.refined[k]! >= places.cell && layout.refined[k]! < places.inverseSize);
  const shifts = free.filter((k) => k < shapes && (names[k] === 'zero' || names[k]!.endsWith('displacement')));
  const cells = free.filter((k) => k < shapes && isCell(k));
  const parameters = new Set<number>();
  let strongest = 0;
  for (const j of shifts) {
    for (const k of cells) {
      const squares = matrix[j * size + j]! * matrix[k * size + k]!;
      const correlation = Math.abs(matrix[j * size + k]!) / Math.sqrt(squares);
      strongest = Math.max(strongest, correlation);
      if (correlation > tradeLimit) parameters.add(j).add(k);
    }
  }
  return { strongest, parameters };
}
