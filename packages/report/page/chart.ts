import { powerOfTen, tickLabels } from '@operando/plot';
import type uPlot from 'uplot';
import { styleColour } from './dom.js';
import { axisLabel } from './fitted-label.js';

/** Room for numbers and title of the upright axis, the same in every chart so that they line up. */
const axisWidth = 76;

/** Colours of lines, told apart by readers with colour-vision deficiency (Okabe and Ito 2008), as figures have them. */
export const lineColours: readonly string[] = ['--line-0', '--line-1', '--line-2', '--line-3', '--line-4', '--line-5'];

/** The colour of a line by its number. */
export function lineColour(number: number): string {
  return styleColour(lineColours[number % lineColours.length]!);
}

/** Tick labels as exact as their spacing asks for; a tick without room has none. */
function exactLabels(_: uPlot, splits: (number | null)[]): string[] {
  const placed = splits.filter((value) => value !== null);
  const largest = placed.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isPlain = largest === 0 || (largest < 1e5 && largest >= 1e-3);
  const exponent = isPlain ? 0 : 3 * Math.floor(Math.log10(largest) / 3 + 1e-9);
  const labels = tickLabels(placed, { offset: 0, exponent });
  const power = exponent === 0 ? '' : `e${exponent}`.replace('-', '−');
  let next = 0;
  return splits.map((value) => (value === null ? '' : `${labels[next++]!}${value === 0 ? '' : power}`));
}

/** Labels of an axis of powers of ten: those alone. */
export function powerLabels(_: uPlot, splits: (number | null)[]): string[] {
  return splits.map((value) => {
    const exponent = value === null ? Number.NaN : Math.log10(value);
    const isPower = Math.abs(exponent - Math.round(exponent)) < 1e-9;
    return isPower ? powerOfTen(Math.round(exponent)) : '';
  });
}

/** An axis in the colours of the page; the first of a chart lies below, the second stands left. */
export function chartAxis(label: string, place: 'below' | 'left', more: Partial<uPlot.Axis> = {}): uPlot.Axis {
  return {
    label: axisLabel(label, place),
    stroke: () => styleColour('--text'),
    font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif',
    labelSize: 18,
    labelGap: 2,
    gap: 4,
    size: place === 'left' ? axisWidth - 18 : 26,
    space: place === 'left' ? 26 : 60,
    grid: { stroke: () => styleColour('--grid'), width: 1 },
    ticks: { stroke: () => styleColour('--axis'), width: 1, size: 5 },
    border: { show: true, stroke: () => styleColour('--axis'), width: 1 },
    values: exactLabels,
    ...more,
  };
}

/** Ticks of an axis of whole numbers: none between them. */
export const wholeTicks: Partial<uPlot.Axis> = {
  incrs: Array.from({ length: 8 }, (_, exponent) => [1, 2, 5].map((digit) => digit * 10 ** exponent)).flat(),
};

/** A span with a bit of room at its ends; of one value, a span about it. */
export function padded(low: number, high: number, share = 0.05): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.05;
    return [low - room, high + room];
  }
  const room = share * (high - low);
  return [low - room, high + room];
}

/** Charts of the page, to be drawn anew when its size or colours change. */
export interface Board {
  add(this: void, plot: uPlot, holder: HTMLElement, height: () => number): void;
  remove(this: void, plot: uPlot): void;
  /** Draw everything anew. */
  redraw(this: void): void;
  /** Take everything away, for good. */
  clear(this: void): void;
}

/** A board that follows the size of its charts' holders. */
export function createBoard(): Board {
  const held = new Map<uPlot, { readonly holder: HTMLElement; readonly height: () => number }>();
  const fit = (plot: uPlot): void => {
    const place = held.get(plot);
    if (place === undefined) return;
    const width = Math.floor(place.holder.clientWidth);
    if (width > 0 && (width !== plot.width || place.height() !== plot.height))
      plot.setSize({ width, height: place.height() });
  };
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) for (const [plot, { holder }] of held) if (holder === target) fit(plot);
  });
  return {
    add(plot, holder, height) {
      held.set(plot, { holder, height });
      sizes.observe(holder);
    },
    remove(plot) {
      const place = held.get(plot);
      if (place !== undefined) sizes.unobserve(place.holder);
      held.delete(plot);
      plot.destroy();
    },
    redraw() {
      for (const plot of held.keys()) plot.redraw(false, true);
    },
    clear() {
      sizes.disconnect();
      for (const plot of held.keys()) plot.destroy();
      held.clear();
    },
  };
}

/** A line over a chart that can be moved without drawing it anew. */
export interface Mark {
  /** Upright at a value of x, or lying at one of y; away for NaN. */
  at(this: void, value: number): void;
}

/** A line over a chart, upright for `x`. */
export function chartMark(plot: uPlot, scale: 'x' | 'y', kind: 'chosen' | 'pointed'): Mark {
  const line = document.createElement('div');
  line.className = `mark ${scale === 'x' ? 'upright' : 'lying'} ${kind}`;
  plot.over.append(line);
  let current = Number.NaN;
  const place = (): void => {
    // Not asked of the element: that would lay the page out once more for each chart.
    const length = (scale === 'x' ? plot.bbox.width : plot.bbox.height) / devicePixelRatio;
    const at = Number.isFinite(current) ? plot.valToPos(current, scale) : Number.NaN;
    const isSeen = at >= -1 && at <= length + 1;
    line.style.display = isSeen ? 'block' : 'none';
    if (isSeen) line.style.transform = scale === 'x' ? `translateX(${at}px)` : `translateY(${at}px)`;
  };
  (plot.hooks.draw ??= []).push(place);
  return {
    at(value) {
      current = value;
      place();
    },
  };
}

/** Calls for a click that ends where it began: what is dragged zooms. */
export function onClick(plot: uPlot, listener: () => void): void {
  let [x, y] = [0, 0];
  plot.over.addEventListener('mousedown', (event) => {
    [x, y] = [event.clientX, event.clientY];
  });
  plot.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - x) < 4 && Math.abs(event.clientY - y) < 4) listener();
  });
}

/** A chart's canvas on the page's ground, as PNG. */
export function chartPng({ ctx }: uPlot): Promise<Blob | undefined> {
  const { canvas } = ctx;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d')!;
  context.fillStyle = styleColour('--ground');
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((resolve) => copy.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

/** Strokes in pixels of the canvas: everything that is drawn by hand goes through here. */
export function drawInside(plot: uPlot, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}
