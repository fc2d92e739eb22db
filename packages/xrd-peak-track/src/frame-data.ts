import { OperandoError } from '@operando/core';
import { leastPatternPoints } from './excluded.js';
import { firstAbove } from './peak-shape.js';
import { sumOf } from './sum-of.js';
import type { WindowData } from './window/types.js';

/** Frames of a stack, with their variances, cut to a range of x. */
export interface FrameData {
  readonly x: Float64Array;
  readonly frames: number;
  /** Intensities of a frame; not a copy. */
  y(frame: number): Float64Array;
  /**
   * Infinite where more than two neighbours are masked, and beside them: there {@link y} is interpolated, and nothing can be found.
   * Narrower gaps take the larger variance of their neighbours.
   */
  variance(frame: number): Float64Array;
  /** Points of a range that are not masked; more on both sides where there are too few for a peak on a line. */
  window(frame: number, from: number, to: number): WindowData;
  /** Share of the points of a range that are not masked; 0 for a range without points. */
  usable(frame: number, from: number, to: number): number;
}

/** Points that a peak on a line needs. */
const leastPoints = 10;
/** Points beside masked ones among which nothing is looked for. */
const besideMask = 3;
/** Neighbouring masked points, at most, over which peaks are still looked for: a dead pixel hides none, the line over it makes none. */
const narrowGap = 2;

/** Frames in which too few points are not masked. */
export function emptyFrames(data: FrameData): Uint8Array {
  const { x } = data;
  return Uint8Array.from({ length: data.frames }, (_, frame) =>
    data.usable(frame, x[0]!, x.at(-1)!) * x.length < leastPatternPoints ? 1 : 0,
  );
}

/**
 * @param mask Frames x points, 1 where a point must not be used.
 * @throws OperandoError for shapes that do not fit, x that does not increase, values that are not finite. */
