import { OperandoError } from '@operando/core';
import { colourMapNames, colourTable, hexColour } from './colour-map.js';
import type { ColourMapName } from './colour-map.js';
import { layOut, timeDomain } from './figure-layout.js';
import type { Layout } from './figure-layout.js';
import type { FigureMap, OperandoFigureOptions } from './figure-options.js';
import { panelParts } from './figure-panel.js';
import { clip, frameRect, horizontalAxis, scaleTo, verticalAxis } from './frame.js';
import { frameSpans } from './frames-in-time.js';
import type { FrameSpans } from './frames-in-time.js';
import { pathThrough, thinCurve } from './line-path.js';
import { quantiles, requireIncreasing, requireLength, requireRange } from './numbers.js';
import { rasterImage, rasterize } from './raster.js';
import { element, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { textWidth } from './text-metrics.js';

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
  while (first < last && x[first]! < xRange[0]) first++;
  while (last > first && x[last]! > xRange[1]) last--;
  const shown: number[] = [];
  const stride = Math.max(1, Math.floor(values.length / 400_000));
  for (let start = 0; start < values.length; start += x.length * stride) {
    for (let i = first; i <= last; i++) shown.push(values[start + i]!);
  }
  const [low, high] = quantiles(shown, [0.005, 0.995]) ?? [0, 1];
  if (colours === 'diverging') {
    const most = Math.max(Math.abs(low!), Math.abs(high!)) || 1;
    return [-most, most];
  }
  return high! > low! ? [low!, high!] : [low! - 0.5, low! + 0.5];
}

/** A short name that differs between figures, so that several in one page do not share clip paths. */
function figureId(options: OperandoFigureOptions): string {
  let hash = 2166136261;
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ Math.round(value * 1000), 16777619) >>> 0;
  };
  const { map, time } = options;
  [map.x.length, time.length, map.x[0] ?? 0, time[0] ?? 0, map.values.length, options.width ?? 0].forEach(mix);
  for (let i = 0; i < map.values.length; i += Math.max(1, Math.floor(map.values.length / 64))) mix(map.values[i]! || 0);
  return `f${hash.toString(36)}`;
}

function colourBar(
  layout: Layout,
  map: FigureMap,
  colours: ColourMapName,
  range: readonly [number, number],
  id: string,
): Svg[] {
  const box = layout.colourBar;
  const stops = colourTable(colours, 33).map((colour, i) =>
    element('stop', { offset: `${((100 * i) / 32).toFixed(3)}%`, 'stop-color': hexColour(colour) }),
  );
  return [
    element('defs', {}, element('linearGradient', { id: `${id}-colours` }, stops)),
    element('rect', { x: box.x, y: box.y, width: box.width, height: box.height, fill: `url(#${id}-colours)` }),
    frameRect(box),
    ...horizontalAxis({ box, domain: range, label: map.label, unit: map.unit, fontSize: layout.fontSize, side: 'top' }),
  ];
}

function overlayLines(
  options: OperandoFigureOptions,
  spans: FrameSpans,
  layout: Layout,
  place: (x: number) => number,
  timeAt: (t: number) => number,
  id: string,
): Svg[] {
  const parts: Svg[] = [];
  (options.overlay ?? []).forEach((overlay, i) => {
    requireLength(overlay.x, options.time.length, `overlay[${i}].x`, 'time');
    // A pause in time breaks the line as it breaks the map.
    const x: number[] = [];
    const y: number[] = [];
    for (let frame = 0; frame < overlay.x.length; frame++) {
      if (frame > 0 && spans.from[frame]! > spans.to[frame - 1]!) {
        x.push(Number.NaN);
        y.push(Number.NaN);
      }
      x.push(place(overlay.x[frame]!));
      y.push(timeAt(0.5 * (spans.from[frame]! + spans.to[frame]!)));
    }
    const path = pathThrough(thinCurve({ x: Float64Array.from(x), y: Float64Array.from(y) }, 'y'));
    const line = { d: path, fill: 'none', 'stroke-linejoin': 'round', 'clip-path': `url(#${id}-map)` };
    parts.push(
      element('path', { ...line, stroke: '#ffffff', 'stroke-width': 2.4, 'stroke-opacity': '0.9', class: 'halo' }),
      element('path', { ...line, stroke: '#000000', 'stroke-width': 0.9, class: 'overlay' }),
    );
  });
  const names = (options.overlay ?? []).map(({ label }) => label).filter((label) => label !== '');
  if (names.length > 0) {
    const size = layout.fontSize * 0.9;
    const text = names.join(', ');
    const { map } = layout;
    const width = textWidth(text, size) + size * 2.6;
    const x = map.x + size * 0.5;
    const y = map.y + map.height - size * 1.9;
    parts.push(
      element('rect', { x, y, width, height: size * 1.5, fill: '#ffffff', 'fill-opacity': '0.85' }),
      element('line', {
        x1: x + size * 0.4,
        y1: y + size * 0.75,
        x2: x + size * 1.8,
        y2: y + size * 0.75,
        stroke: '#000000',
        'stroke-width': 0.9,
      }),
      textElement(text, { x: x + size * 2.2, y: y + size * 1.05, size, anchor: 'start', role: 'legend' }),
    );
  }
  return parts;
}

