import type { NdArray } from '@operando/core';
import type { NormalizedStack, NormalizeStackOptions } from './normalize-stack-types.js';
import { rowNormalizer } from './row-normalizer.js';

/** {@link normalizeStack} for one grid, kept for stack after stack. */
export type StackNormalizer = (
  stack: Float64Array | NdArray<Float64Array>,
  options?: Pick<NormalizeStackOptions, 'e0' | 'out'>,
) => NormalizedStack;

/**
 * Normalize every spectrum of a stack on one grid of energies: as
 * {@link preEdge} frame by frame, with everything that depends only on the grid
 * computed once (smoothing for e0, one factorisation per distinct fit range).
 *
 * A frame that cannot be normalized does not stop the others: its row is NaN,
 * its status `failed`, and a warning names it. Frames with some values missing are
 * normalized without them.
 *
 * @param energy Increasing energies in eV.
 * @param stack Frames x energies: flat row-major, or a 2-D ndarray. Not changed.
 * @throws OperandoError `axis-not-increasing`, `non-finite` or `unit-mismatch` for bad energies,
 * `shape-mismatch`, `outside-range` for a fixed e0 outside the grid.
 */
export function normalizeStack(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: NormalizeStackOptions = {},
): NormalizedStack {
  const { e0, out, ...fitOptions } = options;
  return createStackNormalizer(energy, fitOptions)(stack, { e0, out });
}

/**
 * {@link normalizeStack} in two steps, for series that come in pieces: what depends on the energies alone is made once.
 *
 * @throws OperandoError as {@link normalizeStack}, for the energies here and for the rest when called.
 */
export function createStackNormalizer(
  energy: ArrayLike<number>,
  fitOptions: Omit<NormalizeStackOptions, 'e0' | 'out'> = {},
): StackNormalizer {
  const { normalizeRows, edges } = rowNormalizer(energy, fitOptions);
  return (stack, options = {}) => {
    const { notes, remarks, fits: _fits, ...result } = normalizeRows(stack, options, 0);
    const { frames } = result;
    return { ...result, warnings: [...edges.warnings(), ...remarks.warnings(frames), ...notes.warnings(frames)] };
  };
}