export function createFrameData(
  x: ArrayLike<number>,
  stack: Float64Array,
  sigma: Float64Array | 'counts',
  range: readonly [number, number] | undefined,
  mask?: Uint8Array,
): FrameData {
  const axis = Float64Array.from(x);
  const points = axis.length;
  const frames = stack.length / points;
  if (
    points < leastPatternPoints ||
    !Number.isInteger(frames) ||
    (sigma !== 'counts' && sigma.length !== points && sigma.length !== stack.length) ||
    (mask !== undefined && mask.length !== stack.length)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `x, stack and sigma have ${points}, ${stack.length} and ${sigma === 'counts' ? points : sigma.length} values`,
      {
        cure: `give a stack of frames x points, row after row, of at least ${leastPatternPoints} points, and sigma for one row or all`,
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
  for (let frame = 0; frame < frames; frame++) expectFinite(axis, stack, frame, mask);
  const first = range === undefined ? 0 : firstAbove(axis, range[0]);
  const last = range === undefined ? points : firstAbove(axis, range[1]);
  if (last - first < leastPatternPoints)
    throw new OperandoError('too-few-points', `the range holds ${last - first} points`, {
      where: { parameter: 'range' },
      cure: 'widen it',
    });
  const cut = axis.slice(first, last);
  const row = (values: Float64Array, frame: number): Float64Array => {
    const at = values.length === points ? 0 : frame * points;
    return values.subarray(at + first, at + last);
  };
  /** Masked points of a frame; undefined where none is. */
  const gapsOf = (frame: number): Uint8Array | undefined => {
    const gaps = mask?.subarray(frame * points + first, frame * points + last);
    return gaps?.includes(1) === true ? gaps : undefined;
  };
  const squares = new Float64Array(cut.length);
  const variances = ofLastFrame((frame) => {
    const values = row(sigma === 'counts' ? stack : sigma, frame);
    if (sigma === 'counts') for (let i = 0; i < squares.length; i++) squares[i] = Math.max(1, values[i]!);
    else for (let i = 0; i < squares.length; i++) squares[i] = values[i]! * values[i]!;
    return squares;
  });
  return {
    x: cut,
    frames,
    y: ofLastFrame((frame) => {
      const gaps = gapsOf(frame);
      return gaps === undefined ? row(stack, frame) : bridged(cut, row(stack, frame), gaps);
    }),
    variance(frame) {
      const gaps = gapsOf(frame);
      return gaps === undefined ? variances(frame) : blindBeside(variances(frame), gaps);
    },
    usable(frame, from, to) {
      const gaps = gapsOf(frame);
      const [low, high] = [firstAbove(cut, from), pastLast(cut, to)];
      if (high <= low || gaps === undefined) return high > low ? 1 : 0;
      return gaps.subarray(low, high).reduce((free, gap) => free + 1 - gap, 0) / (high - low);
    },
    window(frame, from, to) {
      const gaps = gapsOf(frame);
      let low = firstAbove(cut, from);
      let high = firstAbove(cut, to);
      let free = high - low;
      if (gaps !== undefined) for (let i = low; i < high; i++) if (gaps[i] === 1) free--;
      while (free < leastPoints && (low > 0 || high < cut.length)) {
        if (low > 0 && gaps?.[--low] !== 1) free++;
        if (high < cut.length && gaps?.[high++] !== 1) free++;
      }
      const kept = (values: Float64Array): Float64Array =>
        gaps === undefined
          ? values.subarray(low, high)
          : values.subarray(low, high).filter((_, i) => gaps[low + i] !== 1);
      return { x: kept(cut), y: kept(row(stack, frame)), variance: kept(variances(frame)), ground: undefined };
    },
  };
}

/** @throws OperandoError for a value of a frame that is not finite and not masked: where there is one, the sum is none either. */
function expectFinite(x: Float64Array, stack: Float64Array, frame: number, mask: Uint8Array | undefined): void {
  const from = frame * x.length;
  if (Number.isFinite(sumOf(stack, from, from + x.length))) return;
  for (let i = 0; i < x.length; i++) {
    const value = stack[from + i]!;
    if (!Number.isFinite(value) && mask?.[from + i] !== 1) {
      throw new OperandoError('non-finite', `the intensity at x = ${x[i]} is ${value}`, {
        where: { frame, row: i },
        cure: 'cut that range, or mask the frame',
      });
    }
  }
}

/** Keeps what was made for one frame until another is asked for. */
function ofLastFrame(make: (frame: number) => Float64Array): (frame: number) => Float64Array {
  let last = -1;
  let made: Float64Array = new Float64Array(0);
  return (frame) => {
    if (frame !== last) {
      made = make(frame);
      last = frame;
    }
    return made;
  };
}

/** First index whose x is above a value. */
function pastLast(x: Float64Array, value: number): number {
  const at = firstAbove(x, value);
  return x[at] === value ? at + 1 : at;
}

/** Values with straight lines over the gaps, and constants to the ends. */
function bridged(x: Float64Array, y: Float64Array, gaps: Uint8Array): Float64Array {
  const out = y.slice();
  let before = -1;
  for (let i = 0; i <= out.length; i++) {
    if (i < out.length && gaps[i] === 1) continue;
    for (let k = before + 1; k < i; k++) {
      const [left, right] = [y[before], y[i]];
      const share = before < 0 || i === out.length ? 0 : (x[k]! - x[before]!) / (x[i]! - x[before]!);
      out[k] = left === undefined ? (right ?? 0) : right === undefined ? left : (1 - share) * left + share * right;
    }
    before = i;
  }
  return out;
}

/** Variances that are infinite in wide gaps and beside them: no peak is found there; those of narrow gaps are bridged. */
function blindBeside(variance: Float64Array, gaps: Uint8Array): Float64Array {
  const out = variance.slice();
  for (let i = 0; i < gaps.length; i++) {
    if (gaps[i] !== 1) continue;
    const from = i;
    while (gaps[i + 1] === 1) i++;
    const isInside = from > 0 && i + 1 < gaps.length;
    if (isInside && i - from < narrowGap)
      // Not below what another gap has made blind.
      for (let k = from; k <= i; k++)
        out[k] = out[k] === Infinity ? Infinity : Math.max(variance[from - 1]!, variance[i + 1]!);
    else out.fill(Infinity, Math.max(0, from - besideMask), i + besideMask + 1);
  }
  return out;
}
