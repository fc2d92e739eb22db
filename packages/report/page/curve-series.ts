import uPlot from 'uplot';
import { lineColour } from './chart.js';
import { styleColour } from './dom.js';
import type { ShownCurve } from './frame-curves.js';
import { plotted } from './map-chart.js';

/** Curves with the values that are drawn of each. */
export type DrawnCurves = readonly { readonly curve: ShownCurve; readonly values: (number | null)[] }[];

function strokeOf({ kind, name }: ShownCurve, number: number, isKept: boolean): string {
  if (isKept) return styleColour('--faint');
  // Residuals stand in a chart of their own: of several parts each has its colour.
  if (kind === 'residual') return lineColour(number);
  if (kind === 'data') return lineColour(0);
  if (kind === 'fit') return lineColour(1);
  return kind === 'background' || name === '' ? styleColour('--faint') : lineColour(number + 1);
}

/** Lines of one curve: ends of a band are lines too. */
export function linesOf(curve: ShownCurve, isLogarithm: boolean): (number | null)[][] {
  const shown = (values: Float64Array): (number | null)[] =>
    plotted(isLogarithm ? values.map((value) => (value > 0 ? value : Number.NaN)) : values);
  return [curve.values, ...(curve.low && curve.high ? [curve.low, curve.high] : [])].map(shown);
}

/** Curves of so few points have a dot for each. */
export const fewPoints = 250;

/** A curve as uPlot draws it: with a band it is three lines. */
export function seriesOf(curve: ShownCurve, number: number, isKept: boolean, isFitted: boolean): uPlot.Series[] {
  const { kind, name } = curve;
  const stroke = (): string => strokeOf(curve, number, isKept);
  const dash = kind === 'component' || kind === 'background' ? { dash: [6, 3] } : {};
  const line: uPlot.Series = { label: name, stroke, width: kind === 'fit' ? 1.75 : 1.1, ...dash };
  if (kind === 'ticks') return [];
  // Beside a fit, what was measured are points and no line.
  const isDotted = curve.x.length < fewPoints && (kind === 'residual' || (kind === 'data' && isFitted));
  if (isDotted) Object.assign(line, { paths: () => null });
  const points = { show: isDotted || (kind === 'data' && curve.x.length < fewPoints), size: 4 };
  const ends =
    curve.low && curve.high
      ? [
          { ...line, width: 0.5 },
          { ...line, width: 0.5 },
        ]
      : [];
  return [{ ...line, points }, ...ends.map((end) => Object.assign(end, { points: { show: false } }))];
}

/** All curves on one list of places. */
export function aligned(drawn: DrawnCurves): uPlot.AlignedData {
  const first = drawn[0]?.curve.x;
  if (first === undefined) return [[0], [null]];
  const isOne = drawn.every(({ curve }) => curve.x.length === first.length && curve.x.every((x, i) => x === first[i]));
  if (isOne) return [Array.from(first), ...drawn.map(({ values }) => values)] as uPlot.AlignedData;
  return uPlot.join(drawn.map(({ curve, values }) => [Array.from(curve.x), values] as uPlot.AlignedData));
}
