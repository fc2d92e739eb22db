import { axisPoints, unmaskedValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { operandoFigure, scatterFigure } from '@operando/plot';
import type { FigureOverlay } from '@operando/plot';
import { scatterByCurrent } from '../../technique/scatter-by-current.js';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { XrdAnalysis } from './analyse.js';
import type { XrdOptions } from './options.js';

/** Tracks drawn over the map where none is indexed: the longest. */
const mostOverlays = 6;

function overlays({ indexed, tracks }: XrdAnalysis): FigureOverlay[] {
  if (indexed.length > 0) {
    return indexed.map(({ track, hkl }) => ({ label: `(${hkl.join(' ')})`, x: track.center.values }));
  }
  return tracks.tracks
    .toSorted((one, other) => other.frames.length - one.frames.length)
    .slice(0, mostOverlays)
    .map((track) => ({ label: `track ${track.id}`, x: track.center.values }));
}

/** Heat map of the patterns (square root of intensity) with tracks over it, voltage and lattice parameter beside. */
function mapFigure(analysis: XrdAnalysis, { range, width, title, clockOffset }: XrdOptions): string {
  const { series, cell, electrochemistry } = analysis;
  const { middles, ...time } = hourAxis(series);
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  return operandoFigure({
    map: {
      x: axisPoints(series.axis),
      xLabel: '2θ',
      xUnit: '°',
      values: unmaskedValues(series).map((value) => Math.sqrt(Math.max(0, value))),
      label: 'Square root of intensity',
      xRange: range,
    },
    ...time,
    overlay: overlays(analysis),
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      ...(first === undefined
        ? []
        : [
            {
              label: first[0],
              unit: 'Å',
              lines: [{ time: middles, values: first[1].values, stderr: first[1].stderr }],
            },
          ]),
    ],
    width,
    title,
  });
}

/** The map and, with a cell and a cycler log, lattice parameter against capacity. */
export function xrdFigures(analysis: XrdAnalysis, options: XrdOptions): ResultFigure[] {
  const { series, cell } = analysis;
  const capacity = series.channels['net_capacity_ah'];
  const [first] = cell === undefined ? [] : Object.entries(cell.cell);
  const groups =
    capacity === undefined || first === undefined
      ? undefined
      : scatterByCurrent(
          series,
          capacity.values.map((ah) => 1000 * ah),
          { values: first[1].values, stderr: first[1].stderr },
          'all patterns',
        );
  const map = { name: 'figure', title: 'Patterns and tracks over time', svg: mapFigure(analysis, options) };
  if (groups === undefined || first === undefined) return [map];
  const [yLabel] = first;
  const svg = scatterFigure({ groups, xLabel: 'Capacity', xUnit: 'mA h', yLabel, yUnit: 'Å', title: options.title });
  return [map, { name: 'lattice-capacity', title: 'Lattice parameter against capacity', svg }];
}
