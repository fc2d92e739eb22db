import { flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, unitSigns } from '@operando/plot';
import type { Curve, FigurePanel } from '@operando/plot';
import { frameAxis, hourAxis, isUntimed } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { TomographyAnalysis } from './analyse.js';
import { columnOf } from './lengths.js';
import type { TomographyOptions } from './options.js';
import { pictureFigures } from './pictures.js';

/** Void volume and contact of each frame. */
function panelsOf({ course, labels, lengths }: TomographyAnalysis, middles: Float64Array): FigurePanel[] {
  if (course === undefined) {
    const values = Float64Array.from(
      labels ?? [],
      ({ counts }) => (counts.void + counts.crack) * lengths.volume.factor,
    );
    return [{ label: 'Void', unit: unitSigns(lengths.volume.unit), lines: [{ time: middles, values }] }];
  }
  const volume = columnOf(
    '',
    course.interface.frames.map((frame) => frame.volume),
    lengths.volume,
  );
  const fraction = columnOf(
    '',
    course.contact.map((each) => each.fraction),
    { factor: 1, unit: '1' },
  );
  return [
    { label: 'Void', unit: unitSigns(lengths.volume.unit), lines: [{ time: middles, ...volume }] },
    { label: 'In contact', unit: '', lines: [{ time: middles, ...fraction }] },
  ];
}

function curve(
  x: Float64Array,
  { values, stderr }: { values: Float64Array; stderr: Float64Array },
  label: string,
  colour: number,
): Curve[] {
  const low = values.map((value, i) => value - stderr[i]!);
  const high = values.map((value, i) => value + stderr[i]!);
  return [
    { x, y: values, low, high, kind: 'points', label: label === '' ? undefined : label, colour },
    { x, y: values, kind: 'line', colour },
  ];
}

/** Volume and depth of cracks against time. */
function crackFigure(analysis: TomographyAnalysis, { width, title }: TomographyOptions): ResultFigure[] {
  const { course, lengths } = analysis;
  if (course === undefined || course.cracks.every(({ bodies }) => bodies.length === 0)) return [];
  const { middles, timeLabel, timeUnit } = isUntimed(analysis) ? frameAxis(analysis.series) : hourAxis(analysis.series);
  const empty = columnOf(
    '',
    course.cracks.map((crack) => crack.emptyEquivalent),
    lengths.volume,
  );
  const sheet = course.interface.sheet.z;
  const known = sheet.filter(Number.isFinite);
  const at = known.reduce((sum, z) => sum + z, 0) / known.length;
  const depth = (z: number) => (z - at) * lengths.depth.factor;
  const tips = course.cracks.map(({ tip }) => ({ value: depth(tip), stderr: lengths.depth.factor, unit: '' }));
  const filled = course.cracks.map(({ filledTip }) => ({
    value: depth(filledTip),
    stderr: 2 * lengths.depth.factor,
    unit: '',
  }));
  const one = { factor: 1, unit: '' };
  const axis = { xLabel: timeLabel, xUnit: timeUnit };
  const svg = curveFigure({
    columns: [
      [
        {
          ...axis,
          yLabel: 'Crack volume, as if empty',
          yUnit: unitSigns(lengths.volume.unit),
          curves: curve(middles, empty, '', 0),
        },
      ],
      [
        {
          ...axis,
          yLabel: 'Below the interface',
          yUnit: unitSigns(lengths.depth.unit),
          curves: [
            ...curve(middles, columnOf('', tips, one), 'tip', 1),
            ...(filled.some(({ value }) => Number.isFinite(value))
              ? curve(middles, columnOf('', filled, one), 'filled', 2)
              : []),
          ],
        },
      ],
    ],
    width,
    title,
  });
  return [{ name: 'cracks', title: 'Volume and depth of cracks', svg }];
}

/** Void over depth and time; cracks. */
export function tomographyFigures(analysis: TomographyAnalysis, options: TomographyOptions): ResultFigure[] {
  const { series, electrochemistry, lengths } = analysis;
  const { clockOffset, width, title } = options;
  const { middles, ...time } = isUntimed(analysis) ? frameAxis(series) : hourAxis(series);
  const svg = operandoFigure({
    map: {
      x: series.axis.values,
      xLabel: 'Depth',
      xUnit: unitSigns(lengths.depth.unit),
      values: flatValues(series.signal).map((share) => 100 * share),
      label: 'Void',
      unit: '%',
    },
    ...time,
    panels: [...voltagePanel(series, electrochemistry, clockOffset, middles), ...panelsOf(analysis, middles)],
    width,
    title,
  });
  return [
    { name: 'figure', title: 'Void over depth and time', svg },
    ...crackFigure(analysis, options),
    ...pictureFigures(analysis, options),
  ];
}
