import { createSeries, flatMask, flatValues } from '@operando/core';
import type { Series } from '@operando/core';

/**
 * Counts of all pixels of a position-resolved detector in one spectrum a frame: [time x ... x channel] to [time x channel].
 * Pixels that are wholly masked in a frame are left out, and its live time is made shorter by their share; a channel that is masked
 * in any other pixel is masked. Times and channels of the frames stay.
 */
export function sumPixels<Name extends string, Unit extends string>(series: Series<Name, Unit>): Series<Name, Unit> {
  const { dims, axis, channels, metadata, provenance, time } = series;
  if (dims.length === 2) return series;
  const frames = time.start.length;
  const { size } = axis;
  const values = flatValues(series.signal);
  const pixels = values.length / (frames * size);
  const signal = new Float64Array(frames * size);
  const given = series.mask === undefined ? undefined : flatMask(series.mask);
  const mask = given === undefined ? undefined : new Uint8Array(frames * size);
  const used = new Float64Array(frames);
  for (let f = 0; f < frames; f++) {
    for (let p = 0; p < pixels; p++) {
      const from = (f * pixels + p) * size;
      if (given?.subarray(from, from + size).includes(0) === false) continue;
      used[f]!++;
      for (let i = 0; i < size; i++) {
        if (given?.[from + i] === 1) mask![f * size + i] = 1;
        else signal[f * size + i]! += values[from + i]!;
      }
    }
    if (used[f] === 0) mask?.fill(1, f * size, (f + 1) * size);
  }
  const live = channels['live_time']?.values ?? channels['real_time']?.values ?? time.duration;
  const isWhole = used.every((count) => count === pixels);
  return createSeries({
    signal,
    axis,
    time,
    mask,
    channels: isWhole
      ? channels
      : { ...channels, live_time: { values: used.map((count, f) => (live[f]! * count) / pixels), unit: 's' } },
    metadata,
    provenance,
  });
}
