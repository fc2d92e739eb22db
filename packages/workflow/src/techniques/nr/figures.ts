import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure } from '@operando/plot';
import type { Curve } from '@operando/plot';
import type { NrAnalysis } from './analyse.js';
import type { NrOptions } from './options.js';

const log = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values, (value) => (value > 0 ? Math.log10(value) : Number.NaN));

/** R(Q) with fit and residuals, SLD profile with its band. */
function curvesFigure({ fits, profiles, posterior }: NrAnalysis, options: NrOptions): string {
  const curves = fits[0]!.curves;
  const reflectivities = curves.flatMap((curve, c): Curve[] => [
    {
      x: curve.q,
      y: log(curve.r),
      kind: 'points',
      low: log(curve.r.map((value, i) => value - curve.dr[i]!)),
      high: log(curve.r.map((value, i) => value + curve.dr[i]!)),
      colour: c,
      ...(curves.length > 1 ? { label: curve.name } : {}),
    },
    { x: curve.q, y: log(curve.fitted), colour: curves.length > 1 ? c : 6 },
  ]);
  const bands = curves.flatMap((_, c): Curve[] => {
    const band = posterior?.sldBands(c);
    return band === undefined
      ? []
      : [{ x: band.z, y: band.median, kind: 'band', low: band.low95, high: band.high95, colour: c }];
  });
  return curveFigure({
    columns: [
      [
        { xLabel: 'Q', xUnit: 'Å⁻¹', yLabel: 'log₁₀ R', curves: reflectivities, height: 3 },
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
          curves: [...bands, ...profiles.sld.map((sld, c): Curve => ({ x: profiles.z, y: sld, colour: c }))],
        },
      ],
    ],
    width: options.width,
    title: options.title ?? options.name,
  });
}

/** SLD over depth and time, with the parameter that changes most beside it. */
function seriesFigure({ seriesFit, profiles }: NrAnalysis, options: NrOptions): string {
  const { at, parameters } = seriesFit!;
  const hours = at.map((value) => (value - at[0]!) / 3600);
  const change = (name: string): number => {
    const { value, stderr } = parameters[name]!;
    const finite = value.filter(Number.isFinite);
    const error = stderr.filter((each) => each > 0).toSorted()[stderr.length >> 1] ?? Infinity;
    return (Math.max(...finite) - Math.min(...finite)) / error;
  };
  const shown = Object.keys(parameters)
    .toSorted((a, b) => change(b) - change(a))
    .slice(0, 2);
  const values = new Float64Array(at.length * profiles.z.length);
  profiles.sld.forEach((sld, f) => values.set(sld, f * profiles.z.length));
  return operandoFigure({
    map: { x: profiles.z, xLabel: 'Depth', xUnit: 'Å', values, label: 'SLD', unit: '10⁻⁶ Å⁻²' },
    time: hours,
    timeLabel: 'Time',
    timeUnit: 'h',
    panels: shown.map((name) => ({
      label: name,
      lines: [{ time: hours, values: parameters[name]!.value, stderr: parameters[name]!.stderr }],
    })),
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
