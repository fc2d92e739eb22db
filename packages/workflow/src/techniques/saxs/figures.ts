import { axisPoints, finiteExtent, unmaskedValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, unitSigns } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { frameAxis, hourAxis, isUntimed } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { SaxsAnalysis } from './analyse.js';
import { mostChanging, parameterColumn, perFrame } from './columns.js';
import { pictureAxes } from './read-images.js';
import type { SaxsOptions } from './options.js';
import { shownFrames } from './shown.js';

const log = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => (value > 0 ? Math.log10(value) : Number.NaN));

/** `radius_median` as people read it. */
const words = (name: string): string => {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** Unit as figures have it. */
const sign = (unit: string): string => (unit === '1' ? '' : (unitSigns(unit) ?? unit));

/** Map of log intensity over q and time, voltage and the parameters that change most beside. */
function mapFigure(analysis: SaxsAnalysis, { clockOffset, width, title, fit }: SaxsOptions): ResultFigure {
  const { series, electrochemistry } = analysis;
  const { middles, ...time } = isUntimed(analysis) ? frameAxis(series) : hourAxis(series);
  const svg = operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: 'q',
      xUnit: 'Å⁻¹',
      values: log(unmaskedValues(series)),
      label: 'log₁₀ intensity',
      ...(fit === undefined ? {} : { xRange: fit }),
    },
    ...time,
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      ...mostChanging(analysis)
        .slice(0, 2)
        .map((k) => {
          const { name, unit, values, stderr } = parameterColumn(analysis, k);
          return { label: words(name), unit: sign(unit), lines: [{ time: middles, values, stderr }] };
        }),
    ],
    width,
    title,
  });
  return { name: 'figure', title: 'Cuts over time', svg };
}

/** Cuts of the frames shown, each a decade above the one before, with residuals. */
function fitsFigure(analysis: SaxsAnalysis, options: SaxsOptions): ResultFigure {
  const { fit, used } = analysis;
  const shown = shownFrames(analysis, options).slice(0, 8);
  const step = shown.length > 1 ? 0.5 : 0;
  const q = (i: number): Float64Array => fit.problems[i]!.data.q;
  const raised = (values: ArrayLike<number>, c: number): Float64Array => log(values).map((value) => value + step * c);
  const cuts = shown.flatMap((i, c): Curve[] => {
    const { intensity } = fit.problems[i]!.data;
    const { sigma } = fit.problems[i]!;
    return [
      {
        x: q(i),
        y: raised(intensity, c),
        kind: 'points',
        low: raised(
          intensity.map((value, j) => Math.max(0.3 * value, value - sigma[j]!)),
          c,
        ),
        high: raised(
          intensity.map((value, j) => value + sigma[j]!),
          c,
        ),
        colour: c,
        label: `frame ${used.frames[i]!}`,
      },
      { x: q(i), y: raised(fit.fits[i]!.fitted, c), colour: 6 },
    ];
  });
  const residuals = shown.map((i, c): Curve => ({ x: q(i), y: fit.fits[i]!.residuals, kind: 'points', colour: c }));
  const axis = { xLabel: 'q', xUnit: 'Å⁻¹' };
  const svg = curveFigure({
    columns: [
      [
        {
          ...axis,
          yLabel: step > 0 ? 'log₁₀ intensity, raised by 0.5 each' : 'log₁₀ intensity',
          curves: cuts,
          height: 3,
        },
        { ...axis, yLabel: 'Residual', yUnit: 'σ', curves: residuals },
      ],
    ],
    width: options.width,
    height: 0.7 * options.width,
    title: options.title,
  });
  return { name: 'fits', title: 'Cuts with what was fitted', svg };
}

/** Standard errors as bars, 95 % of profiles behind them where they were computed. */
function chargePanel(analysis: SaxsAnalysis, k: number, charge: Float64Array): CurvePanel {
  const { fit, profiles } = analysis;
  const { name, unit, values, stderr } = parameterColumn(analysis, k);
  const p = profiles.parameters.indexOf(k);
  const end = (side: 'low' | 'high'): Float64Array =>
    perFrame(analysis, (i) => (p < 0 ? Number.NaN : (profiles.profiles[i]![p]?.interval95[side] ?? Number.NaN)));
  const [low, high] = [end('low'), end('high')];
  const isProfiled = low.some((value) => Number.isFinite(value));
  // Of undetermined ones a standard error would set the scale.
  const extent = finiteExtent(values) ?? [0, 1];
  const most = 2 * (extent[1] - extent[0] || Math.abs(extent[0]) || 1);
  const bar = stderr!.map((error) => (error < most ? error : Number.NaN));
  return {
    xLabel: 'Charge',
    xUnit: 'mA h',
    yLabel: words(name),
    yUnit: sign(unit),
    curves: [
      ...(isProfiled
        ? [{ x: charge, y: values, low, high, kind: 'ticks' as const, colour: 1, label: '95 % by profile' }]
        : []),
      {
        x: charge,
        y: values,
        low: values.map((value, f) => value - (Number.isFinite(bar[f]!) ? bar[f]! : 0)),
        high: values.map((value, f) => value + (Number.isFinite(bar[f]!) ? bar[f]! : 0)),
        kind: 'points',
        colour: 0,
        ...(isProfiled ? { label: fit.fits.length > 1 ? 'one standard error' : 'value' } : {}),
      },
    ],
  };
}

