import uPlot from 'uplot';
import { chartAxis, chartMark, lineColour, onClick, wholeTicks } from './chart.js';
import type { Board, Mark } from './chart.js';
import type { FrameAxis } from './frame-axis.js';
import { axisWords } from './format.js';
import type { LoadedMap, LoadedView } from './load.js';
import { fractionOf, pixelsOf } from './paint.js';
import type { ColourList, ColourScale, Limits } from './paint.js';
import { cellsOf, firstAbove, pixelRanges, pooled } from './pool.js';

/** What a map tells the charts about it. */
export interface MapListener {
  /** The frame under the pointer and the place on the view's x; undefined when the pointer leaves. */
  point(this: void, frame: number | undefined, x: number | undefined): void;
  choose(this: void, frame: number): void;
  zoom(this: void, low: number, high: number): void;
}

/** How a map is coloured. */
export interface MapLook {
  readonly colours: ColourList;
  readonly scale: ColourScale;
  readonly limits: Limits;
}

/** A map of frames as a chart. */
export interface MapChart {
  readonly plot: uPlot;
  readonly chosen: Mark;
  readonly pointed: Mark;
  /** A line at a place of the view's x. */
  readonly place: Mark;
  /** Draw it in other colours. */
  look(this: void, look: MapLook): void;
  /** Whether lines of tracks are drawn over it. */
  tracks(this: void, areShown: boolean): void;
}

/** The row of a map that a frame is in. */
export function rowOfFrame({ firstFrames }: Pick<LoadedMap, 'firstFrames'>, frame: number): number {
  return firstFrames === undefined ? frame : firstAbove(firstFrames, frame) - 1;
}

/** Begin and end of every row along an axis of frames. */
function rowCells(map: LoadedMap, { cells }: FrameAxis): { start: ArrayLike<number>; end: ArrayLike<number> } {
  const { start, end } = cells!;
  const { firstFrames } = map;
  if (firstFrames === undefined) return { start, end };
  const last = (row: number): number => (firstFrames[row + 1] ?? end.length) - 1;
  return {
    start: firstFrames.map((frame) => start[frame]!),
    end: firstFrames.map((_, row) => end[last(row)]!),
  };
}

/** A picture of what a chart shows of a map, kept until something about it changes. */
function createPainter(map: LoadedMap, axis: FrameAxis, first: MapLook) {
  const rows = rowCells(map, axis);
  const points = cellsOf(map.x);
  const canvas = document.createElement('canvas');
  let look = first;
  let painted = '';
  return {
    look(next: MapLook): void {
      look = next;
      painted = '';
    },
    draw(plot: uPlot): void {
      const { left, top, width, height } = plot.bbox;
      const { x, y } = plot.scales;
      const [columns, lines] = [Math.min(8192, Math.round(width)), Math.min(8192, Math.round(height))];
      if (columns < 1 || lines < 1 || x?.min == null || x.max == null || y?.min == null || y.max == null) return;
      const key = [x.min, x.max, y.min, y.max, columns, lines].join();
      if (key !== painted) {
        painted = key;
        const across = pixelRanges(rows.start, rows.end, x.min, x.max, columns);
        const up = pixelRanges(points.start, points.end, y.min, y.max, lines);
        const values = pooled(map.values, across, up);
        const pixels = pixelsOf(values, columns, lines, fractionOf(look.scale, look.limits), look.colours);
        canvas.width = columns;
        canvas.height = lines;
        canvas
          .getContext('2d')!
          .putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns, lines), 0, 0);
      }
      plot.ctx.drawImage(canvas, left, top, width, height);
    },
  };
}

/** Values as uPlot takes them: what is no number is left out. */
export function plotted(values: ArrayLike<number>): (number | null)[] {
  const out = new Array<number | null>(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Number.isFinite(values[i]) ? values[i]! : null;
  return out;
}

/** The frame at a place along an axis: the one whose cell is nearest. */
function frameAt({ values, cells }: FrameAxis, x: number): number {
  const { start, end } = cells!;
  const next = firstAbove(end, x);
  if (next >= values.length) return values.length - 1;
  if (next === 0 || start[next]! <= x) return next;
  return x - end[next - 1]! < start[next]! - x ? next - 1 : next;
}

/** Draw the frames of a view over an axis on which they stand in order. */
export function createMapChart(
  view: LoadedView,
  axis: FrameAxis,
  look: MapLook,
  holder: HTMLElement,
  board: Board,
  listener: MapListener,
): MapChart {
  const map = view.map!;
  const painter = createPainter(map, axis, look);
  const { start, end } = cellsOf(map.x);
  const [low, high] = [axis.cells!.start[0]!, axis.cells!.end.at(-1)!];
  const tall = (): number => Math.round(Math.max(220, Math.min(380, window.innerHeight * 0.42)));
  const height = tall;
  const options: uPlot.Options = {
    width: Math.max(200, holder.clientWidth),
    height: height(),
    legend: { show: false },
    cursor: { drag: { x: true, y: true, uni: 40 }, points: { show: false } },
    scales: {
      x: { time: false, range: (_, min, max) => (min === null || min === max ? [low, high] : [min, max]) },
      y: { auto: false, range: (_, min, max) => (min === null || min === max ? [start[0]!, end.at(-1)!] : [min, max]) },
    },
    axes: [
      chartAxis(axisWords(axis.label, axis.unit), 'below', {
        ...(axis.key === 'frame' ? wholeTicks : {}),
        grid: { show: false },
      }),
      chartAxis(axisWords(view.x.name, view.x.unit), 'left', { grid: { show: false } }),
    ],
    series: [
      {},
      ...view.tracks.map(({ name }, t): uPlot.Series => ({
        label: name,
        scale: 'y',
        auto: false,
        width: 1.5,
        stroke: () => (view.tracks.length === 1 ? '#ffffff' : lineColour(t + 1)),
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(chart) => painter.draw(chart)],
      setCursor: [
        (plot) => {
          const { left = -1, top = -1 } = plot.cursor;
          if (left < 0) listener.point(undefined, undefined);
          else listener.point(frameAt(axis, plot.posToVal(left, 'x')), plot.posToVal(top, 'y'));
        },
      ],
      setScale: [
        (plot, key) => {
          const { min, max } = plot.scales['x']!;
          if (key === 'x' && min != null && max != null) listener.zoom(min, max);
        },
      ],
    },
  };
  const data = [axis.values, ...view.tracks.map(({ values }) => plotted(values))] as uPlot.AlignedData;
  const plot = new uPlot(options, data, holder);
  const zoomTo = (from: number, to: number): void => {
    plot.batch(() => {
      plot.setScale('x', { min: low, max: high });
      plot.setScale('y', { min: Math.max(from, start[0]!), max: Math.min(to, end.at(-1)!) });
    });
  };
  zoomTo(...(view.shown ?? [-Infinity, Infinity]));
  plot.over.addEventListener('dblclick', () => zoomTo(-Infinity, Infinity));
  board.add(plot, holder, height);
  onClick(plot, () => listener.choose(frameAt(axis, plot.posToVal(plot.cursor.left ?? 0, 'x'))));
  return {
    plot,
    chosen: chartMark(plot, 'x', 'chosen'),
    pointed: chartMark(plot, 'x', 'pointed'),
    place: chartMark(plot, 'y', 'pointed'),
    look(next) {
      painter.look(next);
      plot.redraw(false, true);
    },
    tracks(areShown) {
      plot.batch(() => view.tracks.forEach((_, t) => plot.setSeries(t + 1, { show: areShown })));
    },
  };
}