/**
 * The main figure of an operando experiment, as SVG: a heat map of the spectra
 * over their axis and time, a line over it (edge position), and panels beside it
 * that share its time axis (voltage, edge position with its error). Frames are
 * drawn at their true times, pauses stay empty. The same input gives the same bytes.
 *
 * @throws OperandoError `shape-mismatch` naming the arrays, `axis-not-increasing`, `time-backwards`,
 * `non-finite`, `invalid-argument` for sizes and ranges that cannot be drawn.
 */
export function operandoFigure(options: OperandoFigureOptions): string {
  const { map, time, duration, panels = [] } = options;
  const colours = map.colours ?? 'viridis';
  if (!colourMapNames.includes(colours)) {
    throw new OperandoError('invalid-argument', `there is no such colour map.`, {
      where: { parameter: 'map.colours' },
      cure: `Choose among ${colourMapNames.join(', ')}.`,
    });
  }
  if (time.length === 0 || map.x.length < 2) {
    throw new OperandoError(
      'too-few-points',
      `a map of ${time.length} frames x ${map.x.length} points cannot be drawn.`,
    );
  }
  requireIncreasing(map.x, 'map.x', 'axis-not-increasing');
  requireIncreasing(time, 'time', 'time-backwards');
  requireLength(map.values, map.x.length * time.length, 'map.values', 'frames x points');
  if (duration !== undefined) requireLength(duration, time.length, 'duration', 'time');
  const spans = frameSpans(time, duration);
  const domain = timeDomain(spans);
  const layout = layOut(options, domain);
  const xRange = requireRange(map.xRange ?? [map.x[0]!, map.x[map.x.length - 1]!], 'map.xRange');
  const range = valueRangeOf(map, xRange, colours);
  const up = (options.timeDirection ?? 'up') === 'up';
  const box = layout.map;
  const place = scaleTo(xRange, box.x, box.x + box.width);
  const timeAt = up ? scaleTo(domain, box.y + box.height, box.y) : scaleTo(domain, box.y, box.y + box.height);

  const dots = (points: number): number => Math.max(1, Math.round((points / 72) * rasterResolution));
  const shrink = Math.min(1, Math.sqrt(mostPixels / (dots(box.width) * dots(box.height))));
  const pixels = rasterize(
    { x: map.x, values: map.values, ...spans },
    xRange,
    domain,
    Math.max(1, Math.round(dots(box.width) * shrink)),
    Math.max(1, Math.round(dots(box.height) * shrink)),
  );
  const id = figureId(options);
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
    ...overlayLines(options, spans, layout, place, timeAt, id),
    frameRect(box),
    ...horizontalAxis({ box, domain: xRange, label: map.xLabel, unit: map.xUnit, fontSize }),
    ...verticalAxis({ box, domain, label: options.timeLabel ?? 'Time', unit: options.timeUnit ?? 'h', fontSize, up }),
    ...colourBar(layout, map, colours, range, id),
    ...panels.flatMap((panel, index) =>
      panelParts(panel, { index, box: layout.panels[index]!, fontSize, domain, timeAt, id, up }),
    ),
  ]);
}
