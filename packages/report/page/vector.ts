import { curveFigure, unitSigns } from '@operando/plot';
import type { Curve, CurvePanel } from '@operando/plot';
import { columnWords } from './frame-axis.js';
import type { ShownCurve } from './frame-curves.js';
import type { LoadedView } from './load.js';
import type { ColumnPlace } from './beside-columns.js';
import type { ColourScale } from './paint.js';

/** Curves of so few points are points. */
const fewPoints = 250;

/** Colours of the house's figures by what a curve is. */
function colourOf({ kind }: ShownCurve, number: number): number {
  if (kind === 'data' || kind === 'residual') return 0;
  return kind === 'fit' ? 1 : 2 + (number % 4);
}

/** Values as a figure draws them: of a logarithmic scale their logarithms, where they have one. */
function scaled(values: Float64Array, scale: ColourScale): Float64Array {
  if (scale === 'logarithm') return values.map((value) => (value > 0 ? Math.log10(value) : Number.NaN));
  return scale === 'square-root' ? values.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value))) : values;
}

/** What is written before a name for values on a scale. */
const scaleWords: Readonly<Record<ColourScale, string>> = {
  linear: '',
  'square-root': 'Square root of ',
  logarithm: 'log₁₀ ',
};

function curveOf(curve: ShownCurve, number: number, scale: ColourScale, isFitted: boolean): Curve | undefined {
  const { kind, x, values, stderr } = curve;
  if (kind === 'ticks') return undefined;
  const own = { x, y: scaled(values, scale), colour: colourOf(curve, number) };
  if (curve.low !== undefined && curve.high !== undefined)
    return { ...own, kind: 'band', low: scaled(curve.low, scale), high: scaled(curve.high, scale) };
  const isDotted = x.length < fewPoints && (kind === 'residual' || (kind === 'data' && isFitted));
  if (stderr !== undefined && kind === 'data')
    return {
      ...own,
      kind: 'points',
      low: scaled(
        values.map((value, i) => value - stderr[i]!),
        scale,
      ),
      high: scaled(
        values.map((value, i) => value + stderr[i]!),
        scale,
      ),
    };
  return isDotted ? { ...own, kind: 'points' } : own;
}

/** The part of a curve within a stretch of x. */
function within(curve: ShownCurve, [low, high]: readonly [number, number]): ShownCurve {
  const kept = Array.from(curve.x.keys()).filter((i) => curve.x[i]! >= low && curve.x[i]! <= high);
  const take = (values: Float64Array): Float64Array =>
    values.length === curve.x.length ? Float64Array.from(kept, (i) => values[i]!) : values;
  const optional = (key: 'stderr' | 'low' | 'high'): object =>
    curve[key] === undefined ? {} : { [key]: take(curve[key]) };
  return {
    ...curve,
    x: take(curve.x),
    values: take(curve.values),
    ...optional('stderr'),
    ...optional('low'),
    ...optional('high'),
  };
}

/** The curves of a frame as a figure for print, as far as they are shown. @param shown Stretch of x. */
export function frameSvg(
  view: LoadedView,
  curves: readonly ShownCurve[],
  residuals: readonly ShownCurve[],
  look: { readonly scale: ColourScale; readonly title: string; readonly shown: readonly [number, number] },
): string {
  const { scale, title, shown } = look;
  const isFitted = curves.some(({ kind }) => kind === 'fit');
  const axis = { xLabel: view.x.name, xUnit: unitSigns(view.x.unit) };
  const panel = (
    yLabel: string,
    yUnit: string | undefined,
    own: readonly ShownCurve[],
    of: ColourScale,
  ): CurvePanel => ({
    ...axis,
    yLabel: `${scaleWords[of]}${yLabel}`,
    yUnit,
    curves: own.flatMap((curve) => {
      // Stretches of one name are one thing.
      const first = own.findIndex(({ name }) => name === curve.name);
      const made = curveOf(within(curve, shown), first, of, isFitted);
      return made === undefined
        ? []
        : own[first] === curve && curve.kind !== 'residual'
          ? { ...made, label: curve.name }
          : made;
    }),
  });
  const upper = {
    ...panel(view.y.name, scale === 'linear' ? unitSigns(view.y.unit) : undefined, curves, scale),
    height: 3,
  };
  // As wide as what lies above.
  const [low, high] = upper.curves.reduce(
    ([from, to], { x }) => [Math.min(from, x[0] ?? from), Math.max(to, x[x.length - 1] ?? to)] as const,
    [Infinity, -Infinity] as readonly [number, number],
  );
  const zero: Curve = { x: [low, high], y: [0, 0], kind: 'line', colour: 6 };
  const below = panel('Residual', undefined, residuals, 'linear');
  const lower = residuals.length === 0 || !(high > low) ? [] : [{ ...below, curves: [zero, ...below.curves] }];
  return curveFigure({ columns: [[upper, ...lower]], width: 120, height: 90, title });
}

/** A column against what is chosen, as a figure for print. */
export function columnSvg({ column, axis }: ColumnPlace): string {
  const { values, stderr } = column;
  const curve: Curve = {
    x: axis.values,
    y: values,
    kind: 'points',
    ...(stderr === undefined
      ? {}
      : { low: values.map((value, i) => value - stderr[i]!), high: values.map((value, i) => value + stderr[i]!) }),
  };
  return curveFigure({
    columns: [
      [
        {
          xLabel: axis.label,
          xUnit: unitSigns(axis.unit),
          yLabel: columnWords(column.name),
          yUnit: unitSigns(column.unit),
          curves: [curve],
        },
      ],
    ],
    width: 120,
    height: 60,
  });
}
