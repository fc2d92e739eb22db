import { axisPoints, flatValues, frameMiddles } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { voltagePanel } from '../voltage-panel.js';
import type { NdpAnalysis } from './analyse.js';

/** Options of {@link ndpFigure}. */
export interface NdpFigureOptions {
  readonly width: number;
  readonly title?: string | undefined;
  readonly clockOffset: number;
}

const perSquareCentimetre = 1e18;

/** Map of concentration over depth and time, voltage and areal density beside. */
export function ndpFigure(
  { profiles, series, electrochemistry, balance }: NdpAnalysis,
  options: NdpFigureOptions,
): string {
  const origin = series.time.start[0]!;
  const hours = series.time.start.map((start) => (start - origin) / 3600);
  const middles = frameMiddles(series.time).map((time) => (time - origin) / 3600);
  // The layer that the charge is about, or else the one that changes most.
  const change = (values: Float64Array): number =>
    Math.max(...values.filter(Number.isFinite)) - Math.min(...values.filter(Number.isFinite));
  const shown =
    profiles.layers.find((layer) => layer.name === balance?.layer) ??
    profiles.layers.reduce((a, b) => (change(a.values) >= change(b.values) ? a : b));
  const values = flatValues(series.signal).map((value) => value / 1e22);
  return operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: 'Depth',
      xUnit: 'µm',
      values,
      label: 'Concentration',
      unit: '10²² cm⁻³',
    },
    time: hours,
    duration: series.time.duration.map((duration) => duration / 3600),
    timeLabel: 'Time',
    timeUnit: 'h',
    panels: [
      ...voltagePanel(series, electrochemistry, options.clockOffset, middles),
      {
        label: `In ${shown.name}`,
        unit: '10¹⁸ cm⁻²',
        lines: [
          {
            time: middles,
            values: shown.values.map((value) => value / perSquareCentimetre),
            stderr: shown.stderr.map((value) => value / perSquareCentimetre),
          },
        ],
      },
    ],
    width: options.width,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}

/** Areal density against lithium passed; undefined without a charge balance. */
export function chargeFigure({ profiles, balance }: NdpAnalysis, title: string | undefined): string | undefined {
  if (balance === undefined) return undefined;
  const layer = profiles.layers.find((each) => each.name === balance.layer)!;
  const scale = (values: Float64Array): Float64Array => values.map((value) => value / perSquareCentimetre);
  return scatterFigure({
    groups: [{ label: layer.name, x: scale(balance.passed), y: scale(layer.values), stderr: scale(layer.stderr) }],
    xLabel: 'Lithium passed',
    xUnit: '10¹⁸ cm⁻²',
    yLabel: `Found in ${layer.name}`,
    yUnit: '10¹⁸ cm⁻²',
    ...(title === undefined ? {} : { title }),
  });
}
