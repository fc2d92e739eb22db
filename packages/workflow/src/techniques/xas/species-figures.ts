import type { ResultFigure } from '@operando/core';
import { curveFigure } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import { isShare } from './shares.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

/** Points of a line that are drawn one by one, with their errors. */
const mostPoints = 500;

function shareCurve(label: string, x: Float64Array, y: Float64Array, stderr: Float64Array | undefined): Curve {
  if (stderr === undefined || x.length > mostPoints) return { label, x, y, kind: 'line' };
  const low = y.map((value, i) => value - stderr[i]!);
  const high = y.map((value, i) => value + stderr[i]!);
  return { label, x, y, low, high, kind: 'points' };
}

/** Shares against charge where a cycler tells it, else against time; spectra of unknown species beside them. */
export function speciesFigures({ series, species }: XasAnalysis, { width, title }: XasOptions): ResultFigure[] {
  const shares = Object.entries(species.channels).filter(([, channel]) => isShare(channel));
  if (shares.length === 0) return [];
  const charge = series.channels['net_capacity_ah'];
  const { middles } = hourAxis(series);
  const x = charge?.values ?? middles;
  const curves = shares.map(([name, { values, stderr }]) =>
    shareCurve(name.replace(/^share_/, '').replaceAll('_', ' '), x, values, stderr),
  );
  const panel: CurvePanel = {
    xLabel: charge === undefined ? 'Time' : 'Charge',
    xUnit: charge === undefined ? 'h' : charge.unit,
    yLabel: 'Share',
    curves,
  };
  const { mcr } = species;
  const spectra: CurvePanel[] =
    mcr === undefined
      ? []
      : [
          {
            xLabel: 'Energy',
            xUnit: 'eV',
            yLabel: 'Normalized absorption',
            curves: Array.from({ length: mcr.count }, (_, k) => ({
              label: `species ${k + 1}`,
              x: mcr.energy,
              y: mcr.spectra.subarray(k * mcr.energy.length, (k + 1) * mcr.energy.length),
            })),
          },
        ];
  const columns = [[panel], ...(spectra.length === 0 ? [] : [spectra])];
  return [{ name: 'species', title: 'Shares of species', svg: curveFigure({ columns, width, title }) }];
}
