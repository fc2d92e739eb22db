import { hexColour, missingColour } from './colour-map.js';
import type { Layout } from './figure-layout.js';
import type { FigureMap } from './figure-options.js';
import { tickLength } from './frame.js';
import { element, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { textWidth } from './text-metrics.js';

/** Sizes in those of the font: of the patch, and from its left to the word. */
const patch = 0.75;
const indent = 1.2;

/** What grey means: beside the colour bar, or at the right end of its title where nothing stands beside the map. Left out where it has no room. */
export function greyKey(
  { colourBar: bar, panels, width, fontSize: size }: Layout,
  { label, unit = '', missing = 'no value' }: Pick<FigureMap, 'label' | 'unit' | 'missing'>,
): Svg[] {
  const own = size * indent + textWidth(missing, size);
  const isBeside = panels.length > 0 && bar.x + bar.width + size + own < width;
  const beside = (bar.width - textWidth(`${label} − 0000 (${unit})`, size)) / 2;
  if (!isBeside && own + size > beside) return [];
  const x = isBeside ? bar.x + bar.width + size : bar.x + bar.width - own;
  const middle = isBeside ? bar.y + bar.height / 2 : bar.y - tickLength - 1.95 * size;
  const side = patch * size;
  return [
    element('rect', { x, y: middle - side / 2, width: side, height: side, fill: hexColour(missingColour) }),
    textElement(missing, { x: x + indent * size, y: middle + 0.35 * size, size, anchor: 'start', role: 'note' }),
  ];
}
