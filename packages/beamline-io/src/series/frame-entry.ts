import type { NamedSource } from '@operando/core';
import type { SharedRange } from './common-grid.js';
import type { Frame } from './frame.js';
import type { FrameNote } from './frame-note.js';
import { narrowValues } from './narrow-values.js';

/** Where a frame is found again: all that is held of each of a hundred thousand while their blocks go by. */
export interface FramePlace<F extends Frame> {
  readonly source: NamedSource;
  readonly index: number;
  /** Points of the frame as it was, and when it began, where that is known. */
  readonly points: number;
  readonly epoch: number | undefined;
  /** Gives the frame itself, where it was kept. */
  readonly kept: (() => F) | undefined;
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

const none = new Float64Array();

/** A frame to be kept, its values in as few bytes as they need. */
export function keptFrame<F extends Frame>(frame: F): { readonly byteLength: number; readonly kept: () => F } {
  const y = narrowValues(frame.y);
  const sigma = frame.sigma === undefined ? undefined : narrowValues(frame.sigma);
  const rest: F = { ...frame, y: none, sigma: undefined };
  return {
    byteLength: y.byteLength + (sigma?.byteLength ?? 0),
    kept: () => ({ ...rest, y: y.wide(), sigma: sigma?.wide() }),
  };
}
