import type { ResultFigure } from '@operando/core';
import { curveFigure, scatterFigure } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { frameAxis, hourAxis, isUntimed } from '../../technique/time-axis.js';
import type { EisAnalysis } from './analyse.js';
import type { EisOptions } from './options.js';

/** At most so many spectra of a series, evenly, the first and the last among them. */
function shownSpectra(count: number, most: number): number[] {
  const shown = Math.min(count, most);
  return Array.from({ length: shown }, (_, k) => (shown === 1 ? 0 : Math.round((k * (count - 1)) / (shown - 1))));
}

function nyquistPanel({ spectra, fitted }: EisAnalysis): CurvePanel {
  const curves = shownSpectra(spectra.length, 6).flatMap((frame, colour): Curve[] => {
    const { re, im } = spectra[frame]!;
    const fit = fitted?.spectra[frame]?.fit;
    const points: Curve = { label: `spectrum ${frame}`, x: re, y: im.map((value) => -value), kind: 'points', colour };
    return fit === undefined ? [points] : [points, { x: fit.re, y: fit.im.map((value) => -value), colour }];
  });
  return { xLabel: "Z'", xUnit: 'Ω', yLabel: "-Z''", yUnit: 'Ω', curves };
}

/** Resistances of a fit, with their bars. */
function resistances({ fitted }: EisAnalysis): { label: string; values: Float64Array; stderr: Float64Array }[] {
  if (fitted === undefined) return [];
  return fitted.circuit.parameters.flatMap(({ name, unit }, p) => {
    if (unit !== 'ohm') return [];
    const of = (key: 'parameters' | 'stderr'): Float64Array =>
      Float64Array.from(fitted.spectra, ({ fit }) => fit?.[key][p] ?? Number.NaN);
    return [{ label: name, values: of('parameters'), stderr: of('stderr') }];
  });
}

const bars = (values: Float64Array, stderr: Float64Array) => ({
  low: values.map((value, i) => value - stderr[i]!),
  high: values.map((value, i) => value + stderr[i]!),
});

/** Spectra in the plane with their fits; resistances and the Kramers-Kronig test through time; resistances against charge. */
export function eisFigures(analysis: EisAnalysis, { width, title, tolerance }: EisOptions): ResultFigure[] {
  const { series, tests } = analysis;
  const { middles, timeLabel: xLabel, timeUnit: xUnit } = isUntimed(analysis) ? frameAxis(series) : hourAxis(series);
  const found = resistances(analysis);
  const voltage = series.channels['voltage_volt'];
  const worst = Float64Array.from(tests, (test) => 100 * test.worst);
  const ends = [middles[0]!, middles.at(-1)!];
  const panels: CurvePanel[] = [
    ...(voltage === undefined
      ? []
      : [{ xLabel, xUnit, yLabel: 'Voltage', yUnit: 'V', height: 0.6, curves: [{ x: middles, y: voltage.values }] }]),
    ...(found.length === 0
      ? []
      : [
          {
            xLabel,
            xUnit,
            yLabel: 'Resistance',
            yUnit: 'Ω',
            curves: found.map(({ label, values, stderr }): Curve => ({
              label,
              x: middles,
              y: values,
              kind: 'points',
              ...bars(values, stderr),
            })),
          },
        ]),
    {
      xLabel,
      xUnit,
      yLabel: 'KK residual',
      yUnit: '%',
      height: 0.6,
      curves: [
        { label: 'worst of a spectrum', x: middles, y: worst, kind: 'points' },
        { label: 'allowed', x: ends, y: ends.map(() => 100 * tolerance) },
      ],
    },
  ];
  const svg = curveFigure({
    columns: [[nyquistPanel(analysis)], panels],
    width,
    height: Math.max(80, 0.6 * width),
    title,
  });
  const figure = { name: 'figure', title: 'Spectra, resistances through time', svg };
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined || found.length === 0) return [figure];
  const charge = capacity.values.map((value) => 1000 * value);
  const against = scatterFigure({
    groups: found.map(({ label, values, stderr }) => ({ label, x: charge, y: values, stderr })),
    xLabel: 'Charge',
    xUnit: 'mAh',
    yLabel: 'Resistance',
    yUnit: 'Ω',
    title,
  });
  return [figure, { name: 'resistance-charge', title: 'Resistances against charge', svg: against }];
}
