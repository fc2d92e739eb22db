import { colourTable, hexColour } from './colour-map.js';
import type { ColourMapName } from './colour-map.js';
import { frameRect, horizontalAxis } from './frame.js';
import type { Box } from './frame.js';
import { element } from './svg.js';
import type { Svg } from './svg.js';

/** What the colours of a bar mean, and how it is drawn. */
export interface ColourBarOptions {
  readonly label: string;
  readonly unit?: string | undefined;
  readonly colours: ColourMapName;
  /** Values at its ends. */
  readonly range: readonly [number, number];
  readonly fontSize: number;
  /** Names of gradients begin with this. */
  readonly id: string;
}

/** A bar of the colours of a map, its axis above it. */
export function colourBar(box: Box, { label, unit, colours, range, fontSize, id }: ColourBarOptions): Svg[] {
  const stops = colourTable(colours, 33).map((colour, i) =>
    element('stop', { offset: `${((100 * i) / 32).toFixed(3)}%`, 'stop-color': hexColour(colour) }),
  );
  return [
    element('defs', {}, element('linearGradient', { id: `${id}-colours` }, stops)),
    element('rect', { x: box.x, y: box.y, width: box.width, height: box.height, fill: `url(#${id}-colours)` }),
    frameRect(box),
    ...horizontalAxis({ box, domain: range, label, unit, fontSize, side: 'top' }),
  ];
}
