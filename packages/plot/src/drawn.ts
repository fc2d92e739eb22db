import { cutCurve, cutSegment, isInside } from './cut.js';
import type { PageCurve, Place } from './cut.js';
import { grownBox, hairline } from './frame.js';
import type { Box } from './frame.js';
import { bandBetween, longCurve, pathThrough, pointsOf, stretches, thinCurve, thinnedPoints } from './line-path.js';
import { element } from './svg.js';
import type { AttributeValue, Svg } from './svg.js';

/**
 * Where something is drawn. What lies outside the box is cut before it is written: renderers differ in what they make of
 * coordinates far outside the page, and resvg ends the whole process where all that a clip path applies to lies there.
 */
export interface Field {
  readonly box: Box;
  /** Of the box, as `url(#name)`: what is drawn may then reach a little beyond it, so that no cut end shows. */
  readonly clipPath?: string | undefined;
}

/** How far geometry that is clipped may reach beyond its box, points: more than half the widest line. */
const margin = 4;

/** The box at which geometry is cut. */
function cutBox({ box, clipPath }: Field): Box {
  return clipPath === undefined ? box : grownBox(box, margin);
}

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Radius of the marker of a lone point, points. */
const loneRadius = 1.2;

/** A stretch of a curve within so many points would hardly be seen as a line. */
const shortest = 0.5;

/** A curve without what is too short for a line, and the places of that. */
interface Sorted {
  readonly joined: PageCurve;
  /** Indices of points, one for each stretch too short for a line. */
  readonly lone: readonly number[];
}

function sortOutLone({ x, y }: PageCurve): Sorted {
  const lone: number[] = [];
  const joined = { x: x.slice(), y: y.slice() };
  for (const [first, last] of stretches(x.length, (i) => Number.isFinite(x[i]!) && Number.isFinite(y[i]!))) {
    let k = first;
    while (k <= last && Math.abs(x[k]! - x[first]!) < shortest && Math.abs(y[k]! - y[first]!) < shortest) k++;
    if (k <= last) continue;
    lone.push(first);
    joined.x.fill(Number.NaN, first, last + 1);
  }
  return { joined, lone };
}

/** A dot, nothing where it lies outside. */
export function dot([cx, cy]: Place, field: Field, attributes: Attributes): Svg {
  if (!isInside(cutBox(field), [cx, cy])) return '';
  return element('circle', { cx, cy, ...attributes, 'clip-path': field.clipPath });
}

/** A straight line, as the bar of an error; nothing where it has no length or lies outside. */
export function bar(from: Place, to: Place, field: Field, attributes: Attributes): Svg {
  const kept = [...from, ...to].every(Number.isFinite) ? cutSegment(from, to, cutBox(field)) : undefined;
  if (kept === undefined) return '';
  const [[x1, y1], [x2, y2]] = kept;
  if (x1 === x2 && y1 === y2) return '';
  return element('line', { x1, y1, x2, y2, 'stroke-width': hairline, ...attributes, 'clip-path': field.clipPath });
}

/** How a line is drawn; the markers of its lone points take its colour. */
export interface LineStyle {
  readonly stroke: string;
  readonly width: number;
  readonly opacity?: string | undefined;
  /** Kept as class so that tests and style sheets find it. */
  readonly role: string;
}

/**
 * A line through points; those without neighbours, of which a line shows nothing, become markers.
 *
 * @param along Which coordinate runs.
 */
export function line(curve: PageCurve, along: 'x' | 'y', field: Field, style: LineStyle): Svg[] {
  const { joined, lone } = sortOutLone(curve);
  const { stroke, width, opacity, role } = style;
  const d = pathThrough(cutCurve(thinCurve(joined, along), cutBox(field)));
  const path = element('path', {
    d,
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-opacity': opacity,
    'stroke-linejoin': 'round',
    'clip-path': field.clipPath,
    class: role,
  });
  // Markers that lie on each other are one.
  const taken = new Set<string>();
  const markers = lone.map((i) => {
    const place: Place = [curve.x[i]!, curve.y[i]!];
    const cell = place.map((each) => Math.round(each / 0.2)).join();
    if (taken.has(cell)) return '';
    taken.add(cell);
    // A line with a halo has a marker with one.
    const r = loneRadius + Math.max(0, width - 0.9) / 2;
    return dot(place, field, { r, fill: stroke, 'fill-opacity': opacity, class: `${role} lone` });
  });
  return [d === '' ? '' : path, ...markers];
}

/** The sides of a band at fewer points where it has many. @param along Which coordinate runs. */
function thinBand(low: PageCurve, high: PageCurve, along: 'x' | 'y'): readonly [PageCurve, PageCurve] {
  if (low.x.length <= longCurve) return [low, high];
  const across = along === 'x' ? 'y' : 'x';
  const kept = thinnedPoints(low[along], [low[across], high[across]]);
  return [pointsOf(low, kept), pointsOf(high, kept)];
}

/** How a band is drawn. */
export interface BandStyle {
  readonly colour: string;
  readonly opacity: string;
}

/**
 * The area between two curves over the same points; a point without neighbours gets a bar from one to the other.
 *
 * @param along Which coordinate runs.
 */
export function band(sides: readonly [PageCurve, PageCurve], along: 'x' | 'y', field: Field, style: BandStyle): Svg[] {
  const [low, high] = thinBand(...sides, along);
  const { colour, opacity } = style;
  const d = bandBetween(low, high, cutBox(field));
  const isThere = (i: number): boolean =>
    [low.x[i], low.y[i], high.x[i], high.y[i]].every((value) => Number.isFinite(value));
  const bars = stretches(low.x.length, isThere)
    .filter(([first, last]) => first === last)
    .map(([i]) =>
      bar([low.x[i]!, low.y[i]!], [high.x[i]!, high.y[i]!], field, { stroke: colour, 'stroke-opacity': '0.5' }),
    );
  const area = { d, fill: colour, 'fill-opacity': opacity, stroke: 'none', 'clip-path': field.clipPath, class: 'band' };
  return [d === '' ? '' : element('path', area), ...bars];
}
