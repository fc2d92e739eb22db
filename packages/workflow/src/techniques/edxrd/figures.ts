import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure } from '@operando/plot';
import type { Curve } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { EdxrdAnalysis } from './analyse.js';
import type { EdxrdOptions } from './options.js';
import { shownQuantity } from './shown.js';

/** Map of lithium content (or an axis of the cell) over depth and time, voltage and gradient beside. */
function mapFigure(analysis: EdxrdAnalysis, { clockOffset, width, title }: EdxrdOptions): string {
  const { series, gradients, electrochemistry } = analysis;
  const { label, unit, values } = shownQuantity(analysis);
  const { middles, ...time } = hourAxis(series);
  const gradient = gradients?.corrected;
  return operandoFigure({
    map: { x: series.axis.values, xLabel: 'Depth', xUnit: 'µm', values, label, unit },
    ...time,
    panels: [
      ...voltagePanel(series, electrochemistry, clockOffset, middles),
      ...(gradient?.values.some(Number.isFinite) === true
        ? [
            {
              label: 'Gradient',
              unit: 'x',
              lines: [{ time: middles, values: gradient.values, stderr: gradient.stderr }],
            },
          ]
        : []),
    ],
    width,
    title,
  });
}

/** Frames that tell the course: five of them evenly, or beginning, middle and end of the stages. */
function chosenFrames(frames: number, { reactions }: EdxrdAnalysis): number[] {
  if (reactions.length > 1) {
    return [...new Set(reactions.flatMap(({ stage: { from, to } }) => [from, Math.round((from + to) / 2), to]))];
  }
  const count = Math.min(5, frames);
  return Array.from({ length: count }, (_, k) => Math.round((k * (frames - 1)) / Math.max(1, count - 1)));
}

/** As many as there are colours. */
const mostCurves = 7;

function statesFigure(analysis: EdxrdAnalysis, { width, title }: EdxrdOptions): string {
  const { series } = analysis;
  const { label, unit, values, stderr } = shownQuantity(analysis);
  const x = series.axis.values;
  const slices = series.axis.size;
  const hours = hourAxis(series).time;
  const curves = chosenFrames(hours.length, analysis)
    .slice(0, mostCurves)
    .flatMap((frame, colour): Curve[] => {
      const at = (all: Float64Array): Float64Array => all.slice(frame * slices, (frame + 1) * slices);
      const [y, error] = [at(values), at(stderr)];
      const low = y.map((value, i) => value - error[i]!);
      const high = y.map((value, i) => value + error[i]!);
      return [
        { x, y, kind: 'line', colour, label: `${hours[frame]!.toFixed(2)} h` },
        { x, y, low, high, kind: 'points', colour },
      ];
    });
  return curveFigure({
    columns: [[{ xLabel: 'Depth', xUnit: 'µm', yLabel: label, yUnit: unit, curves }]],
    width,
    title,
  });
}

/** The map, and depth profiles at chosen states. */
export function edxrdFigures(analysis: EdxrdAnalysis, options: EdxrdOptions): ResultFigure[] {
  return [
    { name: 'figure', title: 'Content over depth and time', svg: mapFigure(analysis, options) },
    { name: 'states', title: 'Depth profiles at chosen states', svg: statesFigure(analysis, options) },
  ];
}
