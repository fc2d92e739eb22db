import { OperandoError } from '@operando/core';
import { colourBar } from './colour-bar.js';
import { colourMapNames } from './colour-map.js';
import type { ColourMapName } from './colour-map.js';
import { layOut, timeDomain } from './figure-layout.js';
import { evenSample, figureId } from './figure-id.js';
import type { FigureMap, OperandoFigureOptions } from './figure-options.js';
import { panelParts } from './figure-panel.js';
import { clip, frameRect, horizontalAxis, scaleTo, verticalAxis, wordInside } from './frame.js';
import { frameSpans } from './frames-in-time.js';
import { greyKey } from './grey-key.js';
import { numberless, padExtent, quantiles, requireIncreasing, requireLength, requireRange } from './numbers.js';
import { overlayParts } from './overlay.js';
import { rasterImage, rasterize } from './raster.js';
import { element, svgDocument, textElement } from './svg.js';

/** Resolution of the heat map on paper, dots per inch, and the most pixels it may have. */
const rasterResolution = 300;
const mostPixels = 300_000;

function valueRangeOf(
  map: FigureMap,
  xRange: readonly [number, number],
  colours: ColourMapName,
): readonly [number, number] {
  if (map.valueRange !== undefined && map.valueRange !== 'percentile')
    return requireRange(map.valueRange, 'map.valueRange');
  const { x, values } = map;
  let first = 0;
  let last = x.length - 1;
  while (first <= last && x[first]! < xRange[0]) first++;
  while (last >= first && x[last]! > xRange[1]) last--;
  // A range between two points shows what lies between their values.
  if (last < first && first > 0 && last < x.length - 1) [first, last] = [last, first];
  const shown: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / 400_000));
  for (let start = 0; start < values.length; start += x.length * stride) {
    for (let i = first; i <= last; i++) shown.push(values[start + i]!);
  }
  const [low, high] = quantiles(shown, [0.005, 0.995]) ?? [];
  if (low === undefined || high === undefined) return numberless;
  if (colours === 'diverging') {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-most, most];
  }
  if (high > low) return [low, high];
  // Half a unit either side, or what shows beside a large number.
  const half = Math.max(0.5, Math.abs(low) * 1e-6);
  return [Math.max(-Number.MAX_VALUE, low - half), Math.min(Number.MAX_VALUE, low + half)];
}

/** Numbers that tell one figure from another: sizes, ends, and an even sample of the values. */
function tellingNumbers({ map, time, width = 0 }: OperandoFigureOptions): number[] {
  return [map.x.length, time.length, map.x[0] ?? 0, time[0] ?? 0, map.values.length, width, ...evenSample(map.values)];
}

/** A map of a single point, as wide as an axis of a single value is. */
function widened(map: FigureMap): FigureMap {
  const { x, values } = map;
  const [only] = Array.from(x);
  if (x.length !== 1 || only === undefined) return map;
  return { ...map, x: padExtent([only, only], 0), values: Array.from(values).flatMap((value) => [value, value]) };
}

/**
 * The main figure of an operando experiment, as SVG: a heat map of the spectra
 * over their axis and time, a line over it (edge position), and panels beside it
 * that share its time axis (voltage, edge position with its error). Frames are
 * drawn at their true times, pauses stay empty; points without a value are grey, which is said. What lies outside the ranges is cut; a map or panel in which nothing is left says
 * so in a word. Points without neighbours on a line get a marker. Panels take in the bands of their lines, but none that is
 * wider than twice the spread of the values. The same input gives the same bytes.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `axis-not-increasing`, `time-backwards`,
 * `non-finite`, `invalid-argument` for sizes and ranges that cannot be drawn.
 */
export function operandoFigure(options: OperandoFigureOptions): string {
  const { time, duration, panels = [] } = options;
  const { x } = options.map;
  const colours = options.map.colours ?? 'viridis';
  if (!colourMapNames.includes(colours)) {
    throw new OperandoError('invalid-argument', `there is no such colour map.`, {
      where: { parameter: 'map.colours' },
      cure: `Choose among ${colourMapNames.join(', ')}.`,
    });
  }
  if (time.length === 0 || x.length === 0) {
    throw new OperandoError('too-few-points', `a map of ${time.length} frames x ${x.length} points cannot be drawn.`);
  }
  requireIncreasing(x, 'map.x', 'axis-not-increasing');
  requireIncreasing(time, 'time', 'time-backwards');
  const { time: mapTime = time, duration: mapDuration } = options.map;
  requireIncreasing(mapTime, 'map.time', 'time-backwards');
  requireLength(options.map.values, x.length * mapTime.length, 'map.values', 'frames x points');
  if (duration !== undefined) requireLength(duration, time.length, 'duration', 'time');
  if (mapDuration !== undefined) requireLength(mapDuration, mapTime.length, 'map.duration', 'map.time');
  const map = widened(options.map);
  const spans = frameSpans(time, duration);
  const domain = timeDomain(spans);
  const layout = layOut(options, domain);
  const xRange = requireRange(map.xRange ?? [map.x[0]!, map.x[map.x.length - 1]!], 'map.xRange');
  const isWithin = xRange[0] < map.x[map.x.length - 1]! && xRange[1] > map.x[0]!;
  const range = valueRangeOf(map, xRange, colours);
  const up = (options.timeDirection ?? 'up') === 'up';
  const box = layout.map;
  const place = scaleTo(xRange, box.x, box.x + box.width);
  const timeAt = up ? scaleTo(domain, box.y + box.height, box.y) : scaleTo(domain, box.y, box.y + box.height);

  const dots = (points: number): number => Math.max(1, Math.round((points / 72) * rasterResolution));
  const shrink = Math.min(1, Math.sqrt(mostPixels / (dots(box.width) * dots(box.height))));
  const pixels = rasterize(
    { x: map.x, values: map.values, ...(map.time === undefined ? spans : frameSpans(map.time, mapDuration)) },
    xRange,
    domain,
    Math.max(1, Math.round(dots(box.width) * shrink)),
    Math.max(1, Math.round(dots(box.height) * shrink)),
  );
  const id = figureId(tellingNumbers(options));
  const { fontSize } = layout;
  return svgDocument(layout.width, layout.height, options.title, [
    options.title === undefined
      ? ''
      : textElement(options.title, { x: layout.width / 2, y: fontSize * 1.5, size: fontSize * 1.1, role: 'heading' }),
    clip(`${id}-map`, box),
    element('image', {
      x: box.x,
      y: box.y,
      width: box.width,
      height: box.height,
      preserveAspectRatio: 'none',
      href: rasterImage(pixels, colours, range, up),
    }),
    ...overlayParts(options, { spans, field: { box, clipPath: `url(#${id}-map)` }, fontSize, place, timeAt }),
    ...(pixels.values.some(Number.isFinite)
      ? []
      : wordInside(box, isWithin ? 'no values' : 'no data in this range', fontSize)),
    frameRect(box),
    ...horizontalAxis({ box, domain: xRange, label: map.xLabel, unit: map.xUnit, fontSize }),
    ...verticalAxis({ box, domain, label: options.timeLabel ?? 'Time', unit: options.timeUnit ?? 'h', fontSize, up }),
    ...colourBar(layout.colourBar, { label: map.label, unit: map.unit, colours, range, fontSize, id }),
    ...(pixels.values.some(Number.isNaN) ? greyKey(layout, map) : []),
    ...panels.flatMap((panel, index) =>
      panelParts(panel, { index, box: layout.panels[index]!, fontSize, domain, timeAt, id, up }),
    ),
  ]);
}
