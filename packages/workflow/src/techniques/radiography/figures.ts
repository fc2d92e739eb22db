import { axisPoints, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, scatterFigure } from '@operando/plot';
import type { Curve, FigureOverlay } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { RadiographyAnalysis } from './analysis.js';
import { eventFigures } from './event-figures.js';
import type { RadiographyOptions } from './options.js';
import { pooledTo } from './pooled.js';

type Look = Pick<RadiographyOptions, 'width' | 'title'>;

const depthUnit = ({ series }: RadiographyAnalysis): string => (series.axis.unit === 'um' ? 'µm' : 'px');

/** The front on the axis of the map, and borders of layers. */
export function overlayOf(analysis: RadiographyAnalysis, { cell }: RadiographyOptions): FigureOverlay[] {
  const { front, frontDepth, frames } = analysis;
  const origin = cell?.layers[0]!.rows[0] ?? 0;
  const size = cell?.pixelSize ?? 1;
  const borders = [...new Set(cell?.layers.flatMap(({ rows }) => rows) ?? [])];
  const place = frontDepth?.onAxis.values ?? front?.center.values.map((row) => row - origin);
  return [
    ...borders.map((row, k) => ({
      label: k === 0 ? 'layer borders' : '',
      x: new Float64Array(frames).fill((row - 0.5 - origin) * size),
    })),
    ...(place === undefined ? [] : [{ label: 'front', x: place }]),
  ];
}

/** Change of attenuation over depth and time. */
function mapFigure(analysis: RadiographyAnalysis, options: RadiographyOptions): ResultFigure {
  const { series, electrochemistry, layers } = analysis;
  const { middles, ...time } = hourAxis(series);
  const svg = operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: 'Depth',
      xUnit: depthUnit(analysis),
      values: flatValues(series.signal),
      label: 'Change of attenuation',
    },
    ...time,
    overlay: overlayOf(analysis, options),
    panels: [
      ...voltagePanel(series, electrochemistry, options.clockOffset, middles),
      {
        label: 'Mean change',
        lines: layers.map(({ name, change }) => ({
          label: name,
          time: middles,
          values: change.values,
          stderr: change.stderr,
        })),
      },
    ],
    width: options.width,
    title: options.title,
  });
  return { name: 'figure', title: 'Change of attenuation over depth and time', svg };
}

/** Pixels of the figure of a picture along its longer side: means of so many pixels of the camera. */
const mostPixels = 640;

/** Attenuation of the first frame, rows from the top. */
function pictureFigure({ measured }: RadiographyAnalysis, { width, title }: Look): ResultFigure[] {
  if (measured === undefined) return [];
  const { width: columns, height } = measured.plan;
  const pooled = pooledTo(measured.first, columns, height, mostPixels);
  const { by, rows } = pooled;
  const middle = (k: number): number => (k + 0.5) * by - 0.5;
  const svg = operandoFigure({
    map: {
      x: Float64Array.from({ length: pooled.columns }, (_, x) => middle(x)),
      xLabel: 'Column',
      xUnit: '',
      values: pooled.values,
      label: 'Attenuation',
    },
    time: Float64Array.from({ length: rows }, (_, y) => y * by - 0.5),
    duration: new Float64Array(rows).fill(by),
    timeLabel: 'Row',
    timeUnit: '',
    timeDirection: 'down',
    width,
    title,
  });
  return [{ name: 'attenuation', title: 'Attenuation in the first frame', svg }];
}

/** As many as there are colours. */
const mostCurves = 6;

/** Profiles of frames that tell the course, and their changes with their errors. */
function profilesFigure(analysis: RadiographyAnalysis, { width, title }: Look): ResultFigure[] {
  const { series, measured, frames, firstRow = 0 } = analysis;
  if (measured === undefined) return [];
  const { profiles } = measured;
  const x = axisPoints(series.axis);
  const size = series.axis.size;
  const count = Math.min(mostCurves, frames);
  const chosen = [
    ...new Set(Array.from({ length: count }, (_, k) => Math.round((k * (frames - 1)) / Math.max(1, count - 1)))),
  ];
  const hours = hourAxis(series).middles;
  const label = (f: number): string => `${hours[f]!.toFixed(2)} h`;
  const whole = chosen.map((f, colour): Curve => ({
    x,
    y: Float64Array.from({ length: size }, (_, y) => profiles.values[f * profiles.rows + firstRow + y]!),
    colour,
    label: label(f),
  }));
  const changes = chosen.slice(1).flatMap((f, k): Curve[] => {
    const y = Float64Array.from({ length: size }, (_, row) => series.signal.get(f, row));
    const error = Float64Array.from({ length: size }, (_, row) => Math.sqrt(series.variances!.get(f, row)));
    return [
      {
        x,
        y,
        low: y.map((value, i) => value - error[i]!),
        high: y.map((value, i) => value + error[i]!),
        kind: 'band',
        colour: k + 1,
      },
      { x, y, colour: k + 1, label: label(f) },
    ];
  });
  const unit = depthUnit(analysis);
  const svg = curveFigure({
    columns: [
      [{ xLabel: 'Depth', xUnit: unit, yLabel: 'Attenuation', curves: whole }],
      [{ xLabel: 'Depth', xUnit: unit, yLabel: 'Change of attenuation', curves: changes }],
    ],
    width,
    title,
  });
  return [{ name: 'profiles', title: 'Profiles of chosen frames, and their changes', svg }];
}

/** Found against passed charge. */
function balanceFigure({ balance, layers }: RadiographyAnalysis, { cell, title }: RadiographyOptions): ResultFigure[] {
  const charge = cell?.charge;
  if (balance === undefined || charge === undefined) return [];
  const { passed, balances } = balance;
  const groups = (['gain', 'loss'] as const).flatMap((of) => {
    const column = layers.find(({ name }) => name === charge[of])?.charge;
    const sign = of === 'gain' ? 1 : -1;
    return column === undefined
      ? []
      : [
          {
            label: `${charge[of]} ${of === 'gain' ? 'gains' : 'loses'}`,
            x: passed,
            y: column.values.map((each) => sign * each),
            stderr: column.stderr,
          },
        ];
  });
  const most = passed.reduce((far, each) => (Math.abs(each) > Math.abs(far) ? each : far), 0);
  const shown = balances.at(-1)!;
  const svg = scatterFigure({
    groups,
    lines: [
      { label: '1:1', x: [0, most], y: [0, most] },
      {
        label: `fit: ${shown.slope.toFixed(3)} ± ${shown.stderr.toFixed(3)}`,
        x: [0, most],
        y: [0, shown.slope * most],
      },
    ],
    xLabel: 'Charge passed',
    xUnit: 'C',
    yLabel: 'Lithium found',
    yUnit: 'C',
    title,
  });
  return [{ name: 'charge-balance', title: 'Lithium found against charge passed', svg }];
}

/** Figures of what was found. */
export function radiographyFigures(analysis: RadiographyAnalysis, options: RadiographyOptions): ResultFigure[] {
  return [
    ...(analysis.measured === undefined ? [] : [mapFigure(analysis, options)]),
    ...pictureFigure(analysis, options),
    ...profilesFigure(analysis, options),
    ...balanceFigure(analysis, options),
    ...eventFigures(analysis, options),
  ];
}
