import { axisPoints, finiteExtent, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { NdpAnalysis } from './analyse.js';
import type { NdpOptions } from './options.js';

const scaled = (values: Float64Array, by: number): Float64Array => values.map((value) => value / by);

/** The layer that the charge is about, or else the one that changes most. */
function shownLayer({ profiles: { layers }, balance }: NdpAnalysis): NdpAnalysis['profiles']['layers'][number] {
  const change = (values: Float64Array): number => {
    const [low, high] = finiteExtent(values) ?? [0, 0];
    return high - low;
  };
  return (
    layers.find(({ name }) => name === balance?.layer) ??
    layers.reduce((a, b) => (change(a.values) >= change(b.values) ? a : b))
  );
}

/** Map of concentration over depth and time, voltage and areal density beside; lithium found against lithium passed. */
export function ndpFigures(analysis: NdpAnalysis, { clockOffset, width, title }: NdpOptions): ResultFigure[] {
  const { series, electrochemistry, balance } = analysis;
  const { middles, ...time } = hourAxis(series);
  const { name, values, stderr } = shownLayer(analysis);
  const [found, error] = [scaled(values, 1e18), scaled(stderr, 1e18)];
  const unit = '10¹⁸ cm⁻²';
  const map = operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: 'Depth',
      xUnit: 'µm',
      values: scaled(flatValues(series.signal), 1e22),
      label: 'Concentration',
      unit: '10²² cm⁻³',
    },
    ...time,
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      { label: `In ${name}`, unit, lines: [{ time: middles, values: found, stderr: error }] },
    ],
    width,
    title,
  });
  const figure = { name: 'figure', title: 'Concentration over depth and time', svg: map };
  if (balance === undefined) return [figure];
  const svg = scatterFigure({
    groups: [{ label: name, x: scaled(balance.passed, 1e18), y: found, stderr: error }],
    xLabel: 'Lithium passed',
    xUnit: unit,
    yLabel: `Found in ${name}`,
    yUnit: unit,
    title,
  });
  return [figure, { name: 'charge-balance', title: 'Lithium found against lithium passed', svg }];
}
