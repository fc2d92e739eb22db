import type { NamedSource } from '@operando/core';
import type { SharedRange } from './common-grid.js';
import type { Frame } from './frame.js';
import type { FrameNote } from './frame-note.js';

/** Where a frame is found again: all that is held of each of a hundred thousand while their blocks go by. */
export interface FramePlace<F extends Frame> {
  readonly source: NamedSource;
  readonly index: number;
  /** Points of the frame as it was, and when it began, where that is known. */
  readonly points: number;
  readonly epoch: number | undefined;
  /** The frame itself, where it was kept. */
  readonly kept: F | undefined;
}

/** A frame that was looked at, and where it is found again. */
export interface FrameEntry<F extends Frame> extends SharedRange, FramePlace<F> {
  readonly note: FrameNote;
  /** Rows that had no point. */
  readonly lost: number;
}

/** An entry whose frame is not kept. */
export function withoutFrame<F extends Frame>(entry: FrameEntry<F>): FrameEntry<F> {
  return { ...entry, kept: undefined };
}
