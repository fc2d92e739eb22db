import { axisPoints, flatValues, frameMiddles } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { voltagePanel } from '../voltage-panel.js';
import type { XrdAnalysis } from './analyse.js';

/** Options of {@link xrdFigure}. */
export interface XrdFigureOptions {
  readonly range?: readonly [number, number] | undefined;
  readonly width: number;
  readonly title?: string | undefined;
  readonly clockOffset: number;
}

/** Tracks drawn over the map: the indexed ones, or the longest. */
const mostOverlays = 6;

/** Heat map of the patterns (square root of intensity) with tracks over it, voltage and lattice parameter beside. */
export function xrdFigure(
  { series, tracks, indexed, cell, electrochemistry }: XrdAnalysis,
  options: XrdFigureOptions,
): string {
  const origin = series.time.start[0]!;
  const hours = series.time.start.map((start) => (start - origin) / 3600);
  const middles = frameMiddles(series.time).map((time) => (time - origin) / 3600);
  const lines =
    indexed.length > 0
      ? indexed.map(({ track, hkl }) => ({ label: `(${hkl.join(' ')})`, x: track.center.values }))
      : tracks.tracks
          .toSorted((one, other) => other.frames.length - one.frames.length)
          .slice(0, mostOverlays)
          .map((track) => ({ label: `track ${track.id}`, x: track.center.values }));
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  return operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: '2θ',
      xUnit: '°',
      values: flatValues(series.signal).map((value) => Math.sqrt(Math.max(0, value))),
      label: 'Square root of intensity',
      ...(options.range === undefined ? {} : { xRange: options.range }),
    },
    time: hours,
    duration: series.time.duration.map((duration) => duration / 3600),
    timeLabel: 'Time',
    timeUnit: 'h',
    overlay: lines,
    panels: [
      ...voltagePanel(series, electrochemistry, options.clockOffset, middles),
      ...(first === undefined
        ? []
        : [
            {
              label: first[0],
              unit: 'Å',
              lines: [{ time: middles, values: first[1].values, stderr: first[1].stderr }],
            },
          ]),
    ],
    width: options.width,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}

/** Lattice parameter against capacity; undefined without either. */
export function latticeFigure({ series, cell }: XrdAnalysis, title: string | undefined): string | undefined {
  const capacity = series.channels['net_capacity_ah'];
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  if (capacity === undefined || first === undefined) return undefined;
  const current = series.channels['current_ampere'];
  const [name, { values: value, stderr }] = first;
  const usable = Array.from(value.keys()).filter(
    (frame) => Number.isFinite(value[frame]) && Number.isFinite(capacity.values[frame]),
  );
  const kindOf = (frame: number): string =>
    current === undefined
      ? 'all patterns'
      : current.values[frame]! > 0
        ? 'charge'
        : current.values[frame]! < 0
          ? 'discharge'
          : 'rest';
  const groups = ['charge', 'discharge', 'rest', 'all patterns'].flatMap((label) => {
    const frames = usable.filter((frame) => kindOf(frame) === label);
    const take = (values: Float64Array): Float64Array => Float64Array.from(frames, (frame) => values[frame]!);
    return frames.length === 0
      ? []
      : [{ label, x: take(capacity.values).map((ah) => 1000 * ah), y: take(value), stderr: take(stderr) }];
  });
  if (groups.length === 0) return undefined;
  return scatterFigure({
    groups,
    xLabel: 'Capacity',
    xUnit: 'mA h',
    yLabel: name,
    yUnit: 'Å',
    ...(title === undefined ? {} : { title }),
  });
}
