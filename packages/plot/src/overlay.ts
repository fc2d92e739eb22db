import type { PageCurve, Place } from './cut.js';
import { line } from './drawn.js';
import type { Field } from './drawn.js';
import type { FigureOverlay, OperandoFigureOptions } from './figure-options.js';
import type { FrameSpans } from './frames-in-time.js';
import { longCurve, thinCurve } from './line-path.js';
import { emptiestCorner, placesAlong } from './legend.js';
import { requireLength } from './numbers.js';
import { element, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { textWidth, truncateText } from './text-metrics.js';

/** What overlays share with the map under them. */
export interface OverlayContext {
  readonly spans: FrameSpans;
  readonly field: Field;
  readonly fontSize: number;
  readonly place: (x: number) => number;
  readonly timeAt: (time: number) => number;
}

/** An overlay on the page. A pause in time breaks the line as it breaks the map; what is the same in all frames goes from end to end. */
function placedOverlay(overlay: FigureOverlay, { spans, place, timeAt }: OverlayContext): PageCurve {
  const last = overlay.x.length - 1;
  if (last > 0 && Array.from(overlay.x).every((each) => each === overlay.x[0])) {
    const x = place(overlay.x[0]!);
    return { x: Float64Array.of(x, x), y: Float64Array.of(timeAt(spans.from[0]!), timeAt(spans.to[last]!)) };
  }
  const x: number[] = [];
  const y: number[] = [];
  for (let frame = 0; frame < overlay.x.length; frame++) {
    if (frame > 0 && spans.from[frame]! > spans.to[frame - 1]!) {
      x.push(Number.NaN);
      y.push(Number.NaN);
    }
    x.push(place(overlay.x[frame]!));
    y.push(timeAt(spans.middle[frame]!));
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** The names of lines on a light ground, in the corner of the map where they cover least of the lines. */
function nameParts(
  names: readonly string[],
  places: readonly Place[],
  { field: { box }, fontSize }: OverlayContext,
): Svg[] {
  const size = fontSize * 0.9;
  const text = truncateText(names.join(', '), size, box.width - size * 3.6);
  const ground = { width: textWidth(text, size) + size * 2.6, height: size * 1.5 };
  // Half a font size from the frame, a little less below.
  const inner = {
    x: box.x + size * 0.5,
    y: box.y + size * 0.4,
    width: box.width - size,
    height: box.height - size * 0.8,
  };
  const { x, y } = emptiestCorner(inner, ground, places, ['lower left', 'lower right', 'upper left', 'upper right']);
  return [
    element('rect', { x, y, ...ground, fill: '#ffffff', 'fill-opacity': '0.85' }),
    element('line', {
      x1: x + size * 0.4,
      y1: y + size * 0.75,
      x2: x + size * 1.8,
      y2: y + size * 0.75,
      stroke: '#000000',
      'stroke-width': 0.9,
    }),
    textElement(text, { x: x + size * 2.2, y: y + size * 1.05, size, anchor: 'start', role: 'legend' }),
  ];
}

/**
 * Lines over the map, black in a white halo, with the names of those of which something shows.
 * @throws OperandoError `shape-mismatch` naming the overlay.
 */
export function overlayParts({ overlay = [], time }: OperandoFigureOptions, context: OverlayContext): Svg[] {
  const { field } = context;
  const lines = overlay.map((each, i) => {
    requireLength(each.x, time.length, `overlay[${i}].x`, 'time');
    const placed = placedOverlay(each, context);
    const curve = placed.x.length > longCurve ? thinCurve(placed, 'y') : placed;
    const halo = { stroke: '#ffffff', width: 2.4, opacity: '0.9', role: 'halo' };
    const parts = [
      ...line(curve, 'y', field, halo),
      ...line(curve, 'y', field, { stroke: '#000000', width: 0.9, role: 'overlay' }),
    ];
    const places = placesAlong(curve, field.box);
    return { label: each.label, parts, places };
  });
  const names = lines.filter(({ label, places }) => label !== '' && places.length > 0).map(({ label }) => label);
  return [
    ...lines.flatMap(({ parts }) => parts),
    ...(names.length === 0
      ? []
      : nameParts(
          names,
          lines.flatMap(({ places }) => places),
          context,
        )),
  ];
}
