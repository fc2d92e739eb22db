import { finiteExtent, OperandoError } from '@operando/core';
import type { PageCurve } from './cut.js';
import { bar, dot, line } from './drawn.js';
import type { Field } from './drawn.js';
import {
  frameRect,
  horizontalAxis,
  horizontalAxisHeight,
  requireRoom,
  scaleTo,
  verticalAxis,
  verticalAxisWidth,
  verticalTicks,
  wordInside,
} from './frame.js';
import type { Box } from './frame.js';
import { legendParts, placeLegend, placesAlong, placesOfBars } from './legend.js';
import { lineColour } from './line-colours.js';
import { numberless, padExtent, requireBetween, requireLength, unionExtent } from './numbers.js';
import { pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { extentWithBars } from './value-extent.js';

/** Points of one kind: a charge, a discharge. */
export interface ScatterGroup {
  /** Its name in the legend. */
  readonly label: string;
  /** In the unit of the axis. */
  readonly x: ArrayLike<number>;
  /** In the unit of the axis, one for each x. */
  readonly y: ArrayLike<number>;
  /** Standard errors of y, drawn as bars. */
  readonly stderr?: ArrayLike<number> | undefined;
}

/** A line to hold points against: one to one, a fit. Parts outside of the points' extent are cut off. */
export interface ScatterLine {
  /** Its name in the legend. */
  readonly label: string;
  /** In the unit of the axis. */
  readonly x: ArrayLike<number>;
  /** In the unit of the axis, one for each x. */
  readonly y: ArrayLike<number>;
}

/** What {@link scatterFigure} takes. */
export interface ScatterFigureOptions {
  /** Each with a colour of its own. */
  readonly groups: readonly ScatterGroup[];
  /** Drawn under the points, in greys. */
  readonly lines?: readonly ScatterLine[] | undefined;
  /** What runs along x. */
  readonly xLabel: string;
  /** As it is printed behind the label. @default none */
  readonly xUnit?: string | undefined;
  /** What runs along y. */
  readonly yLabel: string;
  /** As it is printed behind the label. @default none */
  readonly yUnit?: string | undefined;
  /** Above all. @default none */
  readonly title?: string | undefined;
  /** Millimetres, 40 to 500. @default 80 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.8 of the width, at least 40 */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}

/** What of a group has both coordinates, with the ends of its error bars. */
interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function pointsOf({ x, y, stderr }: ScatterGroup, i: number): Points {
  requireLength(y, x.length, `groups[${i}].y`, `groups[${i}].x`);
  if (stderr !== undefined) requireLength(stderr, x.length, `groups[${i}].stderr`, `groups[${i}].x`);
  const usable = Array.from(x, (_, k) => k).filter((k) => Number.isFinite(x[k]) && Number.isFinite(y[k]));
  const at = (of: (k: number) => number): Float64Array => Float64Array.from(usable, of);
  return {
    x: at((k) => x[k]!),
    y: at((k) => y[k]!),
    low: at((k) => y[k]! - (stderr?.[k] ?? Number.NaN)),
    high: at((k) => y[k]! + (stderr?.[k] ?? Number.NaN)),
  };
}

/** Greys of lines under points: the first is the darkest. */
function greyOf(i: number): string {
  return ['#555555', '#999999', '#bbbbbb'][Math.min(2, i)]!;
}

/** Points and bars of a group on the page. */
function groupParts({ x, y, low, high }: Points, colour: string, field: Field): Svg[] {
  return Array.from(
    x,
    (cx, i) =>
      bar([cx, high[i]!], [cx, low[i]!], field, { stroke: colour, 'stroke-opacity': '0.6' }) +
      dot([cx, y[i]!], field, { r: 1.1, fill: colour, class: 'point' }),
  );
}

/**
 * One quantity against another with error bars, groups in colours that readers
 * with colour-vision deficiency tell apart: edge position against voltage. The vertical axis takes in error bars, but none that
 * is longer than twice the spread of the values: those are cut at the frame. The names of groups stand in a corner that is free
 * of points and lines, or else beside the frame; groups without a finite point leave it empty, with a word.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `too-few-points` without a group, `invalid-argument` for sizes that leave no room.
 */
export function scatterFigure(options: ScatterFigureOptions): string {
  const { groups, lines = [] } = options;
  lines.forEach(({ x, y }, i) => requireLength(y, x.length, `lines[${i}].y`, `lines[${i}].x`));
  const millimetres = requireBetween(options.width ?? 80, 40, 500, 'width');
  const fontSize = requireBetween(options.fontSize ?? 7, 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const height =
    requireBetween(options.height ?? Math.max(40, 0.8 * millimetres), 40, 500, 'height') * pointsPerMillimetre;
  const points = groups.map(pointsOf);
  if (groups.length === 0) throw new OperandoError('too-few-points', 'there is no group to draw.');
  const xExtent = points.reduce<readonly [number, number] | undefined>(
    (extent, { x }) => unionExtent(extent, finiteExtent(x)),
    undefined,
  );
  const yExtent = extentWithBars(points.map(({ y, low, high }) => ({ values: y, low, high })));
  const xDomain = xExtent === undefined ? numberless : padExtent(xExtent, 0.05);
  const yDomain = yExtent === undefined ? numberless : padExtent(yExtent, 0.08);
  const top = fontSize * (options.title === undefined ? 0.9 : 2.4);
  const bottom = horizontalAxisHeight(fontSize, 1) + 2;
  const boxHeight = height - top - bottom;
  const left =
    verticalAxisWidth(
      verticalTicks({ box: { x: 0, y: 0, width: 1, height: boxHeight }, domain: yDomain, fontSize }),
      fontSize,
    ) + 1;
  const curveOf = ({ x, y }: ScatterLine, box: Box): PageCurve => ({
    x: Float64Array.from(x, scaleTo(xDomain, box.x, box.x + box.width)),
    y: Float64Array.from(y, scaleTo(yDomain, box.y + box.height, box.y)),
  });
  const lineParts = (each: ScatterLine, stroke: string, box: Box): Svg[] =>
    line(curveOf(each, box), 'x', { box }, { stroke, width: 0.9, role: 'reference' });
  const place = (box: Box): Points[] => {
    const placeX = scaleTo(xDomain, box.x, box.x + box.width);
    const placeY = scaleTo(yDomain, box.y + box.height, box.y);
    return points.map(({ x, y, low, high }) => ({
      x: x.map(placeX),
      y: y.map(placeY),
      low: low.map(placeY),
      high: high.map(placeY),
    }));
  };
  const { box, legend, at } = placeLegend(
    [
      ...groups.flatMap(({ label }, g) => (points[g]!.x.length === 0 ? [] : [{ label, colour: lineColour(g) }])),
      ...(xExtent === undefined ? [] : lines.map(({ label }, i) => ({ label, colour: greyOf(i), isLine: true }))),
    ],
    requireRoom({ x: left, y: top, width: width - left - fontSize, height: boxHeight }, fontSize),
    fontSize,
    ['upper left', 'upper right', 'lower left', 'lower right'],
    (whole) => [
      ...place(whole).flatMap((each) => placesOfBars(each, whole)),
      ...(xExtent === undefined ? [] : lines.flatMap((each) => placesAlong(curveOf(each, whole), whole))),
    ],
  );
  return svgDocument(width, height, options.title, [
    options.title === undefined
      ? ''
      : textElement(options.title, { x: width / 2, y: fontSize * 1.4, size: fontSize * 1.1, role: 'heading' }),
    ...(xExtent === undefined ? [] : lines.flatMap((each, i) => lineParts(each, greyOf(i), box))),
    ...place(box).flatMap((group, g) => groupParts(group, lineColour(g), { box })),
    ...(xExtent === undefined ? wordInside(box, 'no values', fontSize) : []),
    frameRect(box),
    ...horizontalAxis({
      box,
      domain: xDomain,
      label: options.xLabel,
      unit: options.xUnit,
      fontSize,
      overhang: fontSize,
    }),
    ...verticalAxis({ box, domain: yDomain, label: options.yLabel, unit: options.yUnit, fontSize }),
    ...legendParts(legend, at, 'dot'),
  ]);
}
