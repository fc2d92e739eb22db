import { finiteExtent, finiteMedian, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, unitSigns } from '@operando/plot';
import type { Curve } from '@operando/plot';
import type { FittedCurve } from '@operando/nr-sld-fit';
import type { NrAnalysis } from './analyse.js';
import type { NrOptions } from './options.js';
import { voltagePanel } from '../../technique/voltage-panel.js';

const log = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => (value > 0 ? Math.log10(value) : Number.NaN));

/** Ends of error bars below: those at or below 0, or far below all points, are drawn a bit below the lowest point. */
function logLow({ r, dr }: FittedCurve, lowest: number): Float64Array {
  return Float64Array.from(r, (value, i) => Math.log10(Math.max(0.5 * lowest, value - dr[i]!)));
}

/** R(Q) with fit and residuals, SLD profile with its band. */
function curvesFigure({ fits, profiles, posterior }: NrAnalysis, options: NrOptions): string {
  const curves = fits[0]!.curves;
  const lowest = Math.min(...curves.map(({ r }) => finiteExtent(r.filter((value) => value > 0))?.[0] ?? 1));
  // What was measured lies over the fit, which would hide it.
  const fitted = curves.map((curve, c): Curve => ({
    x: curve.q,
    y: log(curve.fitted),
    ...(curves.length > 1 ? { colour: c } : { colour: 1, label: 'fit' }),
  }));
  const measured = curves.map((curve, c): Curve => ({
    x: curve.q,
    y: log(curve.r),
    kind: 'points',
    low: logLow(curve, lowest),
    high: log(curve.r.map((value, i) => value + curve.dr[i]!)),
    colour: c,
    label: curves.length > 1 ? curve.name : 'measured',
  }));
  const bands = curves.flatMap((_, c): Curve[] => {
    const band = posterior?.sldBands(c);
    return band === undefined
      ? []
      : [{ x: band.z, y: band.median, kind: 'band', low: band.low95, high: band.high95, colour: c }];
  });
  const depths = profiles.axis.values;
  const sld = flatValues(profiles.signal);
  return curveFigure({
    columns: [
      [
        { xLabel: 'Q', xUnit: 'Å⁻¹', yLabel: 'log₁₀ R', curves: [...fitted, ...measured], height: 3 },
        {
          xLabel: 'Q',
          xUnit: 'Å⁻¹',
          yLabel: 'Residual',
          yUnit: 'σ',
          curves: curves.map((curve, c): Curve => ({ x: curve.q, y: curve.residuals, kind: 'points', colour: c })),
        },
      ],
      [
        {
          xLabel: 'Depth',
          xUnit: 'Å',
          yLabel: 'SLD',
          yUnit: '10⁻⁶ Å⁻²',
          curves: [
            ...bands,
            ...curves.map((_, c): Curve => ({
              x: depths,
              y: sld.subarray(c * depths.length, (c + 1) * depths.length),
              colour: c,
            })),
          ],
        },
      ],
    ],
    width: options.width,
    title: options.title ?? options.name,
  });
}

/** SLD over depth and time, with the two parameters that change most beside it. */
function seriesFigure({ seriesFit, profiles, electrochemistry }: NrAnalysis, options: NrOptions): string {
  const { at, parameters } = seriesFit!;
  const hours = at.map((value) => (value - at[0]!) / 3600);
  const duration = profiles.time.duration.map((seconds) => seconds / 3600);
  const middles = hours.map((hour, f) => hour + 0.5 * duration[f]!);
  const change = (name: string): number => {
    const { values, stderr } = parameters[name]!;
    const [low, high] = finiteExtent(values) ?? [0, 0];
    const error = finiteMedian(stderr.filter((each) => each > 0));
    return Number.isNaN(error) ? 0 : (high - low) / error;
  };
  const shown = Object.keys(parameters)
    .toSorted((a, b) => change(b) - change(a))
    .slice(0, 2);
  return operandoFigure({
    map: {
      x: profiles.axis.values,
      xLabel: 'Depth',
      xUnit: 'Å',
      values: flatValues(profiles.signal),
      label: 'SLD',
      unit: '10⁻⁶ Å⁻²',
    },
    time: hours,
    duration,
    timeLabel: 'Time',
    timeUnit: 'h',
    panels: [
      ...voltagePanel(profiles, electrochemistry, options.clockOffset, middles),
      ...shown.map((name) => ({
        label: name,
        unit: unitSigns(parameters[name]!.unit),
        lines: [{ time: middles, values: parameters[name]!.values, stderr: parameters[name]!.stderr }],
      })),
    ],
    width: options.width,
    title: options.title ?? options.name,
  });
}

/** R(Q) with the fit and the SLD profile, or the SLD over depth and time. */
export function nrFigures(analysis: NrAnalysis, options: NrOptions): ResultFigure[] {
  return [
    analysis.seriesFit === undefined
      ? { name: 'figure', title: 'Reflectivity, residuals, SLD profile', svg: curvesFigure(analysis, options) }
      : { name: 'figure', title: 'SLD over depth and time', svg: seriesFigure(analysis, options) },
  ];
}
