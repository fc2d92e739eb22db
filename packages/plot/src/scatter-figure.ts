import { finiteExtent, OperandoError } from '@operando/core';
import { lineColour } from './colour-map.js';
import {
  frameRect,
  hairline,
  horizontalAxis,
  horizontalAxisHeight,
  scaleTo,
  verticalAxis,
  verticalAxisWidth,
  verticalTicks,
} from './frame.js';
import { padExtent, requireBetween, requireLength, unionExtent } from './numbers.js';
import { textWidth } from './text-metrics.js';
import { element, pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';

/** Points of one kind: a charge, a discharge. */
export interface ScatterGroup {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Standard errors of y, drawn as bars. */
  readonly stderr?: ArrayLike<number> | undefined;
}

/** What {@link scatterFigure} takes. */
export interface ScatterFigureOptions {
  readonly groups: readonly ScatterGroup[];
  readonly xLabel: string;
  readonly xUnit?: string | undefined;
  readonly yLabel: string;
  readonly yUnit?: string | undefined;
  readonly title?: string | undefined;
  /** Millimetres, 40 to 500. @default 80 */
  readonly width?: number | undefined;
  /** Millimetres, 40 to 500. @default 0.8 of the width */
  readonly height?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}

/**
 * One quantity against another with error bars, groups in colours that readers
 * with colour-vision deficiency tell apart: edge position against voltage.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `too-few-points` without a finite point.
 */
export function scatterFigure(options: ScatterFigureOptions): string {
  const millimetres = requireBetween(options.width ?? 80, 40, 500, 'width');
  const fontSize = requireBetween(options.fontSize ?? 7, 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const height = requireBetween(options.height ?? 0.8 * millimetres, 40, 500, 'height') * pointsPerMillimetre;
  let xExtent: readonly [number, number] | undefined;
  let yExtent: readonly [number, number] | undefined;
  options.groups.forEach(({ x, y, stderr }, i) => {
    requireLength(y, x.length, `groups[${i}].y`, `groups[${i}].x`);
    if (stderr !== undefined) requireLength(stderr, x.length, `groups[${i}].stderr`, `groups[${i}].x`);
    const usable = Array.from(x, (value, k) => (Number.isFinite(value) && Number.isFinite(y[k]) ? k : -1)).filter(
      (k) => k >= 0,
    );
    xExtent = unionExtent(xExtent, finiteExtent(usable.map((k) => x[k]!)));
    yExtent = unionExtent(yExtent, finiteExtent(usable.map((k) => y[k]!)));
  });
  if (xExtent === undefined || yExtent === undefined) {
    throw new OperandoError('too-few-points', 'there is no point to draw.');
  }
  const xDomain = padExtent(xExtent, 0.05);
  const yDomain = padExtent(yExtent, 0.08);
  const top = fontSize * (options.title === undefined ? 0.9 : 2.4);
  const bottom = horizontalAxisHeight(fontSize, 1) + 2;
  const boxHeight = height - top - bottom;
  const left =
    verticalAxisWidth(
      verticalTicks({ box: { x: 0, y: 0, width: 1, height: boxHeight }, domain: yDomain, fontSize }),
      fontSize,
    ) + 1;
  const box = { x: left, y: top, width: width - left - fontSize, height: boxHeight };
  const placeX = scaleTo(xDomain, box.x, box.x + box.width);
  const placeY = scaleTo(yDomain, box.y + box.height, box.y);
  const parts: Svg[] = [];
  options.groups.forEach(({ x, y, stderr }, g) => {
    const colour = lineColour(g);
    for (let i = 0; i < x.length; i++) {
      if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) continue;
      const cx = placeX(x[i]!);
      const error = stderr?.[i] ?? 0;
      if (error > 0) {
        const y1 = Math.max(box.y, placeY(y[i]! + error));
        const y2 = Math.min(box.y + box.height, placeY(y[i]! - error));
        parts.push(
          element('line', {
            x1: cx,
            y1,
            x2: cx,
            y2,
            stroke: colour,
            'stroke-width': hairline,
            'stroke-opacity': '0.6',
          }),
        );
      }
      parts.push(element('circle', { cx, cy: placeY(y[i]!), r: 1.1, fill: colour, class: 'point' }));
    }
  });
  const legendWidth = fontSize * 2.2 + Math.max(...options.groups.map(({ label }) => textWidth(label, fontSize)));
  const legendHeight = fontSize * (0.5 + 1.3 * options.groups.length);
  const corner = emptiestCorner(
    box,
    legendWidth,
    legendHeight,
    options.groups.flatMap(({ x, y }) => Array.from(x, (value, i) => [placeX(value), placeY(y[i]!)] as const)),
  );
  const legend = options.groups.flatMap(({ label }, g) => {
    const y = corner.y + fontSize * (1.3 + 1.3 * g);
    return [
      element('circle', { cx: corner.x + fontSize, cy: y - fontSize * 0.3, r: 1.6, fill: lineColour(g) }),
      textElement(label, { x: corner.x + fontSize * 1.8, y, size: fontSize, anchor: 'start', role: 'legend' }),
    ];
  });
  return svgDocument(width, height, options.title, [
    options.title === undefined
      ? ''
      : textElement(options.title, { x: width / 2, y: fontSize * 1.4, size: fontSize * 1.1, role: 'heading' }),
    ...parts,
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
    ...legend,
  ]);
}

/** Corner of a box, of four, in which a legend of this size covers the fewest points; the upper left of equals. */
function emptiestCorner(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  width: number,
  height: number,
  points: readonly (readonly [number, number])[],
): { readonly x: number; readonly y: number } {
  const right = box.x + box.width - width;
  const low = box.y + box.height - height;
  const corners = [
    { x: box.x, y: box.y },
    { x: right, y: box.y },
    { x: box.x, y: low },
    { x: right, y: low },
  ];
  const covered = corners.map(
    (corner) =>
      points.filter(([x, y]) => x >= corner.x && x <= corner.x + width && y >= corner.y && y <= corner.y + height)
        .length,
  );
  return corners[covered.indexOf(Math.min(...covered))]!;
}
