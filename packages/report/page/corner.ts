import { visibleText } from '@operando/core';
import type { ViewSample } from '@operando/core';
import { element } from './dom.js';
import { axisWords, estimateWords, shortNumber } from './format.js';

/** Sizes in the units of the drawing. */
const cell = 120;
const gap = 10;
const margin = 74;
const bins = 24;

/** What is said of a parameter: its median, and half of the 68.3 % about it. */
export interface Spread {
  readonly median: number;
  readonly half: number;
  readonly low: number;
  readonly high: number;
}

/** The middle of draws and the stretch that is shown of them: all but a thousandth at either end. */
export function spreadOf(values: Float64Array): Spread {
  const sorted = values.filter(Number.isFinite).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  const [low, high] = [at(0.001), at(0.999)];
  const room = high > low ? 0 : Math.abs(low) * 0.01 || 1;
  return { median: at(0.5), half: (at(0.8415) - at(0.1585)) / 2, low: low - room, high: high + room };
}

/** How many draws lie in each of some equal bins between two ends. */
export function histogram(values: Float64Array, low: number, high: number, count: number): Uint32Array {
  const out = new Uint32Array(count);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * count);
    if (bin >= 0 && bin < count) out[bin]!++;
  }
  return out;
}

function drawing(tag: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

const round = (value: number): number => Math.round(10 * value) / 10;

/** Draws of two parameters as one path of dots. */
function dots(
  x: ViewSample,
  y: ViewSample,
  [across, up]: readonly [Spread, Spread],
  left: number,
  top: number,
): string {
  let path = '';
  x.values.forEach((value, i) => {
    const [a, b] = [(value - across.low) / (across.high - across.low), (y.values[i]! - up.low) / (up.high - up.low)];
    if (a >= 0 && a <= 1 && b >= 0 && b <= 1) path += `M${round(left + a * cell)} ${round(top + (1 - b) * cell)}h0`;
  });
  return path;
}

/** The draws of one parameter as steps. */
function steps({ values }: ViewSample, { low, high }: Spread, left: number, top: number): string {
  const counts = histogram(values, low, high, bins);
  const most = Math.max(1, ...counts);
  const width = cell / bins;
  return `M${left} ${top + cell}${Array.from(counts, (count) => `V${round(top + cell * (1 - (0.92 * count) / most))}h${width}`).join('')}V${top + cell}`;
}

/** A posterior: draws of each parameter on the diagonal, of each pair below it. */
export function cornerPanel(samples: readonly ViewSample[]): HTMLElement {
  const spreads = samples.map(({ values }) => spreadOf(values));
  const place = (k: number): number => margin + k * (cell + gap);
  const size = place(samples.length) + 8;
  const picture = drawing('svg', {
    class: 'corner',
    viewBox: `0 0 ${size} ${size}`,
    role: 'img',
    'aria-label': 'Posterior',
  });
  samples.forEach((y, row) => {
    const [top, up] = [place(row) - margin + 20, spreads[row]!];
    samples.slice(0, row + 1).forEach((x, column) => {
      const [left, across] = [place(column), spreads[column]!];
      picture.append(drawing('rect', { class: 'frame-line', x: left, y: top, width: cell, height: cell }));
      if (row === column) {
        picture.append(drawing('path', { class: 'steps-line', d: steps(x, across, left, top) }));
        const words = estimateWords(across.median, across.half, x.unit);
        picture.append(drawing('text', { x: left + cell / 2, y: top - 6, 'text-anchor': 'middle' }, words));
      } else picture.append(drawing('path', { class: 'dots-line', d: dots(x, y, [across, up], left, top) }));
    });
    const middle = top + cell / 2;
    const name = drawing(
      'text',
      { x: 12, y: middle, 'text-anchor': 'middle', transform: `rotate(-90 12 ${middle})` },
      visibleText(axisWords(y.name, y.unit)),
    );
    const ends =
      row === 0
        ? []
        : [up.high, up.low].map((end, e) =>
            drawing(
              'text',
              { x: margin - 5, y: top + 10 + e * (cell - 12), 'text-anchor': 'end' },
              shortNumber(end, 5),
            ),
          );
    picture.append(name, ...ends);
  });
  const bottom = place(samples.length - 1) - margin + 20 + cell;
  samples.forEach((x, column) => {
    const { low, high } = spreads[column]!;
    picture.append(
      drawing('text', { x: place(column), y: bottom + 14 }, shortNumber(low, 5)),
      drawing('text', { x: place(column) + cell, y: bottom + 14, 'text-anchor': 'end' }, shortNumber(high, 5)),
      drawing(
        'text',
        { x: place(column) + cell / 2, y: bottom + 30, 'text-anchor': 'middle' },
        visibleText(axisWords(x.name, x.unit)),
      ),
    );
  });
  const note = `${samples[0]?.values.length ?? 0} draws; above each parameter its median and half of the middle 68.3 %.`;
  return element(
    'figure',
    { class: 'panel' },
    element('figcaption', {}, 'Posterior'),
    picture,
    element('p', { class: 'note' }, note),
  );
}
