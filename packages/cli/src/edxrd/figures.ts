import { frameMiddles } from '@operando/core';
import { curveFigure, operandoFigure } from '@operando/plot';
import { voltagePanel } from '../voltage-panel.js';
import type { EdxrdAnalysis } from './analyse.js';

/** Options of {@link edxrdFigure}. */
export interface EdxrdFigureOptions {
  readonly width: number;
  readonly title?: string | undefined;
  readonly clockOffset: number;
}

const hoursOf = (series: EdxrdAnalysis['series']): Float64Array =>
  series.time.start.map((start) => (start - series.time.start[0]!) / 3600);

/** Map of lithium content (or an axis of the cell) over depth and time, voltage and gradient beside. */
export function edxrdFigure(
  { series, quantity, gradients, electrochemistry }: EdxrdAnalysis,
  options: EdxrdFigureOptions,
): string {
  const middles = frameMiddles(series.time).map((time) => (time - series.time.start[0]!) / 3600);
  return operandoFigure({
    map: {
      x: series.axis.values,
      xLabel: 'Depth',
      xUnit: 'µm',
      values: quantity.values,
      label: quantity.label,
      unit: quantity.unit,
    },
    time: hoursOf(series),
    duration: series.time.duration.map((duration) => duration / 3600),
    timeLabel: 'Time',
    timeUnit: 'h',
    panels: [
      ...voltagePanel(series, electrochemistry, options.clockOffset, middles),
      ...(gradients?.corrected.values.some(Number.isFinite) === true
        ? [
            {
              label: 'Gradient',
              unit: 'x',
              lines: [
                {
                  time: middles,
                  values: gradients.corrected.values,
                  stderr: gradients.corrected.stderr!,
                },
              ],
            },
          ]
        : []),
    ],
    width: options.width,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}

/** Depth profiles at five states, evenly through the frames, or at beginning, middle and end of the stages (seven at most). */
export function statesFigure({ series, quantity, reactions }: EdxrdAnalysis, options: EdxrdFigureOptions): string {
  const slices = series.axis.size;
  const frames = quantity.values.length / slices;
  const even = Array.from({ length: Math.min(5, frames) }, (_, k) =>
    Math.round((k * (frames - 1)) / Math.max(1, Math.min(5, frames) - 1)),
  );
  const chosen =
    reactions.length > 1
      ? [...new Set(reactions.flatMap(({ stage }) => [stage.from, Math.round((stage.from + stage.to) / 2), stage.to]))]
      : even;
  const hours = hoursOf(series);
  // As many as there are colours.
  const curves = chosen.slice(0, 7).flatMap((frame, colour) => {
    const at = (values: Float64Array): Float64Array => values.slice(frame * slices, (frame + 1) * slices);
    const [y, error] = [at(quantity.values), at(quantity.stderr)];
    return [
      { x: series.axis.values, y, kind: 'line' as const, colour, label: `${hours[frame]!.toFixed(2)} h` },
      {
        x: series.axis.values,
        y,
        low: y.map((value, i) => value - error[i]!),
        high: y.map((value, i) => value + error[i]!),
        kind: 'points' as const,
        colour,
      },
    ];
  });
  return curveFigure({
    columns: [[{ xLabel: 'Depth', xUnit: 'µm', yLabel: quantity.label, yUnit: quantity.unit, curves }]],
    width: options.width,
    ...(options.title === undefined ? {} : { title: options.title }),
  });
}
