import type { FitState } from '../fit/fit-types.js';
import type { FittedFrame } from './frame-fitter.js';
import type { Neighbour } from './neighbours.js';
import type { FrameRow, Presence } from './row-types.js';

/** Values of a frame on the grid of the series. */
export interface FrameData {
  /** One for each angle of the series. */
  readonly intensity: ArrayLike<number>;
  /** Standard errors of it. @default counts, or from the scatter */
  readonly sigma?: ArrayLike<number> | undefined;
  /** 1 where a point must not be used. @default none */
  readonly mask?: ArrayLike<number> | undefined;
}

/**
 * A series refined frame by frame: first in order, each frame from the last good one; then once more those that frames after
 * them know something about. What a frame came to is kept in a few hundred numbers, not its pattern.
 */
export interface SeriesWalk {
  /** What came of the frames so far, in order. */
  readonly rows: readonly FrameRow[];
  /** Refine the next frame. */
  push(frame: FrameData): FrameRow;
  /** After the last frame, before {@link pending}: which frames are weak or dark, now by those on both sides of them. */
  settle(): void;
  /**
   * After the last frame: those to be looked at again, in order.
   *
   * @param isJoined Whether blocks of frames began anew, so that frames before one may know more of it as well. @default false
   */
  pending(isJoined?: boolean): number[];
  /** Look at a frame again; undefined when it stays as it was. */
  revise(frame: number, data: FrameData): FrameRow | undefined;
  /** What is kept of a frame; undefined where it could not be fitted. */
  kept(frame: number): KeptFrame | undefined;
  /** Presence of the phases of a frame by their evidence there and in the frames beside it. */
  decide(frame: number, evidence: Float64Array): Presence[];
  /** Put another fit in the place of a frame's. @param isGood Whether others may begin there. @default as before */
  put(frame: number, fitted: FittedFrame, isGood?: boolean): void;
  /** What came of the frames from one on, and what the next begins from, as plain data for {@link SeriesWalk.resume}. */
  memory(from: number): WalkMemory;
  /** Take frames that follow those so far from another walk: the next is then refined, to the bit, as that would have done, at a multiple of `walkStage`. */
  resume(memory: WalkMemory): void;
}

/** Some frames of a walk, and what it goes on from: plain data. */
export interface WalkMemory {
  /** What came of them. */
  readonly rows: readonly FrameRow[];
  /** What is kept of each; undefined where it could not be fitted. */
  readonly kept: readonly (KeptFrame | undefined)[];
  /** The last good frame. */
  readonly last: Neighbour | undefined;
  /** Mean intensities of these frames. */
  readonly all: readonly number[];
  /** Mean intensities of frames that say what is usual. */
  readonly totals: readonly number[];
  /** Goodnesses of fit of frames that say what is usual. */
  readonly goodness: readonly number[];
  /** Values of all parameters where each phase was last seen well. */
  readonly known: readonly (Float64Array | undefined)[];
}

/** What is kept of a frame. */
export interface KeptFrame {
  /** Values of its parameters. */
  readonly state: FitState;
  /** Whether the shape of each phase was refined. */
  readonly shape: readonly boolean[];
  /** Whether other frames may begin from it. */
  readonly isGood: boolean;
  /** Whether it has too little beam for more than scales and background. */
  readonly isWeak: boolean;
}
