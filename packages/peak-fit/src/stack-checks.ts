import { OperandoError } from '@operando/core';
import type { StackSigma } from './frame-weights.js';

/** @throws OperandoError `shape-mismatch`. @returns Frames. */
export function expectFrames(stack: Float64Array, points: number, sigma: StackSigma): number {
  const frames = stack.length / points;
  if (
    points === 0 ||
    !Number.isInteger(frames) ||
    (typeof sigma === 'object' && sigma.length !== points && sigma.length !== stack.length)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `x, stack and sigma have ${points}, ${stack.length} and ${typeof sigma === 'object' ? sigma.length : points} values`,
      {
        cure: 'give a stack of frames x points, row after row, and sigma for one row or all',
      },
    );
  }
  return frames;
}

/** @throws OperandoError `invalid-argument` for what is no number of frames. */
export function expectChain(chain: number | undefined): void {
  if (chain === undefined || chain === Infinity || (Number.isInteger(chain) && chain >= 1)) return;
  throw new OperandoError('invalid-argument', `Chains of ${chain} frames are none.`, {
    where: { parameter: 'chain' },
    cure: 'Give a whole number of frames, 1 or more, or Infinity for all.',
  });
}
