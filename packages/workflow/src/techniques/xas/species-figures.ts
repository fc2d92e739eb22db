import type { ResultFigure } from '@operando/core';
import { curveFigure } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

/** Shares against charge where a cycler tells it, else against time; spectra of unknown species beside them. */
export function speciesFigures({ series, species }: XasAnalysis, { width, title }: XasOptions): ResultFigure[] {
  const shares = Object.entries(species.channels).filter(([name]) => !name.endsWith('_misfit'));
  if (shares.length === 0) return [];
  const charge = series.channels['net_capacity_ah'];
  const { middles } = hourAxis(series);
  const x = charge?.values ?? middles;
  const curves = shares.map(([name, { values, stderr }]): Curve => ({
    label: name.replace(/^share_/, '').replaceAll('_', ' '),
    x,
    y: values,
    ...(stderr === undefined || x.length > 500
      ? {}
      : { low: values.map((value, i) => value - stderr[i]!), high: values.map((value, i) => value + stderr[i]!) }),
    kind: x.length > 500 || stderr === undefined ? 'line' : 'points',
  }));
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
