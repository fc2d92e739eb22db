import { OperandoError } from '@operando/core';

/** Widest hole that local cubics bridge, as a share of the energy (their half-width), and in eV where that is less. */
const widest = 1.8e-4;
const leastWidth = 0.4;

/**
 * Refuse a position that rests on both sides of a hole: points that are missing there, of which no smooth curve tells.
 *
 * @param energy Energies of the points that are not missing, eV.
 * @param source Their numbers before others were left out.
 * @param first First point that the position rests on.
 * @param last The last.
 * @throws OperandoError `no-edge`.
 */
export function expectNoHole(energy: Float64Array, source: Int32Array, first: number, last: number): void {
  for (let i = first; i < last; i++) {
    const [left, right] = [energy[i]!, energy[i + 1]!];
    if (Math.abs(source[i + 1]! - source[i]!) < 3 || right - left < Math.max(leastWidth, widest * left)) continue;
    const [from, to] = [Number(left.toFixed(2)), Number(right.toFixed(2))];
    throw new OperandoError('no-edge', `points are missing from ${from} to ${to} eV, where the position would lie.`, {
      cure: 'Leave this spectrum out, or use another method.',
    });
  }
}
