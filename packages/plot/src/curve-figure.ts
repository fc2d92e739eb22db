import { finiteExtent, OperandoError } from '@operando/core';
import { figureWidths } from './limits.js';
import { lineColour } from './colour-map.js';
import {
  clip,
  frameRect,
  hairline,
  horizontalAxis,
  horizontalAxisHeight,
  scaleTo,
  verticalAxis,
  verticalAxisWidth,
  verticalTicks,
} from './frame.js';
import type { Box } from './frame.js';
import { bandBetween, pathThrough, thinCurve } from './line-path.js';
import { padExtent, requireBetween, requireLength, unionExtent } from './numbers.js';
import { element, pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';

/** Something drawn in a curve panel. */
export interface Curve {
  readonly label?: string | undefined;
  readonly x: ArrayLike<number>;
  /** For bands, their middle. */
  readonly y: ArrayLike<number>;
  /** Points with error bars, a line, or a band between `low` and `high`. @default 'line' */
  readonly kind?: 'points' | 'line' | 'band' | undefined;
  /** Ends of error bars or of a band. */
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
  /** Index of the colour; curves that belong together share it. @default its place in the panel */
  readonly colour?: number | undefined;
}

/** One panel. */
export interface CurvePanel {
  readonly xLabel: string;
  readonly xUnit?: string | undefined;
  readonly yLabel: string;
  readonly yUnit?: string | undefined;
  readonly curves: readonly Curve[];
  /** Share of the height of its column. @default 1 */
  readonly height?: number | undefined;
}

/** What {@link curveFigure} takes: columns of panels, each from top to bottom. */
export interface CurveFigureOptions {
  readonly columns: readonly (readonly CurvePanel[])[];
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.5 of the width */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}

interface Extents {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function extentsOf(panel: CurvePanel, name: string): Extents {
  let x: readonly [number, number] | undefined;
  let y: readonly [number, number] | undefined;
  panel.curves.forEach((curve, c) => {
    requireLength(curve.y, curve.x.length, `${name}.curves[${c}].y`, 'x');
    if (curve.low !== undefined) requireLength(curve.low, curve.x.length, `${name}.curves[${c}].low`, 'x');
    if (curve.high !== undefined) requireLength(curve.high, curve.x.length, `${name}.curves[${c}].high`, 'x');
    x = unionExtent(x, finiteExtent(curve.x));
    y = unionExtent(y, finiteExtent(curve.y));
    if (curve.kind === 'band')
      for (const end of [curve.low, curve.high]) if (end !== undefined) y = unionExtent(y, finiteExtent(end));
  });
  if (x === undefined || y === undefined) throw new OperandoError('too-few-points', `${name} has no point to draw.`);
  return { x: padExtent(x, 0.02), y: padExtent(y, 0.06) };
}

function curveParts(
  curve: Curve,
  index: number,
  box: Box,
  { x: xDomain, y: yDomain }: Extents,
  clipPath: string,
): Svg[] {
  const colour = lineColour(curve.colour ?? index);
  const placeX = scaleTo(xDomain, box.x, box.x + box.width);
  const placeY = scaleTo(yDomain, box.y + box.height, box.y);
  const at = (values: ArrayLike<number>, place: (value: number) => number): Float64Array =>
    Float64Array.from({ length: values.length }, (_, i) => place(values[i]!));
  const x = at(curve.x, placeX);
  if (curve.kind === 'points') {
    return Array.from(x, (cx, i): Svg => {
      const cy = placeY(curve.y[i]!);
      if (!Number.isFinite(cx) || !Number.isFinite(cy)) return '';
      const [y1, y2] = [placeY(curve.high?.[i] ?? curve.y[i]!), placeY(curve.low?.[i] ?? curve.y[i]!)];
      const bar =
        Number.isFinite(y1) && Number.isFinite(y2) && y2 > y1
          ? element('line', {
              x1: cx,
              y1,
              x2: cx,
              y2,
              stroke: colour,
              'stroke-width': hairline,
              'stroke-opacity': '0.5',
              'clip-path': clipPath,
            })
          : '';
      return bar + element('circle', { cx, cy, r: 0.8, fill: colour, 'clip-path': clipPath, class: 'point' });
    });
  }
  if (curve.kind === 'band') {
    return [
      element('path', {
        d: bandBetween({ x, y: at(curve.low ?? curve.y, placeY) }, { x, y: at(curve.high ?? curve.y, placeY) }),
        fill: colour,
        'fill-opacity': '0.25',
        stroke: 'none',
        'clip-path': clipPath,
        class: 'band',
      }),
    ];
  }
  const path = pathThrough(thinCurve({ x, y: at(curve.y, placeY) }, 'x'));
  return [
    element('path', {
      d: path,
      fill: 'none',
      stroke: colour,
      'stroke-width': 0.9,
      'stroke-linejoin': 'round',
      'clip-path': clipPath,
      class: 'line',
    }),
  ];
}

/**
 * Panels of curves in columns: reflectivity with residuals beneath, an SLD profile with its band beside.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `too-few-points` for a panel without a finite point, `invalid-argument` for sizes.
 */
export function curveFigure(options: CurveFigureOptions): string {
  const millimetres = requireBetween(options.width ?? 170, ...figureWidths, 'width');
  const fontSize = requireBetween(options.fontSize ?? 7, 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const height = requireBetween(options.height ?? 0.5 * millimetres, 40, 500, 'height') * pointsPerMillimetre;
  const top = fontSize * (options.title === undefined ? 0.9 : 2.4);
  const columnWidth = width / Math.max(1, options.columns.length);
  const parts: Svg[] = [];
  options.columns.forEach((panels, c) => {
    const extents = panels.map((panel, p) => extentsOf(panel, `columns[${c}][${p}]`));
    const below = horizontalAxisHeight(fontSize, 1) + fontSize * 0.6;
    const free = height - top - below * panels.length;
    const shares = panels.map((panel) => panel.height ?? 1);
    const whole = shares.reduce((sum, share) => sum + share, 0);
    const heights = shares.map((share) => (free * share) / whole);
    // Frames of one column begin at one place, so that their axes line up.
    const left =
      Math.max(
        ...panels.map((_, p) =>
          verticalAxisWidth(
            verticalTicks({ box: { x: 0, y: 0, width: 1, height: heights[p]! }, domain: extents[p]!.y, fontSize }),
            fontSize,
          ),
        ),
      ) + 1;
    let y = top;
    panels.forEach((panel, p) => {
      const box: Box = { x: c * columnWidth + left, y, width: columnWidth - left - fontSize, height: heights[p]! };
      y += heights[p]! + below;
      const id = `curves-${c}-${p}`;
      parts.push(
        clip(id, box),
        ...panel.curves.flatMap((curve, index) => curveParts(curve, index, box, extents[p]!, `url(#${id})`)),
        frameRect(box),
      );
      parts.push(
        ...horizontalAxis({ box, domain: extents[p]!.x, label: panel.xLabel, unit: panel.xUnit, fontSize }),
        ...verticalAxis({ box, domain: extents[p]!.y, label: panel.yLabel, unit: panel.yUnit, fontSize }),
      );
      panel.curves
        .filter(({ label }) => label !== undefined)
        .forEach((curve, k) => {
          const at = box.y + fontSize * (1.4 + 1.3 * k);
          parts.push(
            element('rect', {
              x: box.x + box.width - fontSize * 1.6,
              y: at - fontSize * 0.6,
              width: fontSize * 0.9,
              height: fontSize * 0.6,
              fill: lineColour(curve.colour ?? panel.curves.indexOf(curve)),
            }),
            textElement(curve.label!, {
              x: box.x + box.width - fontSize * 2,
              y: at,
              size: fontSize,
              anchor: 'end',
              role: 'legend',
            }),
          );
        });
    });
  });
  return svgDocument(width, height, options.title, [
    options.title === undefined
      ? ''
      : textElement(options.title, { x: width / 2, y: fontSize * 1.5, size: fontSize * 1.1, role: 'heading' }),
    ...parts,
  ]);
}
