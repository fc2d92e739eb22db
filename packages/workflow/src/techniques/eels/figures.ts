import type { ResultFigure } from '@operando/core';
import { curveFigure, mapStripFigure, operandoFigure, scatterFigure } from '@operando/plot';
import type { Curve } from '@operando/plot';
import { frameAxis, hourAxis, isUntimed } from '../../technique/time-axis.js';
import type { HourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { EelsAnalysis } from './analyse.js';
import { edgeLabel } from './names.js';
import type { EelsOptions } from './options.js';

const timeOf = (analysis: EelsAnalysis): HourAxis =>
  isUntimed(analysis) ? frameAxis(analysis.series) : hourAxis(analysis.series);

/** A line with a band of one standard error either side. */
function banded(x: Float64Array, values: Float64Array, stderr: Float64Array, label: string, colour: number): Curve[] {
  const low = values.map((value, i) => value - stderr[i]!);
  const high = values.map((value, i) => value + stderr[i]!);
  return [
    { x, y: values, low, high, kind: 'band', colour },
    { x, y: values, kind: 'line', colour, label },
  ];
}

/** The first edge over place and time; contents of its layers beside. */
function mapFigure(analysis: EelsAnalysis, { along, clockOffset, width, title }: EelsOptions): ResultFigure[] {
  const { maps, profiles, series, fronts, electrochemistry } = analysis;
  const [content] = maps?.contents ?? [];
  const [profile] = profiles;
  if (content === undefined || profile === undefined) return [];
  const { middles, ...time } = timeOf(analysis);
  const svg = operandoFigure({
    map: {
      x: Float64Array.from({ length: profile.places }, (_, i) => i),
      xLabel: along === 'column' ? 'Column' : 'Row',
      values: profile.values,
      label: edgeLabel(content),
    },
    ...time,
    overlay: fronts === undefined ? [] : [{ label: 'front', x: Float64Array.from(fronts, ({ place }) => place) }],
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      {
        label: edgeLabel(content),
        unit: '',
        lines: content.layers.map(({ layer, values, stderr }) => ({ label: layer, time: middles, values, stderr })),
      },
    ],
    width,
    title,
  });
  return [{ name: 'figure', title: `${edgeLabel(content)} over place and time`, svg }];
}

/** Maps that a strip shows. */
const mostMaps = 6;

/** The first edge as maps, some of them evenly. */
function stripFigure(analysis: EelsAnalysis, { width, title }: EelsOptions): ResultFigure[] {
  const { maps, shape } = analysis;
  const [content] = maps?.contents ?? [];
  const pixels = shape.rows * shape.columns;
  if (maps === undefined || content === undefined || pixels === 1) return [];
  const { middles, timeUnit } = timeOf(analysis);
  const count = Math.min(mostMaps, maps.frames.length);
  const chosen = Array.from({ length: count }, (_, k) =>
    Math.round((k * (maps.frames.length - 1)) / Math.max(1, count - 1)),
  );
  const svg = mapStripFigure({
    maps: chosen.map((frame) => ({
      values: content.pixels.values.subarray(frame * pixels, (frame + 1) * pixels),
      label: timeUnit === '' ? `map ${frame}` : `${middles[frame]!.toPrecision(3)} ${timeUnit}`,
    })),
    rows: shape.rows,
    columns: shape.columns,
    label: edgeLabel(content),
    width,
    title,
  });
  return [{ name: 'maps', title: `Maps of ${edgeLabel(content)}`, svg }];
}

/** Contents of all layers, an edge a panel. */
function layersFigure(analysis: EelsAnalysis, { width, title }: EelsOptions): ResultFigure[] {
  const { maps } = analysis;
  if (maps === undefined) return [];
  const { middles, timeLabel, timeUnit } = timeOf(analysis);
  const svg = curveFigure({
    columns: [
      maps.contents.map((content) => ({
        xLabel: timeLabel,
        xUnit: timeUnit,
        yLabel: edgeLabel(content),
        curves: content.layers.flatMap(({ layer, values, stderr }, k) => banded(middles, values, stderr, layer, k)),
      })),
    ],
    height: Math.min(300, Math.max(75, 60 * maps.contents.length)),
    width,
    title,
  });
  return [{ name: 'layers', title: 'Contents of the layers', svg }];
}

/** Contents against the charge passed. */
function chargeFigure({ maps, series }: EelsAnalysis, { title }: EelsOptions): ResultFigure[] {
  const [content] = maps?.contents ?? [];
  const capacity = series.channels['net_capacity_ah'];
  if (content === undefined || capacity === undefined) return [];
  const svg = scatterFigure({
    groups: content.layers.map(({ layer, values, stderr }) => ({
      label: layer,
      x: capacity.values,
      y: values,
      stderr,
    })),
    xLabel: 'Charge',
    xUnit: 'Ah',
    yLabel: edgeLabel(content),
    title,
  });
  return [{ name: 'content-charge', title: 'Contents against charge', svg }];
}

function whiteLinesFigure(analysis: EelsAnalysis, { width, title }: EelsOptions): ResultFigure[] {
  const { whiteLines } = analysis;
  if (whiteLines.length === 0) return [];
  const { middles, timeLabel, timeUnit } = timeOf(analysis);
  const svg = curveFigure({
    columns: [
      [
        {
          xLabel: timeLabel,
          xUnit: timeUnit,
          yLabel: 'L3 / L2 heights',
          curves: whiteLines.flatMap(({ layer, fits }, k) =>
            banded(
              middles,
              Float64Array.from(fits, ({ ratio }) => ratio.value),
              Float64Array.from(fits, ({ ratio }) => ratio.stderr),
              layer,
              k,
            ),
          ),
        },
      ],
    ],
    width,
    title,
  });
  return [{ name: 'white-lines', title: 'Ratio of the white lines', svg }];
}

/** What there is to show of maps. */
export function eelsFigures(analysis: EelsAnalysis, options: EelsOptions): ResultFigure[] {
  return [
    ...mapFigure(analysis, options),
    ...stripFigure(analysis, options),
    ...layersFigure(analysis, options),
    ...chargeFigure(analysis, options),
    ...whiteLinesFigure(analysis, options),
  ];
}
