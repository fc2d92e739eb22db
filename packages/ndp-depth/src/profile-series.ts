import type { CountSeries } from './count-frames.js';
import type { NdpProfiles } from './gather-profiles.js';
import type { ProfileSeriesOptions } from './options.js';
import { createProfiler } from './profiler.js';

/**
 * Depth profiles of every frame of a counting series; {@link createProfiler} takes it block by block.
 *
 * Channels `live_time` (s) and `monitor` (counts) of the series are used where
 * present; else the exposure counts as live. One forward model serves all frames,
 * unless the sample is a function of the frame: then it is made anew where layers differ, and
 * all profiles are brought onto the first frame's depth bins, amounts conserved.
 * Frames masked as a whole stay masked.
 *
 * @throws OperandoError as {@link depthAxes}, {@link depthModel}; `bad-number` for counts that are none; `too-few-points` when no frame has beam.
 */
export function profileSeries(series: CountSeries, options: ProfileSeriesOptions): NdpProfiles {
  const profiler = createProfiler(options);
  profiler.add(series);
  return profiler.finish();
}
