import { axisPoints, derivativeMap, flatValues, frameMiddles } from '@operando/core';
import type { Channel, Electrochemistry, Series } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { finiteMedian } from '../finite.js';
import { voltagePanel } from '../voltage-panel.js';

/** Options of {@link xasFigure}. */
export interface XasFigureOptions {
  readonly map: 'normalized' | 'derivative';
  /** Energies shown, eV. @default from 20 eV below to 35 eV above the median edge */
  readonly range?: readonly [number, number] | undefined;
  /** Width in mm. */
  readonly width: number;
  readonly title?: string | undefined;
}

/** Heat map of the spectra with the edge over it, voltage and edge position beside it. */
export function xasFigure(
  series: Series<'energy', 'eV'>,
  table: Electrochemistry | undefined,
  clockOffset: number,
  options: XasFigureOptions,
): string {
  const shown = options.map === 'derivative' ? derivativeMap(series) : series;
  const edge: Channel = series.channels['edge_half_step']!;
  const center = finiteMedian(edge.values);
  const range = options.range ?? ([center - 20, center + 35] as const);
  const origin = series.time.start[0]!;
  const hours = series.time.start.map((start) => (start - origin) / 3600);
  const middles = frameMiddles(series.time).map((time) => (time - origin) / 3600);
  return operandoFigure({
    map: {
      x: axisPoints(shown.axis),
      xLabel: 'Energy',
      xUnit: 'eV',
      values: flatValues(shown.signal),
      label: options.map === 'derivative' ? 'First derivative (1/eV)' : 'Normalized absorption',
      xRange: range,
      ...(options.map === 'derivative' ? { colours: 'diverging' as const } : {}),
    },
    time: hours,
    duration: series.time.duration.map((duration) => duration / 3600),
    timeLabel: 'Time',
    timeUnit: 'h',
    overlay: [{ label: 'edge (half step)', x: edge.values }],
    panels: [
      ...voltagePanel(series, table, clockOffset, middles),
      {
        label: 'Edge position',
        unit: 'eV',
        lines: [{ time: middles, values: edge.values, ...(edge.stderr === undefined ? {} : { stderr: edge.stderr }) }],
      },
    ],
    width: options.width,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}

/** Edge position against voltage, charge and discharge apart; undefined without a cycler log. */
export function edgeFigure(series: Series, title: string | undefined): string | undefined {
  const voltage = series.channels['voltage_volt'];
  const current = series.channels['current_ampere'];
  const edge = series.channels['edge_half_step'];
  if (voltage === undefined || edge === undefined || !voltage.values.some(Number.isFinite)) return undefined;
  const largest =
    current === undefined ? 0 : current.values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  const kindOf = (frame: number): string => {
    const ampere = current?.values[frame] ?? Number.NaN;
    if (largest === 0 || Number.isNaN(ampere)) return 'all spectra';
    return Math.abs(ampere) < 0.05 * largest ? 'rest' : ampere > 0 ? 'charge' : 'discharge';
  };
  const groups = ['charge', 'discharge', 'rest', 'all spectra'].flatMap((label) => {
    const frames = [...edge.values.keys()].filter(
      (frame) => kindOf(frame) === label && Number.isFinite(voltage.values[frame]),
    );
    if (frames.length === 0) return [];
    const take = (values: Float64Array): Float64Array => Float64Array.from(frames, (frame) => values[frame]!);
    const stderr = edge.stderr === undefined ? {} : { stderr: take(edge.stderr) };
    return [{ label, x: take(voltage.values), y: take(edge.values), ...stderr }];
  });
  if (groups.length === 0) return undefined;
  return scatterFigure({
    groups,
    xLabel: 'Voltage',
    xUnit: 'V',
    yLabel: 'Edge position',
    yUnit: 'eV',
    ...(title === undefined ? {} : { title }),
  });
}
