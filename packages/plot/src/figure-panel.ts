import { finiteExtent } from '@operando/core';
import { lineColour } from './colour-map.js';
import type { FigurePanel } from './figure-options.js';
import { clip, frameRect, horizontalAxis, scaleTo, verticalAxis } from './frame.js';
import type { Box } from './frame.js';
import { bandBetween, pathThrough, thinCurve } from './line-path.js';
import { padExtent, requireLength, requireRange, unionExtent } from './numbers.js';
import { element } from './svg.js';
import type { Svg } from './svg.js';

/** What a panel shares with the rest of its figure. */
export interface PanelContext {
  readonly index: number;
  readonly box: Box;
  readonly fontSize: number;
  /** Of the time axis. */
  readonly domain: readonly [number, number];
  readonly timeAt: (time: number) => number;
  /** Names of clip paths begin with this. */
  readonly id: string;
  /** Later times stand higher. */
  readonly up: boolean;
}

/**
 * A panel beside the map: its lines with their bands, frame and axes.
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for its range.
 */
export function panelParts(panel: FigurePanel, { index, box, fontSize, domain, timeAt, id, up }: PanelContext): Svg[] {
  let extent: readonly [number, number] | undefined;
  panel.lines.forEach(({ time, values, stderr }, i) => {
    const name = `panels[${index}].lines[${i}]`;
    requireLength(values, time.length, `${name}.values`, `${name}.time`);
    if (stderr !== undefined) requireLength(stderr, time.length, `${name}.stderr`, `${name}.time`);
    extent = unionExtent(extent, finiteExtent(values));
  });
  const range =
    panel.range === undefined ? padExtent(extent ?? [0, 1], 0.06) : requireRange(panel.range, `panels[${index}].range`);
  const place = scaleTo(range, box.x, box.x + box.width);
  const clipPath = `url(#${id}-panel${index})`;
  const parts: Svg[] = [clip(`${id}-panel${index}`, box)];
  panel.lines.forEach(({ time, values, stderr }, i) => {
    const colour = lineColour(i);
    const y = Float64Array.from({ length: time.length }, (_, k) => timeAt(time[k]!));
    const at = (shift: number): Float64Array =>
      Float64Array.from({ length: time.length }, (_, k) => place(values[k]! + shift * (stderr?.[k] ?? 0)));
    if (stderr !== undefined) {
      const band = bandBetween({ x: at(-1), y }, { x: at(1), y });
      parts.push(
        element('path', {
          d: band,
          fill: colour,
          'fill-opacity': '0.3',
          stroke: 'none',
          'clip-path': clipPath,
          class: 'band',
        }),
      );
    }
    const path = pathThrough(thinCurve({ x: at(0), y }, 'y'));
    parts.push(
      element('path', {
        d: path,
        fill: 'none',
        stroke: colour,
        'stroke-width': 0.9,
        'stroke-linejoin': 'round',
        'clip-path': clipPath,
        class: 'line',
      }),
    );
  });
  parts.push(
    frameRect(box),
    ...horizontalAxis({ box, domain: range, label: panel.label, unit: panel.unit, fontSize }),
    ...verticalAxis({ box, domain, label: '', unit: undefined, fontSize, up, bare: true }),
  );
  return parts;
}
