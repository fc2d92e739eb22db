import { axisPoints, finiteExtent, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import type { FigureOverlay, ScatterLine } from '@operando/plot';
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

/** Boundaries between layers, as far as the map reaches, and the front where one was fitted: lines over the map. */
export function overlayOf({ series, profiles }: NdpAnalysis): FigureOverlay[] {
  const frames = series.time.start.length;
  const end = series.axis.values[series.axis.size]!;
  const bottoms = profiles.axes[0]!.layers.map(({ bottom }) => bottom).filter((bottom) => bottom < end * (1 - 1e-6));
  const { front } = profiles;
  return [
    ...bottoms.map((bottom, i) => ({
      label: i === 0 ? 'layer boundaries' : '',
      x: new Float64Array(frames).fill(bottom),
    })),
    ...(front === undefined ? [] : [{ label: front.name.replace('_', ' in '), x: front.values }]),
  ];
}

/** One lithium found for each one passed, and the line through the points. */
function balanceLines({ passed, slope, offset }: NonNullable<NdpAnalysis['balance']>): ScatterLine[] {
  const ends = finiteExtent(passed) ?? [0, 0];
  const along = (label: string, by: number): ScatterLine => ({
    label,
    x: ends.map((value) => value / 1e18),
    y: ends.map((value) => (offset.value + by * value) / 1e18),
  });
  return [
    along('1:1', 1),
    along(`fit: ${slope.value.toFixed(3).replace('-', '−')} ± ${slope.stderr.toFixed(3)}`, slope.value),
  ];
}

/** Atoms in the layer shown over pixels and time, row after row of the detector. */
function pixelFigure(analysis: NdpAnalysis, look: Pick<NdpOptions, 'width' | 'title'>): ResultFigure[] {
  const { pixels, profiles } = analysis;
  if (pixels === undefined) return [];
  const shown = shownLayer(analysis);
  const { values } = pixels.layers[profiles.layers.indexOf(shown)] ?? pixels.total;
  const { middles: _middles, ...time } = hourAxis(pixels.series);
  const count = values.length / pixels.series.time.start.length;
  const svg = operandoFigure({
    map: {
      x: Float64Array.from({ length: count }, (_, pixel) => pixel),
      xLabel: 'Pixel, row after row',
      xUnit: '',
      values: scaled(values, 1e18),
      label: `In ${shown.name}`,
      unit: '10¹⁸ cm⁻²',
    },
    ...time,
    panels: [],
    ...look,
  });
  return [{ name: 'pixels', title: `In ${shown.name} over pixels and time`, svg }];
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
    overlay: overlayOf(analysis),
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      { label: `In ${name}`, unit, lines: [{ time: middles, values: found, stderr: error }] },
    ],
    width,
    title,
  });
  const figure = { name: 'figure', title: 'Concentration over depth and time', svg: map };
  const figures = [figure, ...pixelFigure(analysis, { width, title })];
  if (balance === undefined) return figures;
  const svg = scatterFigure({
    groups: [{ label: name, x: scaled(balance.passed, 1e18), y: found, stderr: error }],
    lines: balanceLines(balance),
    xLabel: 'Lithium passed',
    xUnit: unit,
    yLabel: `Found in ${name}`,
    yUnit: unit,
    title,
  });
  return [...figures, { name: 'charge-balance', title: 'Lithium found against lithium passed', svg }];
}
