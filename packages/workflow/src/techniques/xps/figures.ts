import { axisPoints, flatValues } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, operandoFigure, scatterFigure } from '@operando/plot';
import type { Curve, CurvePanel, FigureOverlay, FigurePanel, ScatterGroup } from '@operando/plot';
import { hourAxis } from '../../technique/time-axis.js';
import { voltagePanel } from '../../technique/voltage-panel.js';
import type { ComponentPlace, XpsAnalysis } from './analyse.js';
import { fermiFigure } from './fermi-figure.js';
import type { FittedLevel } from './fitted-level.js';
import { intensityUnit } from './intensity-unit.js';
import { chosenFrames, measuredCurve } from './measured-curve.js';
import type { XpsOptions } from './options.js';
import { columnName } from './tables.js';

/** Components of a level, without those of the reference. */
const placesOf = ({ components }: XpsAnalysis, level: FittedLevel): ComponentPlace[] =>
  components.filter((each) => each.level === level);

function mapFigure(
  analysis: XpsAnalysis,
  level: FittedLevel | undefined,
  { clockOffset, width, title }: XpsOptions,
  name: string,
): ResultFigure {
  const shown = level?.series ?? analysis.levels[0]!.series;
  const label = level?.name ?? analysis.levels[0]!.name;
  const { middles, ...time } = hourAxis(shown);
  const overlay: FigureOverlay[] = (level?.components ?? []).map((each) => ({
    label: each.name,
    x: each.center.values,
  }));
  const places = level === undefined ? [] : placesOf(analysis, level);
  const panels: FigurePanel[] = [
    ...voltagePanel(analysis.series, analysis.electrochemistry, clockOffset, middles),
    ...(places.length < 2
      ? []
      : [
          {
            label: 'Share of the area',
            lines: places.map(({ index }) => {
              const { name: line, fraction } = level!.components[index]!;
              return { label: line, time: middles, values: fraction.values, stderr: fraction.stderr };
            }),
          },
        ]),
  ];
  const data = level?.fit.data;
  const svg = operandoFigure({
    map: {
      x: data?.energy ?? axisPoints(shown.axis),
      xLabel: `Binding energy, ${label}`,
      xUnit: 'eV',
      values: data?.values ?? flatValues(shown.signal),
      label: 'Intensity',
      unit: intensityUnit(shown),
    },
    ...time,
    overlay,
    panels,
    width,
    title,
  });
  return { name, title: `${label} over time`, svg };
}

/** Three spectra with their components: the first, the middle one, the last. */
function componentFigure({ name, series, fit, components }: FittedLevel, { width, title }: XpsOptions): ResultFigure {
  const { data, model, values } = fit;
  const n = data.energy.length;
  const frames = fit.fit.frames;
  const count = model.layout.parameters.length;
  const chosen = chosenFrames(frames, (f) => fit.fit.frameStatus[f] !== 'masked');
  const panels = chosen.map((f): CurvePanel => {
    const q = values.slice(f * count, (f + 1) * count);
    const background = model.background(q);
    const lines = components.map((_, c) => model.component(c, q).map((value, i) => value + background[i]!));
    const total = background.map((value, i) => lines.reduce((sum, line) => sum + line[i]! - value, value));
    const measured = data.values.subarray(f * n, (f + 1) * n);
    const curves: Curve[] = [
      measuredCurve(`spectrum ${f}`, data.energy, measured, data.sigma.subarray(f * n, (f + 1) * n)),
      { label: 'fit', x: data.energy, y: total },
      { label: 'background', x: data.energy, y: background },
      ...lines.map((line, c) => ({ label: components[c]!.name, x: data.energy, y: line })),
    ];
    return { xLabel: 'Binding energy', xUnit: 'eV', yLabel: 'Intensity', yUnit: intensityUnit(series), curves };
  });
  const svg = curveFigure({
    columns: panels.map((panel) => [panel]),
    width: Math.max(width, 60 * chosen.length),
    title,
  });
  return {
    name: `components-${columnName(name).replaceAll('_', '-')}`,
    title: `${name}: spectra and their components`,
    svg,
  };
}

/** Energies beside what the scale and the potential make of them, against a channel of the cycler. */
function shiftFigure(
  analysis: XpsAnalysis,
  channel: 'voltage_volt' | 'net_capacity_ah',
  { title }: XpsOptions,
): ResultFigure[] {
  const { series, components, shifts } = analysis;
  const along = series.channels[channel];
  const lines = components.filter(({ line }) => line !== undefined);
  if (along === undefined || shifts === undefined || lines.length === 0) return [];
  const isVoltage = channel === 'voltage_volt';
  const groups = lines.map(({ level, index, line }): ScatterGroup => {
    const { values, stderr } = shifts.chemical[line!]!;
    const first = values.find(Number.isFinite) ?? 0;
    return {
      label: level.components[index]!.name,
      x: isVoltage ? along.values : along.values.map((value) => 1000 * value),
      y: values.map((value) => value - first),
      stderr,
    };
  });
  const svg = scatterFigure({
    groups,
    xLabel: isVoltage ? 'Cell voltage' : 'Capacity',
    xUnit: isVoltage ? 'V' : 'mAh',
    yLabel: shifts.separation === 'separated' ? 'Chemical shift' : 'Shift',
    yUnit: 'eV',
    title,
    width: 110,
  });
  const name = isVoltage ? 'shift-voltage' : 'shift-capacity';
  return [{ name, title: `Shifts of lines against ${isVoltage ? 'voltage' : 'capacity'}`, svg }];
}

/** Shares of the area against the charge that was passed. */
function fractionFigure(analysis: XpsAnalysis, { title }: XpsOptions): ResultFigure[] {
  const capacity = analysis.series.channels['net_capacity_ah'];
  const places = analysis.components.filter(({ level, line }) => line !== undefined && level.components.length > 1);
  if (capacity === undefined || places.length === 0) return [];
  const svg = scatterFigure({
    groups: places.map(({ level, index }) => {
      const { name, fraction } = level.components[index]!;
      return {
        label: name,
        x: capacity.values.map((value) => 1000 * value),
        y: fraction.values,
        stderr: fraction.stderr,
      };
    }),
    xLabel: 'Capacity',
    xUnit: 'mAh',
    yLabel: 'Share of the area',
    title,
    width: 110,
  });
  return [{ name: 'fractions', title: 'Shares of the area against charge', svg }];
}

/** A map of every level with its lines; three spectra with their components; shifts and shares against the cycler; the Fermi edge. */
export function xpsFigures(analysis: XpsAnalysis, options: XpsOptions): ResultFigure[] {
  const { fitted, levels, edge } = analysis;
  if (fitted.length === 0)
    return levels.map((level, i) =>
      mapFigure(
        { ...analysis, levels: [level] },
        undefined,
        options,
        i === 0 ? 'figure' : `map-${columnName(level.name).replaceAll('_', '-')}`,
      ),
    );
  const shown = fitted.toSorted((a, b) => Number(a.isReference) - Number(b.isReference));
  return [
    ...shown.map((level, i) =>
      mapFigure(analysis, level, options, i === 0 ? 'figure' : `map-${columnName(level.name).replaceAll('_', '-')}`),
    ),
    ...shown.map((level) => componentFigure(level, options)),
    ...shiftFigure(analysis, 'net_capacity_ah', options),
    ...shiftFigure(analysis, 'voltage_volt', options),
    ...fractionFigure(analysis, options),
    ...(edge === undefined ? [] : fermiFigure(edge, options)),
  ];
}
