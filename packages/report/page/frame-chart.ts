import type { ViewRange } from '@operando/core';
import uPlot from 'uplot';
import { drawBeside, drawRanges } from './beside-curves.js';
import { chartAxis, chartMark, padded } from './chart.js';
import type { Board, Mark } from './chart.js';
import { aligned, fewPoints, linesOf, seriesOf } from './curve-series.js';
import { styleColour } from './dom.js';
import { axisWords } from './format.js';
import type { ShownCurve } from './frame-curves.js';
import type { LoadedView } from './load.js';
import type { ColourScale } from './paint.js';
import { uprightAxes, uprightScales } from './upright-scale.js';

/** The frame that is shown as curves. */
export interface FrameChart {
  /** Show other curves. @param places Where tracks stand. @param kept Curves to compare with. */
  show(this: void, curves: readonly ShownCurve[], places: readonly number[], kept: readonly ShownCurve[]): void;
  scale(this: void, scale: ColourScale): void;
  readonly plot: () => uPlot | undefined;
  /** A line at a place of x. */
  at(this: void, x: number): void;
}

/** What a frame chart is drawn with. */
export interface FrameChartOptions {
  readonly height: () => number;
  readonly yLabel: string;
  readonly scale: ColourScale;
  readonly ranges: readonly ViewRange[];
  /** Told of the place under the pointer. */
  readonly point: (x: number | undefined) => void;
  readonly zoom: (low: number, high: number) => void;
}

/** Make a chart of the curves of a frame. */
export function createFrameChart(
  view: LoadedView,
  holder: HTMLElement,
  board: Board,
  options: FrameChartOptions,
): FrameChart {
  let plot: uPlot | undefined;
  let mark: Mark | undefined;
  let signature = '';
  let { scale } = options;
  let shown: { curves: readonly ShownCurve[]; places: readonly number[]; kept: readonly ShownCurve[] } = {
    curves: [],
    places: [],
    kept: [],
  };
  const build = (data: uPlot.AlignedData, series: uPlot.Series[], bands: uPlot.Band[]): uPlot => {
    const zoomed = plot?.scales['x'];
    const [from, to] = [zoomed?.min ?? view.shown?.[0], zoomed?.max ?? view.shown?.[1]];
    const before = from === undefined || to === undefined ? undefined : { min: from, max: to };
    if (plot !== undefined) board.remove(plot);
    const made = new uPlot(
      {
        width: Math.max(200, holder.clientWidth),
        height: options.height(),
        legend: { show: false },
        cursor: { drag: { x: true, y: false }, y: false, points: { size: 6 } },
        scales: {
          x: { time: false, range: (_, min, max) => (min === max ? padded(min, max) : [min, max]) },
          y: {
            ...uprightScales[scale],
            ...(scale === 'logarithm' ? {} : { range: (_, min, max) => padded(min, max) }),
          },
        },
        axes: [
          chartAxis(axisWords(view.x.name, view.x.unit), 'below'),
          chartAxis(options.yLabel, 'left', { ...uprightAxes[scale], space: options.height() < 150 ? 16 : 26 }),
        ],
        series: [{}, ...series],
        bands,
        hooks: {
          drawClear: [(chart) => drawRanges(chart, options.ranges)],
          draw: [(chart) => drawBeside(chart, shown.curves, shown.places, scale === 'logarithm')],
          setCursor: [
            (chart) => {
              const { left = -1 } = chart.cursor;
              options.point(left < 0 ? undefined : chart.posToVal(left, 'x'));
            },
          ],
          setScale: [
            (chart, key) => {
              const { min, max } = chart.scales['x']!;
              if (key === 'x' && min != null && max != null) options.zoom(min, max);
            },
          ],
        },
      },
      data,
      holder,
    );
    board.add(made, holder, options.height);
    mark = chartMark(made, 'x', 'pointed');
    if (before !== undefined) made.setScale('x', before);
    return made;
  };
  const draw = (): void => {
    const all = [
      ...shown.kept.map((curve) => ({ curve, isKept: true })),
      ...shown.curves.map((curve) => ({ curve, isKept: false })),
    ].filter(({ curve }) => curve.kind !== 'ticks');
    const isFitted = shown.curves.some(({ kind }) => kind === 'fit');
    const bands: uPlot.Band[] = [];
    const series: uPlot.Series[] = [];
    const drawn = all.flatMap(({ curve, isKept }, c) => {
      // Stretches of one residual are one thing.
      const number = curve.kind === 'residual' ? all.findIndex((other) => other.curve.name === curve.name) : c;
      const own = seriesOf(curve, number, isKept, isFitted);
      if (own.length === 3)
        bands.push({ series: [series.length + 3, series.length + 2], fill: () => styleColour('--band') });
      series.push(...own);
      return linesOf(curve, scale === 'logarithm').map((values) => ({ curve, values }));
    });
    const next = JSON.stringify([
      scale,
      isFitted,
      all.map(({ curve, isKept }) => [curve.kind, curve.name, curve.x.length < fewPoints, isKept]),
    ]);
    if (plot !== undefined && next === signature) {
      const { min, max } = plot.scales['x']!;
      const data = aligned(drawn);
      plot.batch(() => {
        plot!.setData(data, false);
        plot!.setScale('x', { min: min ?? 0, max: max ?? 1 });
      });
      return;
    }
    signature = next;
    plot = build(aligned(drawn), series, bands);
  };
  return {
    show(curves, places, kept) {
      shown = { curves, places, kept };
      draw();
    },
    scale(next) {
      scale = next;
      draw();
    },
    plot: () => plot,
    at: (x) => mark?.at(x),
  };
}
