import { axisPoints, derivativeRows, finiteMedian } from '@operando/core';
import type { FrameDetail, ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { scatterByCurrent } from '../../technique/scatter-by-current.js';
import { hourAxis, rowsInHours } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { XasAnalysis } from './analyse.js';
import { exafsFigure } from './exafs.js';
import type { XasOptions } from './options.js';
import { speciesFigures } from './species-figures.js';

/** First derivative of every row along its axis. */
function derivativeOf({ axis, values }: FrameDetail): Float64Array {
  const out = new Float64Array(values.length);
  derivativeRows(axisPoints(axis), values, values.length / axis.size, out);
  return out;
}

/** Heat map of the spectra with the edge over it, voltage and edge position beside it. */
function mapFigure({ series, detail, electrochemistry }: XasAnalysis, options: XasOptions): string {
  const isDerivative = options.map === 'derivative';
  const { values, stderr } = series.channels['edge_half_step']!;
  const center = finiteMedian(values);
  const { middles, ...time } = hourAxis(series);
  return operandoFigure({
    map: {
      x: axisPoints(detail.axis),
      xLabel: 'Energy',
      xUnit: 'eV',
      values: isDerivative ? derivativeOf(detail) : detail.values,
      ...(detail.framesPerRow === 1 ? {} : rowsInHours(detail, series)),
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
    ...speciesFigures(analysis, options),
    ...(analysis.exafs === undefined ? [] : [exafsFigure(analysis.exafs, analysis.detail, analysis.series, options)]),
  ];
}
