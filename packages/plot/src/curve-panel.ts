import { finiteExtent, OperandoError } from '@operando/core';
import type { Curve, CurvePanel } from './curve-options.js';
import type { Place } from './cut.js';
import { band, bar, dot, line } from './drawn.js';
import type { Field } from './drawn.js';
import { clip, frameRect, horizontalAxis, scaleTo, verticalAxis, wordInside } from './frame.js';
import type { Box } from './frame.js';
import { legendParts, placeLegend, placesAlong, placesOfBars } from './legend.js';
import { lineColour } from './line-colours.js';
import { numberless, padExtent, requireLength, unionExtent } from './numbers.js';
import type { Svg } from './svg.js';
import { extentWithBars } from './value-extent.js';

/** What the axes of a panel show. */
export interface Extents {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** No curve has a point: the panel shows a word. */
  readonly isEmpty: boolean;
}

const kindOf = ({ kind }: Curve): NonNullable<Curve['kind']> => kind ?? 'line';

const hasPoint = ({ x, y }: Curve): boolean =>
  Array.from(x).some((value, i) => Number.isFinite(value) && Number.isFinite(y[i]));

/**
 * Extents of the axes of a panel.
 * @throws OperandoError `shape-mismatch` naming the array, `too-few-points` for a panel without curves.
 */
export function extentsOf({ curves }: CurvePanel, name: string): Extents {
  if (curves.length === 0) throw new OperandoError('too-few-points', `${name} has no curve to draw.`);
  let x: readonly [number, number] | undefined;
  curves.forEach((curve, c) => {
    requireLength(curve.y, curve.x.length, `${name}.curves[${c}].y`, 'x');
    if (curve.low !== undefined) requireLength(curve.low, curve.x.length, `${name}.curves[${c}].low`, 'x');
    if (curve.high !== undefined) requireLength(curve.high, curve.x.length, `${name}.curves[${c}].high`, 'x');
    x = unionExtent(x, finiteExtent(curve.x));
  });
  const y = extentWithBars(
    curves.map((curve) => ({
      values: curve.y,
      // Lines are drawn without bars.
      ...(kindOf(curve) === 'line' ? {} : { low: curve.low, high: curve.high }),
    })),
  );
  return {
    x: x === undefined ? numberless : padExtent(x, 0.02),
    y: y === undefined ? numberless : padExtent(y, 0.06),
    isEmpty: !curves.some(hasPoint),
  };
}

/** A curve on the page. */
interface PlacedCurve {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function placedCurve(curve: Curve, box: Box, { x: xDomain, y: yDomain }: Extents): PlacedCurve {
  const placeX = scaleTo(xDomain, box.x, box.x + box.width);
  const placeY = scaleTo(yDomain, box.y + box.height, box.y);
  return {
    x: Float64Array.from(curve.x, placeX),
    y: Float64Array.from(curve.y, placeY),
    // Bars and bands end where there is no value.
    low: Float64Array.from(curve.low ?? curve.y, (end, i) => placeY(Number.isFinite(curve.y[i]) ? end : Number.NaN)),
    high: Float64Array.from(curve.high ?? curve.y, (end, i) => placeY(Number.isFinite(curve.y[i]) ? end : Number.NaN)),
  };
}

function curveParts(curve: Curve, placed: PlacedCurve, colour: string, field: Field): Svg[] {
  const { x, y, low, high } = placed;
  const kind = kindOf(curve);
  if (kind === 'band') {
    const sides = [
      { x, y: low },
      { x, y: high },
    ] as const;
    return band(sides, 'x', field, { colour, opacity: '0.25' });
  }
  if (kind === 'line') return line({ x, y }, 'x', field, { stroke: colour, width: 0.9, role: 'line' });
  return Array.from(x, (cx, i): Svg => {
    if (!Number.isFinite(cx) || !Number.isFinite(y[i])) return '';
    if (kind === 'ticks') return bar([cx, high[i]!], [cx, low[i]!], field, { stroke: colour, class: 'stroke' });
    const ends = { stroke: colour, 'stroke-opacity': '0.5' };
    return (
      bar([cx, high[i]!], [cx, low[i]!], field, ends) +
      dot([cx, y[i]!], field, { r: 0.8, fill: colour, class: 'point' })
    );
  });
}

/** Everything of a curve that a legend should not cover. */
function placesOf(curve: Curve, { x, y, low, high }: PlacedCurve, box: Box): Place[] {
  const kind = kindOf(curve);
  if (kind === 'points' || kind === 'ticks') return placesOfBars({ x, y, low, high }, box);
  if (kind === 'band') return [low, y, high].flatMap((each) => placesAlong({ x, y: each }, box));
  return placesAlong({ x, y }, box);
}

/** Where a panel stands and what it is called. */
export interface PanelPlace {
  readonly box: Box;
  readonly extents: Extents;
  readonly fontSize: number;
  /** Name of its clip path. */
  readonly id: string;
}

const colourOf = (curve: Curve, index: number): string => lineColour(curve.colour ?? index);

/** Curves, legend (of curves that have a point), frame and axes of a panel. */
export function curvePanelParts(panel: CurvePanel, place: PanelPlace): Svg[] {
  const { extents, fontSize, id } = place;
  const entries = panel.curves.flatMap((curve, index) =>
    curve.label === undefined || !hasPoint(curve) ? [] : [{ label: curve.label, colour: colourOf(curve, index) }],
  );
  const { box, legend, at } = placeLegend(
    entries,
    place.box,
    fontSize,
    ['upper right', 'upper left', 'lower right', 'lower left'],
    (whole) => panel.curves.flatMap((curve) => placesOf(curve, placedCurve(curve, whole, extents), whole)),
  );
  const field = { box, clipPath: `url(#${id})` };
  return [
    clip(id, box),
    ...panel.curves.flatMap((curve, index) =>
      curveParts(curve, placedCurve(curve, box, extents), colourOf(curve, index), field),
    ),
    ...(extents.isEmpty ? wordInside(box, 'no values', fontSize) : []),
    frameRect(box),
    ...horizontalAxis({ box, domain: extents.x, label: panel.xLabel, unit: panel.xUnit, fontSize }),
    ...verticalAxis({ box, domain: extents.y, label: panel.yLabel, unit: panel.yUnit, fontSize }),
    ...legendParts(legend, at, 'bar'),
  ];
}
