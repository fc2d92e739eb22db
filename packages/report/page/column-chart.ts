import type { EstimateColumn, ViewTrace } from '@operando/core';
import uPlot from 'uplot';
import { drawErrors, drawTrace } from './beside-columns.js';
import type { ColumnPlace } from './beside-columns.js';
import { chartAxis, chartMark, lineColour, onClick, padded, wholeTicks } from './chart.js';
import type { Board, Mark } from './chart.js';
import type { FrameAxis } from './frame-axis.js';
import { columnWords } from './frame-axis.js';
import { axisWords } from './format.js';
import { plotted } from './map-chart.js';
import type { MapListener } from './map-chart.js';

/** A column of frames as a chart. */
export interface ColumnChart {
  readonly plot: uPlot;
  readonly chosen: Mark;
  readonly pointed: Mark;
  readonly axis: FrameAxis;
}

/** Room that errors need, of none more than twice the spread of the values. */
function errorRoom({ values, stderr }: EstimateColumn, low: number, high: number): number {
  if (stderr === undefined) return 0;
  const most = stderr.reduce((a, b, i) => (Number.isFinite(b) && Number.isFinite(values[i]) && b > a ? b : a), 0);
  return high > low ? Math.min(most, 2 * (high - low)) : most;
}

/** Extent of a trace, nothing for none. */
function traceExtent(trace: ViewTrace | undefined): readonly number[] {
  const finite = trace?.values.filter(Number.isFinite) ?? new Float64Array();
  return finite.length === 0 ? [] : [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

/** Draw a column of frames over an axis. */
export function createColumnChart(
  place: ColumnPlace,
  holder: HTMLElement,
  board: Board,
  listener: Pick<MapListener, 'point' | 'choose' | 'zoom'>,
): ColumnChart {
  const { column, axis, frames, trace, isLast } = place;
  const { order, x, stretch, stretches, pauses } = frames;
  const { cells } = axis;
  const isOrdered = cells !== undefined;
  const beyond = traceExtent(trace);
  const [low, high] = isOrdered ? [cells.start[0] ?? 0, cells.end.at(-1) ?? 1] : padded(x[0] ?? 0, x.at(-1) ?? 1);
  const height = (): number => (isLast ? 156 : 138);
  const series = (number: number): uPlot.Series => ({
    label: column.name,
    stroke: () => lineColour(stretches === 1 ? 0 : number % 2),
    alpha: stretches === 1 ? 1 : 0.35 + (0.65 * (number + 1)) / stretches,
    width: isOrdered || stretches > 1 ? 1.25 : 0,
    spanGaps: !isOrdered,
    points: isOrdered ? { size: 4 } : { show: true, size: 4 },
    gaps: (plot, _series, _first, _last, gaps) => [
      ...gaps,
      ...pauses.map(([from, to]): [number, number] => [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)]),
    ],
  });
  const options: uPlot.Options = {
    width: Math.max(200, holder.clientWidth),
    height: height(),
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, y: false, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_, min, max) => (min === null || min === max ? [low, high] : [min, max]) },
      y: {
        range: (_, min, max) => {
          const [from, to] = [Math.min(min ?? Infinity, ...beyond), Math.max(max ?? -Infinity, ...beyond)];
          const room = errorRoom(column, from, to);
          return padded(from - room, to + room, room > 0 ? 0.02 : 0.06);
        },
      },
    },
    axes: [
      chartAxis(axisWords(axis.label, axis.unit), 'below', {
        ...(axis.key === 'frame' ? wholeTicks : {}),
        ...(isLast ? {} : { labelSize: 0 }),
      }),
      chartAxis(axisWords(columnWords(column.name), column.unit), 'left'),
    ],
    series: [{}, ...Array.from({ length: stretches }, (_, number) => series(number))],
    hooks: {
      drawAxes: [(plot) => drawTrace(plot, trace)],
      draw: [(plot) => drawErrors(plot, place)],
      setCursor: [(plot) => listener.point(plot.cursor.idx == null ? undefined : order[plot.cursor.idx], undefined)],
      setScale: [
        (plot, key) => {
          const { min, max } = plot.scales['x']!;
          if (key === 'x' && min != null && max != null) listener.zoom(min, max);
        },
      ],
    },
  };
  const values = Float64Array.from(order, (frame) => column.values[frame]!);
  const parts = Array.from({ length: stretches }, (_, number) =>
    plotted(values.map((value, i) => (stretch[order[i]!] === number ? value : Number.NaN))),
  );
  const plot = new uPlot(options, [x, ...parts] as uPlot.AlignedData, holder);
  const whole = (): void => plot.setScale('x', { min: low, max: high });
  whole();
  plot.over.addEventListener('dblclick', whole);
  board.add(plot, holder, height);
  onClick(plot, () => {
    const at = plot.cursor.idx;
    if (at != null && order[at] !== undefined) listener.choose(order[at]);
  });
  return { plot, axis, chosen: chartMark(plot, 'x', 'chosen'), pointed: chartMark(plot, 'x', 'pointed') };
}
