import { OperandoError } from '@operando/core';
import { firstAbove } from './peak-shape.js';
import type { WindowData } from './window-fit.js';

/** Frames of a stack, with their standard deviations, cut to a range of x. */
export interface FrameData {
  readonly x: Float64Array;
  readonly frames: number;
  /** Intensities of a frame; not a copy. */
  y(frame: number): Float64Array;
  sigma(frame: number): Float64Array;
  window(frame: number, from: number, to: number): WindowData;
}

/** @throws OperandoError for shapes that do not fit, x that does not increase, values that are not finite. */
export function createFrameData(
  x: ArrayLike<number>,
  stack: Float64Array,
  sigma: Float64Array | 'counts',
  range: readonly [number, number] | undefined,
): FrameData {
  const axis = Float64Array.from(x);
  const points = axis.length;
  const frames = stack.length / points;
  if (
    points < 16 ||
    !Number.isInteger(frames) ||
    (sigma !== 'counts' && sigma.length !== points && sigma.length !== stack.length)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `x, stack and sigma have ${points}, ${stack.length} and ${sigma === 'counts' ? points : sigma.length} values`,
      {
        cure: 'give a stack of frames x points, row after row, of at least 16 points, and sigma for one row or all',
      },
    );
  }
  for (let i = 0; i < points; i++) {
    if (!Number.isFinite(axis[i]!) || (i > 0 && !(axis[i]! > axis[i - 1]!))) {
      throw new OperandoError('axis-not-increasing', `x[${i}] is ${axis[i]}, after ${axis[i - 1]}`, {
        where: { parameter: 'x' },
        cure: 'sort the points by x',
      });
    }
  }
  for (let i = 0; i < stack.length; i++) {
    if (!Number.isFinite(stack[i]!)) {
      throw new OperandoError('non-finite', `the intensity at x = ${axis[i % points]} is ${stack[i]}`, {
        where: { frame: Math.floor(i / points), row: i % points },
        cure: 'cut that range, or mask the frame',
      });
    }
  }
  const first = range === undefined ? 0 : firstAbove(axis, range[0]);
  const last = range === undefined ? points : firstAbove(axis, range[1]);
  if (last - first < 16)
    throw new OperandoError('too-few-points', `the range holds ${last - first} points`, {
      where: { parameter: 'range' },
      cure: 'widen it',
    });
  const cut = axis.slice(first, last);
  const row = (values: Float64Array, frame: number): Float64Array => {
    const at = values.length === points ? 0 : frame * points;
    return values.subarray(at + first, at + last);
  };
  let cached = -1;
  const counts = new Float64Array(cut.length);
  const data: FrameData = {
    x: cut,
    frames,
    y: (frame) => row(stack, frame),
    sigma(frame) {
      if (sigma !== 'counts') return row(sigma, frame);
      if (cached !== frame) {
        const y = row(stack, frame);
        for (let i = 0; i < counts.length; i++) counts[i] = Math.sqrt(Math.max(1, y[i]!));
        cached = frame;
      }
      return counts;
    },
    window(frame, from, to) {
      let low = firstAbove(cut, from);
      let high = firstAbove(cut, to);
      // At least as many points as a peak on a line needs.
      while (high - low < 10 && (low > 0 || high < cut.length)) {
        low = Math.max(0, low - 1);
        high = Math.min(cut.length, high + 1);
      }
      return { x: cut.slice(low, high), y: data.y(frame).slice(low, high), sigma: data.sigma(frame).slice(low, high) };
    },
  };
  return data;
}
