import { createAxis } from '../series/axis.js';
import { createSeries } from '../series/series.js';
import type { Series } from '../series/series.js';

/**
 * A series without its spectra: times, channels, metadata and provenance of all frames, on an axis of a single point whose values
 * are 0. What is done to frames alone (a cycler's log that is joined to them) can be done to it, however many there are.
 */
export function frameOutline<Name extends string, Unit extends string>(
  series: Pick<Series<Name, Unit>, 'axis' | 'time' | 'channels' | 'metadata' | 'provenance'>,
): Series<Name, Unit> {
  const { axis, time, channels, metadata, provenance } = series;
  return createSeries({
    signal: new Float64Array(time.start.length),
    axis: createAxis({ name: axis.name, unit: axis.unit, values: axis.values.subarray(0, 1) }),
    time,
    channels,
    metadata,
    provenance,
  });
}
