import { OperandoError } from '../error.js';
import { framesInRow } from '../series/rebuild.js';
import type { Series } from '../series/series.js';
import { createPacer } from '../steps/run-steps.js';
import { concatenateSeries } from './concatenate-series.js';
import type { BlockOptions, FrameSource } from './frame-source.js';

/** Values of a block where the caller names no number of frames: 8 MB. */
const blockValues = 1_048_576;

/** Frames of a block of some megabytes. */
export function defaultBlockFrames(valuesOfFrame: number): number {
  return Math.max(1, Math.floor(blockValues / Math.max(1, valuesOfFrame)));
}

/**
 * Frames of a series, from `from` up to, not including, `to`, as views of its values: that they come as a block is nothing that was done
 * to them.
 *
 * @throws OperandoError `outside-range` for frames that are not there, or none.
 */
export function seriesBlock<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  from: number,
  to: number,
): Series<Name, Unit> {
  if (from === 0 && to === series.time.start.length) return series;
  const frames = series.time.start.length;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= frames)) {
    throw new OperandoError('outside-range', `there are no frames ${from} to ${to - 1}; there are ${frames}.`, {
      where: { frame: from },
    });
  }
  const block = framesInRow(
    series,
    Array.from({ length: to - from }, (_, k) => from + k),
    { step: 'core/selectFrames', options: {} },
  );
  return Object.freeze({ ...block, provenance: series.provenance });
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
        yield seriesBlock(series, from, Math.min(frames, from + size));
      }
    },
  };
}

/** How {@link collectSeries} collects. */
export interface CollectOptions extends BlockOptions {
  /** Called after each block. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/**
 * All frames of a source in memory. Between blocks everything else gets its turn.
 *
 * @throws OperandoError `too-few-points` for a source without frames; what reading throws.
 */
export async function collectSeries<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
  { onProgress, ...options }: CollectOptions = {},
): Promise<Series<Name, Unit>> {
  const blocks: Series<Name, Unit>[] = [];
  const pace = createPacer(options.signal);
  let done = 0;
  for await (const block of source.blocks(options)) {
    blocks.push(block);
    done += block.time.start.length;
    onProgress?.(done, source.frames);
    await pace();
  }
  if (blocks.length === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  return concatenateSeries(blocks);
}
