import { OperandoError } from '@operando/core';
import type { PictureSize, Pixels } from './picture.js';
import { lessDarkInto } from './signal-source.js';

/** Frames that the transmission is made with: raw counts, row after row. */
export interface ReferenceFrames {
  /** Without beam; five or more, for their median. */
  readonly dark: readonly Pixels[];
  /** Open beam. */
  readonly open: readonly Pixels[];
  /** With the grid of opaque dots before the sample. */
  readonly blackBody?: readonly Pixels[] | undefined;
  /** With the grid in the open beam. */
  readonly blackBodyOpen?: readonly Pixels[] | undefined;
}

/** What frames are of. */
export type ReferenceKind = keyof ReferenceFrames;

/** How many frames there are of each kind; undefined where none are given. */
export type ReferenceCounts = { readonly [kind in ReferenceKind]?: number | undefined };

/** A frame that is asked for. */
export interface FrameRequest {
  /** Of which kind it is. */
  readonly of: ReferenceKind;
  /** Which of that kind, from 0. */
  readonly k: number;
}

/** Steps of a computation that ask for one frame after another. */
export type FrameSteps<Result> = Generator<FrameRequest, Result, Pixels>;

/** That there are enough frames. @throws OperandoError `too-few-points`. */
export function checkCount(name: ReferenceKind, count: number, least: number): void {
  if (count >= least) return;
  throw new OperandoError('too-few-points', `${count} ${name} frames are given, ${least} are needed.`, {
    where: { parameter: name },
    cure: 'Give more of them.',
  });
}

/** Asks for a frame. @throws OperandoError `shape-mismatch`. */
export function* frameOf(of: ReferenceKind, k: number, { width, height }: PictureSize): FrameSteps<Pixels> {
  const frame = yield { of, k };
  if (frame.length === width * height) return frame;
  throw new OperandoError('shape-mismatch', `a ${of} frame has ${frame.length} pixels, not ${width} x ${height}.`, {
    where: { parameter: of, frame: k },
  });
}

/** Asks for all frames of a kind. */
export function* framesOf(of: ReferenceKind, count: number, size: PictureSize): FrameSteps<Pixels[]> {
  const frames: Pixels[] = [];
  for (let k = 0; k < count; k++) frames.push(yield* frameOf(of, k, size));
  return frames;
}

/** Adds frames less dark, each cleaned, one at a time. */
export function addFrame(
  sum: Float32Array,
  frame: Pixels,
  dark: Float32Array,
  clean: (signal: Float32Array) => void,
  room: Float32Array,
): void {
  lessDarkInto(frame, dark, 0, room);
  clean(room);
  for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + room[i]!;
}

/** Multiplies a picture by a number, in place. */
export function scaled(values: Float32Array, by: number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * by;
  return values;
}
