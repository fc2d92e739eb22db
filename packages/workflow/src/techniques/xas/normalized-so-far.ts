import { detailFramesPerRow, sameAxis } from '@operando/core';
import type { Axis, FrameDetailCollector, FrameSource, FrameTime } from '@operando/core';
import type { Normalizer, NormalizeOptions } from '@operando/xas-normalize';

/** How far spectra of a series that goes on were normalized. */
export interface NormalizedSoFar {
  readonly key: string;
  readonly axis: Axis<'energy', 'eV'>;
  /** What tells that frames are the same. */
  readonly marks: readonly object[];
  readonly time: FrameTime;
  readonly framesPerRow: number;
  readonly normalizer: Normalizer;
  readonly detail: FrameDetailCollector<'energy', 'eV'>;
}

/** Frames as they are to be normalized. */
export interface ToNormalize {
  readonly source: FrameSource<'energy', 'eV'>;
  readonly total: number;
  readonly options: NormalizeOptions;
}

/** All but the frames on which results depend. */
export function keyOf({ source: { metadata }, options }: ToNormalize): string {
  return JSON.stringify([options, metadata['signal'], metadata['expression']]);
}

/**
 * How many frames a row of the detail will have, of a series that goes on: a power of two, since all begins anew where it changes, which
 * a series of any length then has had done to it twice at most.
 */
export function rowsOf({ source, total }: ToNormalize): number {
  return 2 ** Math.ceil(Math.log2(detailFramesPerRow(source.axis.size, total)));
}

/** What was done, where these frames begin with those of then, and all else is the same. */
export function continued(before: NormalizedSoFar | undefined, now: ToNormalize): NormalizedSoFar | undefined {
  const { known, axis, time } = now.source;
  if (before === undefined || known?.outline === undefined || time === undefined) return undefined;
  const count = before.marks.length;
  if (count > known.marks.length || before.key !== keyOf(now) || before.framesPerRow !== rowsOf(now)) return undefined;
  if (!sameAxis(before.axis, axis) || before.time.epoch !== time.epoch) return undefined;
  for (let frame = 0; frame < count; frame++) {
    const isSame =
      before.marks[frame] === known.marks[frame] &&
      before.time.start[frame] === time.start[frame] &&
      before.time.duration[frame] === time.duration[frame];
    if (!isSame) return undefined;
  }
  return before;
}
