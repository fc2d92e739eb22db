import type { ImageEvents } from '@operando/attenuation-image';
import type { ResultFigure } from '@operando/core';
import { curveFigure, mapStripFigure } from '@operando/plot';
import type { RadiographyAnalysis } from './analysis.js';
import type { RadiographyOptions } from './options.js';

type Look = Pick<RadiographyOptions, 'width' | 'title'>;

/** Changes from frame to frame, with the events. */
function changesFigure(events: ImageEvents, { series }: RadiographyAnalysis, { width, title }: Look): ResultFigure {
  const x = series.time.start.map((start) => start - series.time.start[0]!);
  const panel = (yLabel: string, values: Float64Array) => ({
    xLabel: 'Time',
    xUnit: 's',
    yLabel,
    curves: [
      { x: x.slice(1), y: values.slice(1), label: 'changes' },
      {
        x: Float64Array.from(events.events, ({ frame }) => x[frame]!),
        y: Float64Array.from(events.events, ({ frame }) => values[frame]!),
        kind: 'points' as const,
        label: 'events',
      },
    ],
  });
  const svg = curveFigure({
    columns: [[panel('Change of all', events.changes), panel('Largest change', events.largest)]],
    width,
    title,
  });
  return { name: 'events', title: 'Changes from frame to frame', svg };
}

/** Frames around the events in one scale of grey, or colours. */
function framesFigure(
  { events }: ImageEvents,
  { eventFrames = [], series }: RadiographyAnalysis,
  { width, title }: Look,
): ResultFigure[] {
  const [first] = eventFrames;
  if (first === undefined) return [];
  const begin = series.time.start[0]!;
  const marks = new Set(events.map(({ frame }) => frame));
  const svg = mapStripFigure({
    maps: eventFrames.map(({ frame, values }) => ({
      values,
      label: `${frame}${marks.has(frame) ? ' *' : ''}, ${(series.time.start[frame]! - begin).toPrecision(4)} s`,
    })),
    rows: first.rows,
    columns: first.columns,
    label: 'Counts',
    width,
    title,
  });
  return [{ name: 'event-frames', title: 'Frames before, at (*) and after each event', svg }];
}

/** Figures of a fast series. */
export function eventFigures(analysis: RadiographyAnalysis, look: Look): ResultFigure[] {
  const { events } = analysis;
  return events === undefined ? [] : [changesFigure(events, analysis, look), ...framesFigure(events, analysis, look)];
}
