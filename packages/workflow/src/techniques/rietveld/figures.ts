import { finiteExtent, finiteMedian } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, scatterFigure } from '@operando/plot';
import type { Curve, CurvePanel, FigurePanel } from '@operando/plot';
import { frameAxis, hourAxis, isUntimed, rowsInHours } from '../../technique/time-axis.js';
import type { HourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { RietveldAnalysis } from './analysis.js';
import type { ShownFrame } from './shown-frames.js';
import type { FrameRow } from '@operando/xrd-rietveld';
import type { RietveldOptions } from './options.js';

/** Hours, or frames where the files carry no time and no cycler gives one. */
function timeAxis(analysis: RietveldAnalysis): HourAxis {
  return isUntimed(analysis) ? frameAxis(analysis.series) : hourAxis(analysis.series);
}

/** Begin and length of the rows of the map, where each holds several patterns. */
function mapRows(analysis: RietveldAnalysis): Partial<Pick<HourAxis, 'time' | 'duration'>> {
  const { detail, sums } = analysis.source;
  const { framesPerRow, time } = detail;
  if (framesPerRow === 1) return {};
  if (!isUntimed(analysis)) return rowsInHours(detail, analysis.series);
  const first = Float64Array.from(time.start.keys(), (row) => row * framesPerRow);
  return { time: first, duration: first.map((frame) => Math.min(framesPerRow, sums.length - frame)) };
}

const through = (rows: readonly FrameRow[], pick: (row: FrameRow) => number): Float64Array =>
  Float64Array.from(rows, pick);

/** Patterns over time, with voltage, weight fractions and Rwp beside. */
function seriesFigure(analysis: RietveldAnalysis, { range, width, title, clockOffset }: RietveldOptions): string {
  const { series, electrochemistry, rows, phases, source } = analysis;
  const { middles, ...time } = timeAxis(analysis);
  // That of a phase alone is 1 by definition.
  const isWeighed = rows.some((row) => row.phases.some(({ weightFraction: w }) => Number.isFinite(w) && w !== 1));
  const fractions: FigurePanel[] = isWeighed
    ? [
        {
          label: 'Weight fraction',
          unit: '',
          lines: phases.map(({ phase }, p) => ({
            label: phase.name,
            time: middles,
            values: through(rows, (row) => row.phases[p]!.weightFraction),
            stderr: through(rows, (row) => row.phases[p]!.weightFractionStderr),
          })),
        },
      ]
    : [];
  return operandoFigure({
    map: {
      x: source.x,
      xLabel: '2θ',
      xUnit: '°',
      xRange: range,
      values: source.detail.values.map((value) => Math.sqrt(Math.max(0, value))),
      ...mapRows(analysis),
      label: 'Square root of intensity',
    },
    ...time,
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      ...fractions,
      { label: 'Rwp', unit: '%', lines: [{ time: middles, values: through(rows, ({ rwp }) => 100 * rwp) }] },
    ],
    width,
    title,
  });
}

/** A quantity of a phase through time, as points with errors. */
function timePanel(
  { middles, timeLabel, timeUnit }: HourAxis,
  yLabel: string,
  yUnit: string,
  values: Float64Array,
  stderr: Float64Array,
  colour: number,
): CurvePanel {
  // What was taken over from other frames, as of weak ones, has no error: it is no point of its own.
  const isMeasured = stderr.some(Number.isFinite);
  const y = values.map((value, i) => (isMeasured && !Number.isFinite(stderr[i]) ? Number.NaN : value));
  const ends = (sign: number): Float64Array =>
    y.map((value, i) => value + sign * (Number.isFinite(stderr[i]) ? stderr[i]! : 0));
  const curve: Curve = { x: middles, y, kind: 'points', low: ends(-1), high: ends(1), colour };
  return { xLabel: timeLabel, xUnit: timeUnit, yLabel, yUnit, curves: [curve] };
}

/** Volume and refined cell of each phase through time, a column for each. */
function cellsFigure(analysis: RietveldAnalysis, { width, title }: RietveldOptions): ResultFigure[] {
  const { rows, phases, refiner } = analysis;
  if (rows.length < 2) return [];
  const axis = timeAxis(analysis);
  const columns = phases.flatMap(({ phase }, p): CurvePanel[][] => {
    const volume = through(rows, (row) => row.phases[p]!.volume);
    const edges = ['a', 'b', 'c'].flatMap((key): CurvePanel[] => {
      const k = refiner.names.indexOf(`${phase.name}.${key}`);
      if (k < 0) return [];
      const of = (what: 'values' | 'stderr'): Float64Array => through(rows, (row) => row[what][k]!);
      return [timePanel(axis, `${phase.name} ${key}`, 'Å', of('values'), of('stderr'), p)];
    });
    if (edges.length === 0 || !volume.some(Number.isFinite)) return [];
    const stderr = through(rows, (row) => row.phases[p]!.volumeStderr);
    return [[...edges, timePanel(axis, `${phase.name} volume`, 'Å³', volume, stderr, p)]];
  });
  if (columns.length === 0) return [];
  const panels = Math.max(...columns.map(({ length }) => length));
  const height = Math.min(500, Math.max(40, 45 * panels));
  return [{ name: 'cells', title: 'Cells over time', svg: curveFigure({ columns, width, height, title }) }];
}

