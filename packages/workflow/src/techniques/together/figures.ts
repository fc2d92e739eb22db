import { finiteExtent } from '@operando/core';
import type { ResultFigure } from '@operando/core';
import { curveFigure, scatterFigure, unitSigns } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { medianStep, signalTimes } from '@operando/multimodal';
import { voltagePanel } from '../../technique/voltage-panel.js';
import { hourAxis } from '../../technique/time-axis.js';
import type { PairLag, PairRelation, TogetherAnalysis } from './analyse.js';
import type { ChosenSignal } from './choose-signals.js';
import type { TogetherOptions } from './options.js';

/** A unit as figures show it. */
const shownUnit = (unit: string): string => unitSigns(unit) ?? '';

/** Upright bands where a signal changes: their width is the interval of the change. */
function changeBands(
  { changes }: TogetherAnalysis,
  { name, signal }: ChosenSignal,
  hours: (time: number) => number,
): Curve[] {
  const [low, high] = finiteExtent(signal.values) ?? [0, 1];
  return (changes?.changes ?? []).flatMap(({ parts, isJoint }) =>
    parts
      .filter((part) => part.signal === name)
      .map(({ change }): Curve => {
        const x = change.interval.map(hours);
        return {
          x,
          y: x.map(() => low),
          low: x.map(() => low),
          high: x.map(() => high),
          kind: 'band',
          colour: isJoint ? 3 : 5,
        };
      }),
  );
}

/** Values of a signal, none after which much more time than usual passes: a line breaks there. */
function withGaps(signal: ChosenSignal['signal']): Float64Array {
  const usual = medianStep(signal);
  return signal.values.map((value, i) =>
    (signal.start[i + 1] ?? -Infinity) - signal.end[i]! > 5 * usual ? Number.NaN : value,
  );
}

function signalPanel(
  analysis: TogetherAnalysis,
  each: ChosenSignal,
  hours: (time: number) => number,
  span: readonly number[],
): CurvePanel {
  const { signal, name } = each;
  const x = signalTimes(signal).map(hours);
  const { stderr } = signal;
  const values = withGaps(signal);
  const band: Curve = {
    x,
    y: values,
    kind: 'band',
    low: values.map((value, i) => value - stderr[i]!),
    high: values.map((value, i) => value + stderr[i]!),
    colour: 0,
  };
  return {
    xLabel: 'Time',
    xUnit: 'h',
    yLabel: name,
    yUnit: shownUnit(signal.unit),
    // Every panel shows the same stretch of time.
    curves: [
      ...changeBands(analysis, each, hours),
      band,
      { x, y: values, colour: 0 },
      { x: span, y: span.map(() => Number.NaN) },
    ],
  };
}

function stacked(analysis: TogetherAnalysis, { width, title, clockOffset }: TogetherOptions): ResultFigure {
  const { chosen, series, electrochemistry } = analysis;
  const origin = series.time.start[0] ?? 0;
  const hours = (time: number): number => (time - origin) / 3600;
  const span = chosen.signals
    .map(({ signal }) => finiteExtent(signalTimes(signal)) ?? ([0, 0] as const))
    .reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)] as const)
    .map(hours);
  const voltage = voltagePanel(series, electrochemistry, clockOffset, hourAxis(series).middles).map(
    ({ label, unit, lines }): CurvePanel => ({
      xLabel: 'Time',
      xUnit: 'h',
      yLabel: label,
      yUnit: unit,
      height: 0.7,
      curves: [...lines.map((line) => ({ x: line.time, y: line.values })), { x: span, y: span.map(() => Number.NaN) }],
    }),
  );
  const panels = [...voltage, ...chosen.signals.map((each) => signalPanel(analysis, each, hours, span))];
  const svg = curveFigure({ columns: [panels], width, height: Math.min(500, Math.max(60, 45 * panels.length)), title });
  return { name: 'figure', title: 'Signals on one clock', svg };
}

/** How much worse other lags fit: chi-square above its minimum, as far as it is worth looking at. */
function lagFigure(lags: readonly PairLag[], { width, title }: TogetherOptions): ResultFigure[] {
  const found = lags.filter(({ lag }) => lag.profile.lag.length > 0);
  if (found.length === 0) return [];
  const panel = ({ first, second, lag }: PairLag): CurvePanel => {
    const rows = [...lag.profile.lag.keys()].filter((k) => lag.profile.above[k]! < 100);
    const kept = rows.length > 2 ? rows : [...lag.profile.lag.keys()];
    const x = kept.map((k) => lag.profile.lag[k]!);
    return {
      xLabel: `Lag of ${second.name} behind ${first.name}`,
      xUnit: 's',
      yLabel: 'Δχ²',
      curves: [
        { x, y: kept.map((k) => lag.profile.above[k]!) },
        { label: '95 %', x: [x[0]!, x.at(-1)!], y: [3.84, 3.84] },
      ],
    };
  };
  const svg = curveFigure({
    columns: found.slice(0, 4).map((each) => [panel(each)]),
    width,
    height: Math.max(50, 0.4 * width),
    title,
  });
  return [{ name: 'lag', title: 'How well lags fit', svg }];
}

function relationFigure({ x, y, over, relation }: PairRelation, k: number, { title }: TogetherOptions): ResultFigure {
  const [low, high] = finiteExtent(x.signal.values) ?? [0, 1];
  const { slope, intercept } = relation;
  const { values, stderr } = over.mean;
  const svg = scatterFigure({
    groups: [{ label: y.name, x: x.signal.values, y: values, stderr }],
    lines: [
      {
        label: `slope ${slope.value.toPrecision(4)} ± ${slope.stderr.toPrecision(2)}`,
        x: [low, high],
        y: [low, high].map((at) => intercept.value + slope.value * at),
      },
    ],
    xLabel: x.name,
    xUnit: shownUnit(x.signal.unit),
    yLabel: y.name,
    yUnit: shownUnit(y.signal.unit),
    title,
  });
  return { name: k === 0 ? 'relation' : `relation-${k + 1}`, title: `${y.name} against ${x.name}`, svg };
}

/** Signals one below the other on one clock, with their changes; how well lags fit; relations. */
export function togetherFigures(analysis: TogetherAnalysis, options: TogetherOptions): ResultFigure[] {
  return [
    stacked(analysis, options),
    ...lagFigure(analysis.lags, options),
    ...analysis.relations.map((each, k) => relationFigure(each, k, options)),
  ];
}
