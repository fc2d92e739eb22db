import { cutSegment, isInside } from './cut.js';
import type { PageCurve, Place } from './cut.js';
import type { Box } from './frame.js';
import { element, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { textWidth, truncateText } from './text-metrics.js';

/** A name and the colour of what it names. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** Of a line, whatever the others are. */
  readonly isLine?: boolean;
}

/** A legend that fits a box. */
export interface Legend {
  readonly entries: readonly LegendEntry[];
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** Distance between lines, and from the left border to the text, in font sizes. */
const lineStep = 1.3;
const indent = 1.8;

/** Measure a legend; labels wider than 0.4 of the box are shortened, entries that find no place are counted in the last line. */
export function fitLegend(entries: readonly LegendEntry[], box: Box, fontSize: number): Legend {
  const room = Math.max(1, Math.floor((box.height / fontSize - 0.5) / lineStep));
  const kept =
    entries.length <= room
      ? entries
      : [...entries.slice(0, room - 1), { label: `… ${entries.length - room + 1} more`, colour: 'none' }];
  const shortened = kept.map(({ label, ...look }) => ({
    label: truncateText(label, fontSize, 0.4 * box.width),
    ...look,
  }));
  return {
    entries: shortened,
    width: fontSize * (indent + 0.4) + Math.max(0, ...shortened.map(({ label }) => textWidth(label, fontSize))),
    height: fontSize * (0.5 + lineStep * kept.length),
    fontSize,
  };
}

/** Places along a curve, no more than two points apart, as far as they lie in a box. */
export function placesAlong({ x, y }: PageCurve, box: Box): Place[] {
  const places: Place[] = [];
  for (let i = 0; i < x.length; i++) {
    const to: Place = [x[i]!, y[i]!];
    if (isInside(box, to)) places.push(to);
    if (i === 0) continue;
    const from: Place = [x[i - 1]!, y[i - 1]!];
    const kept = [...from, ...to].every(Number.isFinite) ? cutSegment(from, to, box) : undefined;
    if (kept === undefined) continue;
    const [[x1, y1], [x2, y2]] = kept;
    const steps = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 2);
    for (let k = 0; k <= steps; k++) {
      const share = steps === 0 ? 0 : k / steps;
      places.push([x1 + share * (x2 - x1), y1 + share * (y2 - y1)]);
    }
  }
  return places;
}

/** Places along upright error bars and at their middles, as far as they lie in a box. */
export function placesOfBars(
  { x, y, low, high }: PageCurve & { readonly low: Float64Array; readonly high: Float64Array },
  box: Box,
): Place[] {
  return Array.from(x, (cx, i) => {
    // A bar that is not known leaves the point.
    const ends = [low[i]!, y[i]!, high[i]!].filter(Number.isFinite);
    return placesAlong({ x: new Float64Array(ends.length).fill(cx), y: Float64Array.from(ends) }, box);
  }).flat();
}

/** The corner of a box, of the four, in which something of this size covers the fewest of these places. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  /** How many it covers there. */
  readonly covered: number;
}

/** Names of corners. */
export type CornerName = 'upper left' | 'upper right' | 'lower left' | 'lower right';

/**
 * Find the emptiest corner.
 *
 * @param order Corners; of those that are equally empty, the first here is taken.
 */
export function emptiestCorner(
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
  places: readonly Place[],
  order: readonly CornerName[],
): Corner {
  const corners = order.map((name): Corner => {
    const x = name.endsWith('left') ? box.x : box.x + box.width - width;
    const y = name.startsWith('upper') ? box.y : box.y + box.height - height;
    const own: Box = { x, y, width, height };
    return { x, y, covered: places.reduce((count, place) => count + (isInside(own, place) ? 1 : 0), 0) };
  });
  return corners.reduce((best, corner) => (corner.covered < best.covered ? corner : best));
}

/** A place in a box where something of this size covers none of these places, the highest, and of those the rightmost; undefined where there is none. */
export function emptyPlace(
  box: Box,
  { width, height, fontSize }: { readonly width: number; readonly height: number; readonly fontSize: number },
  places: readonly Place[],
): { readonly x: number; readonly y: number } | undefined {
  const step = 0.5 * fontSize;
  for (let y = box.y; y + height <= box.y + box.height; y += step) {
    // Only what lies beside it can be in its way.
    const beside = places.filter((place) => isInside({ x: box.x, y, width: box.width, height }, place));
    for (let x = box.x + box.width - width; x >= box.x; x -= step)
      if (!beside.some((place) => isInside({ x, y, width, height }, place))) return { x, y };
  }
  return undefined;
}

/** Where a legend stands, and the box that is left for what it names. */
export interface LegendPlace {
  readonly box: Box;
  readonly legend: Legend;
  readonly at: { readonly x: number; readonly y: number };
}

/**
 * Find a place for a legend: a corner of the box where it covers nothing or, without one, beside the box, which
 * becomes narrower (in one that is narrow already, the corner where it covers least).
 *
 * @param order Corners in the order in which they are preferred.
 * @param placesIn What would be drawn in the box, as places.
 */
export function placeLegend(
  entries: readonly LegendEntry[],
  box: Box,
  fontSize: number,
  order: readonly CornerName[],
  placesIn: (box: Box) => readonly Place[],
): LegendPlace {
  const legend = fitLegend(entries, box, fontSize);
  const corner = emptiestCorner(box, legend, placesIn(box), order);
  const narrow = box.width - legend.width < 4 * fontSize;
  if (corner.covered === 0 || entries.length === 0 || narrow) return { box, legend, at: corner };
  const left = { ...box, width: box.width - legend.width };
  return { box: left, legend, at: { x: left.x + left.width, y: box.y } };
}

/** The lines of a legend whose upper left corner stands at a place. @param mark What stands before a name. */
export function legendParts(
  legend: Legend,
  at: { readonly x: number; readonly y: number },
  mark: 'dot' | 'bar',
): Svg[] {
  const { entries, fontSize } = legend;
  return entries.flatMap(({ label, colour, isLine = false }, k) => {
    const y = at.y + fontSize * lineStep * (k + 1);
    const middle = y - fontSize * 0.3;
    const stroke = { x1: at.x + fontSize * 0.4, x2: at.x + fontSize * 1.6, y1: middle, y2: middle };
    const sign = isLine
      ? element('line', { ...stroke, stroke: colour, 'stroke-width': 0.9 })
      : mark === 'dot'
        ? element('circle', { cx: at.x + fontSize, cy: middle, r: 1.6, fill: colour })
        : element('rect', {
            x: at.x + fontSize * 0.5,
            y: middle - fontSize * 0.3,
            width: fontSize * 0.9,
            height: fontSize * 0.6,
            fill: colour,
          });
    return [
      colour === 'none' ? '' : sign,
      textElement(label, { x: at.x + fontSize * indent, y, size: fontSize, anchor: 'start', role: 'legend' }),
    ];
  });
}
