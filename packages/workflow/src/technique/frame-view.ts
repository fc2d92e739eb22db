import type { Electrochemistry, FrameDetail, ResultView, Series, ViewMap, ViewTrace, ViewTrack } from '@operando/core';
import { axisPoints } from '@operando/core';
import { hourAxis, isUntimed } from './time-axis.js';
import { voltagePanel } from './voltage-panel.js';

/** An analysis of frames, as far as pages need to know it. */
export interface Viewed {
  readonly series: Series;
  readonly electrochemistry?: Electrochemistry;
}

/** When frames were measured and what the cycler recorded meanwhile; nothing where no times are known. */
export function viewTimes(viewed: Viewed, clockOffset: number | undefined): Pick<ResultView, 'time' | 'traces'> {
  const { series, electrochemistry } = viewed;
  const origin = series.time.start[0] ?? 0;
  if (isUntimed(viewed)) return {};
  const { start, duration } = series.time;
  const lines =
    electrochemistry?.columns['voltage_volt'] === undefined
      ? []
      : voltagePanel(series, electrochemistry, clockOffset, hourAxis(series).middles).flatMap((panel) => panel.lines);
  const traces = lines.map(({ time, values }): ViewTrace => ({
    name: 'voltage',
    unit: 'V',
    time: time.map((hours) => 3600 * hours),
    values,
  }));
  return {
    time: { start: start.map((from) => from - origin), duration },
    ...(traces.length === 0 ? {} : { traces }),
  };
}

/** The rows of a detail as a map. @param series Of all its frames. */
export function detailMap({ axis, values, time, framesPerRow }: FrameDetail, series: Series): ViewMap {
  const { start } = series.time;
  const map = { x: axisPoints(axis), values };
  if (framesPerRow === 1) return map;
  let frame = 0;
  const firstFrames = time.start.map((from) => {
    while (frame < start.length - 1 && start[frame]! < from) frame++;
    return frame;
  });
  return { ...map, firstFrames };
}

/** A column of places as a track. */
export function viewTrack(
  name: string,
  { values, stderr }: { readonly values: Float64Array; readonly stderr?: Float64Array | undefined },
): ViewTrack {
  return { name, values, ...(stderr === undefined ? {} : { stderr }) };
}

/** Values that a page keeps of a map at most: 128 MB of them while it is made. */
export const mostViewValues = 16_777_216;
