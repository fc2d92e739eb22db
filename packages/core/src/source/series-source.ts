import { OperandoError } from '../error.js';
import { selectFrames } from '../series/select.js';
import type { Series } from '../series/series.js';
import { concatenateSeries } from './concatenate-series.js';
import type { BlockOptions, FrameSource } from './frame-source.js';

/** Values of a block where the caller names no number of frames: 8 MB. */
const blockValues = 1_048_576;

/** Frames of a block of some megabytes. */
export function defaultBlockFrames(valuesOfFrame: number): number {
  return Math.max(1, Math.floor(blockValues / Math.max(1, valuesOfFrame)));
}

/** A series in memory as a source of its frames: collected, its blocks are the series again. */
export function seriesSource<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
): FrameSource<Name, Unit> {
  const frames = series.time.start.length;
  return {
    axis: series.axis,
    frames,
    time: series.time,
    channels: series.channels,
    metadata: series.metadata,
    warnings: [],
    async *blocks({ frames: asked, signal }: BlockOptions = {}) {
      const size = asked ?? defaultBlockFrames(series.signal.size / Math.max(1, frames));
      for (let from = 0; from < frames; from += size) {
        signal?.throwIfAborted();
        const count = Math.min(size, frames - from);
        if (count === frames) yield series;
        else {
          const block = selectFrames(
            series,
            Array.from({ length: count }, (_, k) => from + k),
          );
          // That they come in blocks is nothing that was done to the frames.
          yield Object.freeze({ ...block, provenance: series.provenance });
        }
      }
    },
  };
}

/**
 * All frames of a source in memory.
 *
 * @throws OperandoError `too-few-points` for a source without frames; what reading throws.
 */
export async function collectSeries<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
  options: BlockOptions = {},
): Promise<Series<Name, Unit>> {
  const blocks: Series<Name, Unit>[] = [];
  for await (const block of source.blocks(options)) blocks.push(block);
  if (blocks.length === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  return concatenateSeries(blocks);
}
