import type { ViewRange } from '@operando/core';
import uPlot from 'uplot';
import { chartAxis, chartMark, drawInside, lineColour, padded, powerLabels } from './chart.js';
import type { Board, Mark } from './chart.js';
import { styleColour } from './dom.js';
import { axisWords } from './format.js';
import type { ShownCurve } from './frame-curves.js';
import type { LoadedView } from './load.js';
import { plotted } from './map-chart.js';
import type { ColourScale } from './paint.js';

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

type Drawn = readonly { readonly curve: ShownCurve; readonly values: (number | null)[] }[];

function strokeOf({ kind, name }: ShownCurve, number: number, isKept: boolean): string {
  if (isKept) return styleColour('--faint');
  if (kind === 'data' || kind === 'residual') return lineColour(0);
  if (kind === 'fit') return lineColour(1);
  return kind === 'background' || name === '' ? styleColour('--faint') : lineColour(number + 1);
}

/** Lines of one curve: ends of a band are lines too. */
function linesOf(curve: ShownCurve, isLogarithm: boolean): (number | null)[][] {
  const shown = (values: Float64Array): (number | null)[] =>
    plotted(isLogarithm ? values.map((value) => (value > 0 ? value : Number.NaN)) : values);
  return [curve.values, ...(curve.low && curve.high ? [curve.low, curve.high] : [])].map(shown);
}

/** How the upright axis is spaced, in uPlot's words. */
const scales: Readonly<Record<ColourScale, object>> = {
  linear: { distr: 1 },
  'square-root': {
    distr: 100,
    fwd: (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value)),
    bwd: (value: number) => value * Math.abs(value),
  },
  logarithm: { distr: 3 },
};

/** Ticks of such an axis. */
const axes: Readonly<Record<ColourScale, Partial<uPlot.Axis>>> = {
  linear: {},
  'square-root': { splits: (_plot, _axis, low, high) => squareTicks(low, high), filter: (_plot, splits) => splits },
  logarithm: { values: powerLabels },
};

/** Round numbers whose roots stand evenly. */
function squareTicks(low: number, high: number): number[] {
  const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));
  const [from, to] = [root(low), root(high)];
  const even = Array.from({ length: 6 }, (_, i) => from + ((i + 0.5) / 6) * (to - from)).map(
    (each) => each * Math.abs(each),
  );
  const round = even.map((value, i) => {
    const gap = Math.abs((even[i + 1] ?? value) - (even[i - 1] ?? value)) / 4;
    const unit = 10 ** Math.floor(Math.log10(gap || 1));
    return Math.round(value / unit) * unit;
  });
  return [...new Set(round)].filter((value) => value >= low && value <= high);
}

/** Stretches that were used, errors, ticks and places of tracks: what uPlot has no lines for. */
function drawBeside(plot: uPlot, curves: readonly ShownCurve[], places: readonly number[], isLogarithm: boolean): void {
  const { bbox } = plot;
  drawInside(plot, (context) => {
    context.lineWidth = uPlot.pxRatio;
    const upright = (x: number, from: number, to: number): void => {
      const at = plot.valToPos(x, 'x', true);
      context.beginPath();
      context.moveTo(at, from);
      context.lineTo(at, to);
      context.stroke();
    };
    context.setLineDash([4 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
    places.forEach((x, t) => {
      if (!Number.isFinite(x)) return;
      context.strokeStyle = lineColour(t + 1);
      upright(x, bbox.top, bbox.top + bbox.height);
    });
    context.setLineDash([]);
    let ticks = 0;
    curves.forEach(({ kind, x, values, stderr }, c) => {
      if (kind === 'ticks') {
        context.strokeStyle = lineColour(c + 1);
        const bottom = bbox.top + bbox.height - (4 + 11 * ticks++) * uPlot.pxRatio;
        for (const place of x) upright(place, bottom - 8 * uPlot.pxRatio, bottom);
      }
      if (kind !== 'data' || stderr === undefined) return;
      context.strokeStyle = lineColour(0);
      context.globalAlpha = 0.4;
      values.forEach((value, i) => {
        const error = stderr[i]!;
        if (!Number.isFinite(value) || !Number.isFinite(error)) return;
        const low = value - error;
        const bottom = isLogarithm && low <= 0 ? bbox.top + bbox.height : plot.valToPos(low, 'y', true);
        if (!isLogarithm || value > 0) upright(x[i]!, bottom, plot.valToPos(value + error, 'y', true));
      });
      context.globalAlpha = 1;
    });
  });
}

function drawRanges(plot: uPlot, ranges: readonly ViewRange[]): void {
  const { bbox, ctx } = plot;
  drawInside(plot, () => {
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`;
    ranges.forEach(({ name, from, to }, r) => {
      const [left, right] = [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)];
      ctx.fillStyle = styleColour('--range');
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = styleColour('--quiet');
      const end = bbox.left + bbox.width - ctx.measureText(name).width;
      ctx.fillText(
        name,
        Math.min(end, Math.max(left, bbox.left) + 4 * uPlot.pxRatio),
        bbox.top + (13 + 13 * (r % 3)) * uPlot.pxRatio,
      );
    });
  });
}

/** Curves of so few points have a dot for each. */
const fewPoints = 250;

function seriesOf(curve: ShownCurve, number: number, isKept: boolean, isFitted: boolean): uPlot.Series[] {
  const { kind, name } = curve;
  const stroke = (): string => strokeOf(curve, number, isKept);
  const dash = kind === 'component' || kind === 'background' ? { dash: [6, 3] } : {};
  const line: uPlot.Series = { label: name, stroke, width: kind === 'fit' ? 1.75 : 1.1, ...dash };
  if (kind === 'ticks') return [];
  // Beside a fit, what was measured are points and no line.
  const isDotted = curve.x.length < fewPoints && (kind === 'residual' || (kind === 'data' && isFitted));
  if (isDotted) Object.assign(line, { paths: () => null });
  const points = { show: isDotted || (kind === 'data' && curve.x.length < fewPoints), size: 4 };
  const ends =
    curve.low && curve.high
      ? [
          { ...line, width: 0.5 },
          { ...line, width: 0.5 },
        ]
      : [];
  return [{ ...line, points }, ...ends.map((end) => Object.assign(end, { points: { show: false } }))];
}

/** All curves on one list of places. */
function aligned(drawn: Drawn): uPlot.AlignedData {
  const first = drawn[0]?.curve.x;
  if (first === undefined) return [[0], [null]];
  const isOne = drawn.every(({ curve }) => curve.x.length === first.length && curve.x.every((x, i) => x === first[i]));
  if (isOne) return [Array.from(first), ...drawn.map(({ values }) => values)] as uPlot.AlignedData;
  return uPlot.join(drawn.map(({ curve, values }) => [Array.from(curve.x), values] as uPlot.AlignedData));
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
          y: { ...scales[scale], ...(scale === 'logarithm' ? {} : { range: (_, min, max) => padded(min, max) }) },
        },
        axes: [
          chartAxis(axisWords(view.x.name, view.x.unit), 'below'),
          chartAxis(options.yLabel, 'left', { ...axes[scale], space: options.height() < 150 ? 16 : 26 }),
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
      const own = seriesOf(curve, c, isKept, isFitted);
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
