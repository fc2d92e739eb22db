import { axisPoints, derivativeMap, finiteMedian, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { scatterByCurrent } from '../../technique/scatter-by-current.js';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { XasAnalysis } from './analyse.js';
import type { XasOptions } from './options.js';

/** Heat map of the spectra with the edge over it, voltage and edge position beside it. */
function mapFigure({ series, electrochemistry }: XasAnalysis, options: XasOptions): string {
  const isDerivative = options.map === 'derivative';
  const shown = isDerivative ? derivativeMap(series) : series;
  const { values, stderr } = series.channels['edge_half_step']!;
  const center = finiteMedian(values);
  const { middles, ...time } = hourAxis(series);
  return operandoFigure({
    map: {
      x: axisPoints(shown.axis),
      xLabel: 'Energy',
      xUnit: 'eV',
      values: flatValues(shown.signal),
      label: isDerivative ? 'First derivative (1/eV)' : 'Normalized absorption',
      // From 20 eV below to 35 eV above the median edge; everything where no frame has one.
      xRange: options.range ?? (Number.isNaN(center) ? undefined : [center - 20, center + 35]),
      colours: isDerivative ? 'diverging' : undefined,
    },
    ...time,
    overlay: [{ label: 'edge (half step)', x: values }],
    panels: [
      ...voltagePanel(series, electrochemistry, options.clockOffset, middles),
      { label: 'Edge position', unit: 'eV', lines: [{ time: middles, values, stderr }] },
    ],
    width: options.width,
    title: options.title,
  });
}

/** The map and, with a cycler log, edge position against voltage. */
export function xasFigures(analysis: XasAnalysis, options: XasOptions): ResultFigure[] {
  const { channels } = analysis.series;
  const voltage = channels['voltage_volt'];
  const groups =
    voltage === undefined
      ? undefined
      : scatterByCurrent(analysis.series, voltage.values, channels['edge_half_step']!, 'all spectra');
  const against = { xLabel: 'Voltage', xUnit: 'V', yLabel: 'Edge position', yUnit: 'eV', title: options.title };
  return [
    { name: 'figure', title: 'Spectra over time, voltage, edge', svg: mapFigure(analysis, options) },
    ...(groups === undefined
      ? []
      : [{ name: 'edge-voltage', title: 'Edge position against voltage', svg: scatterFigure({ groups, ...against }) }]),
  ];
}
