import { concatenateSeries, createSeries, isOperandoError, seriesBlock, unmaskedValues } from '@operando/core';
import type { FrameSource, OperandoWarning, Series } from '@operando/core';
import { deglitch, deglitchStack } from '@operando/xas-normalize';

type Spectra = Series<'energy', 'eV'>;

/** Frames on either side that a frame is compared with, at the ends of a series twice as many on one. */
const reach = 8;

/** Frames without glitches, and how many points that took. */
export interface Deglitched {
  readonly source: FrameSource<'energy', 'eV'>;
  /** Once the frames have gone by: what was replaced. */
  readonly warnings: () => readonly OperandoWarning[];
}

/** Each spectrum for itself. */
function alone(energy: Float64Array, values: Float64Array, counts: Int32Array): Float64Array {
  const out = values.slice();
  const points = energy.length;
  for (let frame = 0; frame < counts.length; frame++) {
    try {
      const { mu, glitches } = deglitch(energy, values.subarray(frame * points, (frame + 1) * points));
      out.set(mu, frame * points);
      counts[frame] = glitches.length;
    } catch (error) {
      if (!isOperandoError(error)) throw error;
    }
  }
  return out;
}

/** Replace single bad points: those that the frames before and after do not have. */
export function deglitchFrames(source: FrameSource<'energy', 'eV'>): Deglitched {
  const { axis } = source;
  const points = axis.size;
  let replaced = 0;
  const frames = new Set<number>();

  /** Frames `from` to `to` of a window, compared with all of it. */
  const cleaned = (window: Spectra, from: number, to: number, first: number): Spectra => {
    const values = unmaskedValues(window);
    const total = window.time.start.length;
    const isFew = total < 5 || points < 5;
    const counts = new Int32Array(total);
    let stack: Float64Array;
    if (isFew) stack = alone(axis.values, values, counts);
    else {
      const found = deglitchStack(axis.values, values);
      counts.set(found.counts);
      ({ stack } = found);
    }
    for (let frame = from; frame < to; frame++) {
      replaced += counts[frame]!;
      if (counts[frame]! > 0) frames.add(first + frame - from);
    }
    const { provenance, ...rest } = seriesBlock(window, from, to);
    return createSeries({
      ...rest,
      signal: stack.subarray(from * points, to * points),
      provenance: [
        ...provenance,
        { step: isFew ? 'xas-normalize/deglitch' : 'xas-normalize/deglitchStack', options: {} },
      ],
    });
  };
  return {
    source: {
      ...source,
      beginsAnywhere: false,
      async *blocks(asked) {
        replaced = 0;
        frames.clear();
        let window: Spectra | undefined;
        /** Frames at the begin of the window that went by. */
        let gone = 0;
        let done = 0;
        for await (const block of source.blocks(asked)) {
          window = window === undefined ? block : concatenateSeries([window, block]);
          const total = window.time.start.length;
          const ready = total - reach;
          if (ready - gone < Math.max(reach, 1)) continue;
          yield cleaned(window, gone, ready, done);
          done += ready - gone;
          const kept: number = Math.max(0, ready - reach);
          window = seriesBlock(window, kept, total);
          gone = ready - kept;
        }
        if (window !== undefined && gone < window.time.start.length)
          yield cleaned(window, gone, window.time.start.length, done);
      },
    },
    warnings: () =>
      replaced === 0
        ? []
        : [
            {
              code: 'glitches-replaced',
              message: `${replaced} single points in ${frames.size} of ${source.frames ?? 'the'} spectra were replaced by what those before and after have there.`,
            },
          ],
  };
}
