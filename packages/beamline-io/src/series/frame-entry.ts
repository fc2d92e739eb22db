import type { NamedSource } from '@operando/core';
import type { SharedRange } from './common-grid.js';
import type { Frame } from './frame.js';
import type { FrameNote } from './frame-note.js';

/** A frame that was looked at, and where it is found again. */
export interface FrameEntry<F extends Frame> extends SharedRange {
  readonly note: FrameNote;
  readonly source: NamedSource;
  readonly index: number;
  /** Points of the frame as it was, and rows that had none. */
  readonly points: number;
  readonly lost: number;
  readonly kept: F | undefined;
}

/** An entry whose frame is not kept. */
export function withoutFrame<F extends Frame>(entry: FrameEntry<F>): FrameEntry<F> {
  return { ...entry, kept: undefined };
}