/** The parameters that change most against charge, voltage above. */
function chargeFigure(analysis: SaxsAnalysis, options: SaxsOptions): ResultFigure[] {
  const { series } = analysis;
  const capacity = series.channels['net_capacity_ah'];
  const voltage = series.channels['voltage_volt'];
  if (capacity === undefined) return [];
  const charge = capacity.values.map((ampereHours) => 1000 * ampereHours);
  const shown = mostChanging(analysis).slice(0, 4);
  if (shown.length === 0 || !charge.some((value) => Number.isFinite(value))) return [];
  const above: CurvePanel[] =
    voltage === undefined
      ? []
      : [
          {
            xLabel: 'Charge',
            xUnit: 'mA h',
            yLabel: 'Voltage',
            yUnit: 'V',
            curves: [{ x: charge, y: voltage.values, colour: 6 }],
          },
        ];
  const svg = curveFigure({
    columns: [[...above, ...shown.map((k) => chargePanel(analysis, k, charge))]],
    width: Math.min(options.width, 120),
    height: 40 * (shown.length + above.length),
    title: options.title,
  });
  return [{ name: 'charge', title: 'Domains against charge', svg }];
}

/** Means of blocks of pixels, not more than 300 each way. */
function coarse(values: Float64Array, rows: number, columns: number, factor: number): Float64Array {
  const [height, width] = [Math.floor(rows / factor), Math.floor(columns / factor)];
  return Float64Array.from({ length: height * width }, (_, block) => {
    const [row, column] = [Math.floor(block / width) * factor, (block % width) * factor];
    let [sum, count] = [0, 0];
    for (let i = 0; i < factor; i++)
      for (let j = 0; j < factor; j++) {
        const value = values[(row + i) * columns + column + j]!;
        if (!Number.isFinite(value)) continue;
        sum += value;
        count++;
      }
    return count === 0 ? Number.NaN : sum / count;
  });
}

/** Mean image over exit angle and q_y, with the band that is cut. */
function imageFigure({ picture }: SaxsAnalysis, { width, title }: SaxsOptions): ResultFigure[] {
  if (picture === undefined) return [];
  const { mean, rows, columns, cut, at, width: wide } = picture;
  const { qy, exit } = pictureAxes(picture);
  const factor = Math.ceil(Math.max(rows, columns) / 300);
  const means = coarse(mean, rows, columns, factor);
  const [height, across] = [Math.floor(rows / factor), Math.floor(columns / factor)];
  const middle = (values: Float64Array, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, k) => values[k * factor + (factor >> 1)]!);
  const y = middle(exit, height);
  const x = middle(qy, across);
  const isHorizontal = cut === 'horizontal';
  // The axis that the cut stands upright on lies along the page: its band is two straight lines.
  const map = isHorizontal
    ? Float64Array.from(
        { length: height * across },
        (_, k) => means[(height - 1 - (k % height)) * across + Math.floor(k / height)]!,
      )
    : Float64Array.from(
        { length: height * across },
        (_, k) => means[(height - 1 - Math.floor(k / across)) * across + (k % across)]!,
      );
  const upright = isHorizontal ? y.toReversed() : x;
  const along = isHorizontal ? x : y.toReversed();
  const edge = (side: number): Float64Array => along.map(() => at + 0.5 * side * wide);
  const svg = operandoFigure({
    map: {
      x: upright,
      xLabel: isHorizontal ? 'Exit angle' : 'q_y',
      xUnit: isHorizontal ? '°' : 'Å⁻¹',
      values: log(map),
      label: 'log₁₀ mean counts',
    },
    time: along,
    timeLabel: isHorizontal ? 'q_y' : 'Exit angle',
    timeUnit: isHorizontal ? 'Å⁻¹' : '°',
    overlay:
      cut === 'azimuthal'
        ? []
        : [
            { label: 'cut', x: edge(-1) },
            { label: '', x: edge(1) },
          ],
    width,
    title,
  });
  return [{ name: 'image', title: 'Mean image with the cut', svg }];
}

/** Map over time, fits, and parameters against charge. */
export function saxsFigures(analysis: SaxsAnalysis, options: SaxsOptions): ResultFigure[] {
  return [
    mapFigure(analysis, options),
    fitsFigure(analysis, options),
    ...chargeFigure(analysis, options),
    ...imageFigure(analysis, options),
  ];
}
