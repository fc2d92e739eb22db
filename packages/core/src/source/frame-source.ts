import type { OperandoWarning } from '../error.js';
import type { Axis } from '../series/axis.js';
import type { FrameTime } from '../series/frame-time.js';
import type { Channel, Metadata, Series } from '../series/series.js';

/** How frames are asked for. */
export interface BlockOptions {
  /** Frames of each block but the last. @default as the source likes, some megabytes */
  readonly frames?: number | undefined;
  /** Ends the reading; what is thrown then is its reason. @default none */
  readonly signal?: AbortSignal | undefined;
  /** The first frame that is wanted: for sources that say what is known of them, or that they begin anywhere. @default 0 */
  readonly from?: number | undefined;
}

/** What tells whether frames of two openings of a source are the same. */
export interface KnownFrames<Name extends string = string, Unit extends string = string> {
  /** An object for each frame: the same in another opening where the frame with its values is the same. */
  readonly marks: readonly object[];
  /** All frames without their values (`frameOutline`), where they are known before the frames are read. */
  readonly outline?: () => Series<Name, Unit>;
}

/**
 * Frames that need not be in memory at once. What is known before they are read stands here; each block is a series of
 * its own, on the same axis, in order of time.
 */
export interface FrameSource<Name extends string = string, Unit extends string = string> {
  /** Coordinate that all frames share. */
  readonly axis: Axis<Name, Unit>;
  /** How many there are; undefined while that is not known. */
  readonly frames: number | undefined;
  /** Times and channels of all frames, where they are known before the frames are read. */
  readonly time?: FrameTime;
  /** One value for each frame and quantity, by name, where they are known before the frames are read. */
  readonly channels?: Readonly<Record<string, Channel>>;
  /** What files and users say of the measurement, by name. */
  readonly metadata: Metadata;
  /** Where the source can tell which of its frames another opening has had: its blocks may begin at any of them. */
  readonly known?: KnownFrames<Name, Unit> | undefined;
  /** Whether blocks may begin at any frame (`from`) though nothing is known of them. @default false */
  readonly beginsAnywhere?: boolean | undefined;
  /** What had to be assumed when it was opened; blocks carry their own in their provenance. */
  readonly warnings: readonly OperandoWarning[];
  /** May be called again, to read the frames once more. */
  blocks(options?: BlockOptions): AsyncIterable<Series<Name, Unit>>;
}
