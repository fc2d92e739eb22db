import type { OperandoFigureOptions } from './figure-options.js';
import { horizontalAxisHeight, requireRoom, verticalAxisWidth, verticalTicks } from './frame.js';
import { figureWidths } from './limits.js';
import type { Box } from './frame.js';
import type { FrameSpans } from './frames-in-time.js';
import { padExtent, requireBetween } from './numbers.js';
import { pointsPerMillimetre } from './svg.js';
import { wrapText } from './text-metrics.js';

/** Where everything stands on the page, points. */
export interface Layout {
  readonly map: Box;
  readonly panels: readonly Box[];
  readonly colourBar: Box;
  readonly fontSize: number;
  readonly width: number;
  readonly height: number;
}

/** First start to last end. */
export function timeDomain(spans: FrameSpans): readonly [number, number] {
  const [first, last] = [spans.from[0]!, spans.to[spans.to.length - 1]!];
  return first < last ? [first, last] : padExtent([first, first], 0);
}

/** Divide the page between map, panels, colour bar and their labels. */
export function layOut(options: OperandoFigureOptions, domain: readonly [number, number]): Layout {
  const millimetres = requireBetween(options.width ?? 170, ...figureWidths, 'width');
  const tall = requireBetween(options.height ?? Math.max(75, 0.62 * millimetres), 40, 500, 'height');
  const fontSize = requireBetween(options.fontSize ?? (millimetres >= 120 ? 8 : 7), 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const height = tall * pointsPerMillimetre;
  const panels = options.panels ?? [];
  const gap = fontSize * 0.9;
  const right = fontSize * 1.1;
  const titleHeight = options.title === undefined ? 0 : fontSize * 1.9;
  const barHeight = fontSize * 0.75;
  // Titles wrap to the width of their panel: the lowest one decides the margin, and that of the colour bar the one above.
  const panelShare = panels.length === 0 ? 0 : Math.min(0.24, 0.48 / panels.length);
  const whole = width - 4 * fontSize - right;
  const guess = whole * panelShare;
  const mapGuess = whole * (1 - panels.length * panelShare) - panels.length * gap;
  const lines = panels.map(
    ({ label, unit }) => wrapText(`${label} − 0000 (${unit ?? ''})`, fontSize, guess - 2).length,
  );
  const barTitle = wrapText(`${options.map.label} − 0000 (${options.map.unit ?? ''})`, fontSize, mapGuess - 2);
  const top = titleHeight + fontSize * (1.8 + 1.1 * Math.max(1, barTitle.length)) + 3 + barHeight + fontSize * 0.5;
  const bottom = horizontalAxisHeight(fontSize, Math.max(1, ...lines)) + 2;
  const boxHeight = height - top - bottom;
  const ticks = verticalTicks({ box: { x: 0, y: 0, width: 1, height: boxHeight }, domain, fontSize });
  const left = verticalAxisWidth(ticks, fontSize) + 1;
  const inner = width - left - right - panels.length * gap;
  const panelWidth = inner * panelShare;
  const mapWidth = inner - panels.length * panelWidth;
  const map = requireRoom({ x: left, y: top, width: mapWidth, height: boxHeight }, fontSize);
  return {
    map,
    panels: panels.map((_, i) =>
      requireRoom(
        { x: left + mapWidth + gap + i * (panelWidth + gap), y: top, width: panelWidth, height: boxHeight },
        fontSize,
      ),
    ),
    colourBar: { x: left, y: top - barHeight - fontSize * 0.5, width: mapWidth, height: barHeight },
    fontSize,
    width,
    height,
  };
}
