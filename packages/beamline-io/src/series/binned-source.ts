import { createAxis, createSeries, OperandoError, unmaskedValues } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import type { Binning } from './frame-findings.js';

/** The first frame of a source. */
async function firstFrame<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
): Promise<Float64Array> {
  for await (const block of source.blocks({ frames: 1 })) return unmaskedValues(block);
  throw new OperandoError('too-few-points', 'there are no frames.');
}

/**
 * A source of frames on one grid, brought on to another, as `binning` does it. Variances are left out.
 * @throws OperandoError `too-few-points` for a grid without two points.
 */
export async function binnedSource<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
  binning: Binning,
): Promise<FrameSource<Name, Unit>> {
  const x = source.axis.values;
  const values = binning.grid({ x, y: await firstFrame(source) }, { low: x[0]!, high: x[x.length - 1]! });
  if (values.length < 2)
    throw new OperandoError('too-few-points', 'the grid that spectra are to be brought to has no two points.');
  const axis = createAxis({ name: source.axis.name, unit: source.axis.unit, values });
  const binned = (block: Series<Name, Unit>): Series<Name, Unit> => {
    const { time, channels, metadata, provenance } = block;
    const rows = unmaskedValues(block);
    const frames = time.start.length;
    const signal = new Float64Array(frames * values.length);
    for (let frame = 0; frame < frames; frame++) {
      const y = rows.subarray(frame * x.length, (frame + 1) * x.length);
      signal.set(binning.row({ x, y }, values), frame * values.length);
    }
    const mask = Uint8Array.from(signal, (value) => (Number.isNaN(value) ? 1 : 0));
    return createSeries({
      signal,
      axis,
      time,
      channels,
      metadata,
      ...(mask.includes(1) ? { mask } : {}),
      provenance,
    });
  };
  return {
    ...source,
    axis,
    async *blocks(asked) {
      for await (const block of source.blocks(asked)) yield binned(block);
    },
  };
}
