import { createAxis, createSeries } from '@operando/core';
import type { ProvenanceStep, Series } from '@operando/core';
import type { SliceColumn } from './slice-column.js';

/** Times and channels of frames, without what was measured in them. */
export type SeriesFrame = Series<'frame', '1'>;

/**
 * A quantity of the slices as a series, positions increasing (a scan may go downwards), with variances; masked where it has no
 * value.
 *
 * @param column Frames x slices, in the order of the positions.
 * @param positions um.
 * @param frames Where times, channels and metadata come from.
 */
export function quantitySeries(
  column: SliceColumn,
  positions: Float64Array,
  frames: Pick<Series, 'time' | 'channels' | 'metadata' | 'provenance'>,
  step: ProvenanceStep,
): Series<'position', 'um'> {
  const slices = positions.length;
  const order = [...positions.keys()].toSorted((a, b) => positions[a]! - positions[b]!);
  const sorted = (values: Float64Array): Float64Array =>
    values.map((_, i) => values[i - (i % slices) + order[i % slices]!]!);
  const signal = sorted(column.values);
  return createSeries({
    signal,
    axis: createAxis({ name: 'position', unit: 'um', values: order.map((i) => positions[i]!) }),
    time: frames.time,
    channels: frames.channels,
    variances: sorted(column.stderr).map((error) => error * error),
    mask: Uint8Array.from(signal, (value) => (Number.isFinite(value) ? 0 : 1)),
    metadata: frames.metadata,
    provenance: [...frames.provenance, step],
  });
}