/** Weight fractions against capacity, where a cycler gives it. */
function capacityFigure({ series, rows, phases }: RietveldAnalysis, { title }: RietveldOptions): ResultFigure[] {
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined) return [];
  const x = capacity.values.map((ah) => 1000 * ah);
  const groups = phases.map(({ phase }, p) => ({
    label: phase.name,
    x,
    y: through(rows, (row) => row.phases[p]!.weightFraction),
    stderr: through(rows, (row) => row.phases[p]!.weightFractionStderr),
  }));
  if (!groups.some(({ y }) => y.some(Number.isFinite))) return [];
  const svg = scatterFigure({ groups, xLabel: 'Capacity', xUnit: 'mA h', yLabel: 'Weight fraction', title });
  return [{ name: 'fractions-capacity', title: 'Weight fractions against capacity', svg }];
}

/** Part of the height of a pattern that the ticks of one phase take. */
const tickShare = 0.035;

/** A pattern with what was fitted, ticks where the lines of each phase stand, and the difference below. */
function patternFigure(
  { source: { x }, phases }: RietveldAnalysis,
  { frame, observed: intensity, refinement }: ShownFrame,
  { width, title, range, fit }: RietveldOptions,
): ResultFigure {
  // Lines beyond the last angle would make this axis longer than that of the difference below.
  const [first, last] = range ?? fit ?? [x[0]!, x.at(-1)!];
  const [from, to] = [Math.max(first, x[0]!), Math.min(last, x.at(-1)!)];
  const kept = [...x.keys()].filter((i) => x[i]! >= from && x[i]! <= to);
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (i) => values[i]!);
  const angles = pick(x);
  const observed = pick(intensity);
  const calculated = pick(refinement.calculated);
  const [low, high] = finiteExtent([...observed, ...calculated]) ?? [0, 1];
  const step = tickShare * (high - low || 1);
  const ticks = refinement.phases.flatMap(({ name, lines }, k): Curve[] => {
    const places = lines.twoTheta.filter((angle) => angle >= from && angle <= to);
    const middle = low - 1.3 * step * (k + 1);
    const at = (y: number): Float64Array => places.map(() => y);
    const colour = phases.findIndex(({ phase }) => phase.name === name) + 3;
    const ends = { low: at(middle - 0.45 * step), high: at(middle + 0.45 * step) };
    return places.length === 0 ? [] : [{ label: name, x: places, y: at(middle), kind: 'ticks', ...ends, colour }];
  });
  const difference = observed.map((value, i) => value - calculated[i]!);
  const panel = { xLabel: '2θ', xUnit: '°' };
  const svg = curveFigure({
    columns: [
      [
        {
          ...panel,
          yLabel: 'Intensity',
          height: 3,
          curves: [
            { label: 'observed', x: angles, y: observed, kind: 'points', colour: 0 },
            { label: 'calculated', x: angles, y: calculated, colour: 1 },
            { label: 'background', x: angles, y: pick(refinement.background), colour: 2 },
            ...ticks,
          ],
        },
        { ...panel, yLabel: 'Difference', curves: [{ x: angles, y: difference, colour: 0 }] },
      ],
    ],
    width,
    height: Math.min(500, Math.max(80, 0.65 * width)),
    title: title ?? `Pattern ${frame}, Rwp ${(100 * refinement.rwp).toFixed(2)} %`,
  });
  return { name: `pattern-${frame}`, title: `Pattern ${frame} observed, calculated and their difference`, svg };
}

/** The series with weight fractions and Rwp, cells through time, and single patterns. */
export function rietveldFigures(analysis: RietveldAnalysis, options: RietveldOptions): ResultFigure[] {
  const single = analysis.shown.map((each) => patternFigure(analysis, each, options));
  if (analysis.rows.length < 2) return single;
  const map = {
    name: 'figure',
    title: 'Patterns, weight fractions and Rwp over time',
    svg: seriesFigure(analysis, options),
  };
  return [map, ...cellsFigure(analysis, options), ...capacityFigure(analysis, options), ...single];
}

/** Median Rwp of a series. */
export const medianRwp = (rows: readonly FrameRow[]): number => finiteMedian(through(rows, ({ rwp }) => rwp));
