import { OperandoError } from '@operando/core';
import { shareOf } from './numbers.js';
import { element, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { axisTitle, layTicks } from './ticks.js';
import type { Ticks } from './ticks.js';
import { capHeight, textWidth, wrapText } from './text-metrics.js';

/** A rectangle on the page, points. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Line width of frames and ticks, points. */
export const hairline = 0.6;
export const tickLength = 2.6;

/** Farthest place that a scale gives: differences of two such places are still finite. */
const farthest = 1e300;

/** A linear scale from data to the page, for a domain of any two finite numbers; NaN for what is not finite, or without low < high. */
export function scaleTo(domain: readonly [number, number], from: number, to: number): (value: number) => number {
  const share = shareOf(domain);
  return (value) => {
    if (!Number.isFinite(value) || !(domain[0] < domain[1])) return Number.NaN;
    const place = from + (to - from) * share(value);
    return Math.max(-farthest, Math.min(farthest, place));
  };
}

/**
 * A box in which something can be drawn.
 * @throws OperandoError `invalid-argument` for one that is smaller than a letter.
 */
export function requireRoom(box: Box, fontSize: number): Box {
  if (box.width >= fontSize && box.height >= fontSize) return box;
  throw new OperandoError('invalid-argument', `the page leaves no room for all panels beside their labels.`, {
    where: { parameter: box.width < fontSize ? 'width' : 'height' },
    cure: 'Make the page larger, the font smaller, or give fewer panels.',
  });
}

/** A box with so much more on every side. */
export function grownBox({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** The frame around a plot. */
export function frameRect({ x, y, width, height }: Box): Svg {
  return element('rect', { x, y, width, height, fill: 'none', stroke: '#000000', 'stroke-width': hairline });
}

/** A clip path of this name over a box. */
export function clip(id: string, { x, y, width, height }: Box): Svg {
  return element('clipPath', { id }, element('rect', { x, y, width, height }));
}

/** A word in the middle of a box that has nothing to show. */
export function wordInside({ x, y, width, height }: Box, text: string, fontSize: number): Svg[] {
  const lines = wrapText(text, fontSize, width - 2);
  const first = y + height / 2 + (capHeight / 2 - 0.56 * (lines.length - 1)) * fontSize;
  return lines.map((line, i) =>
    textElement(line, { x: x + width / 2, y: first + 1.12 * i * fontSize, size: fontSize, role: 'empty' }),
  );
}

function tickLine(x1: number, y1: number, x2: number, y2: number): Svg {
  return element('line', { x1, y1, x2, y2, stroke: '#000000', 'stroke-width': hairline });
}

/** What a horizontal axis needs. */
export interface HorizontalAxis {
  readonly box: Box;
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly unit: string | undefined;
  readonly fontSize: number;
  /** Below the box, or above it (colour bars). @default 'bottom' */
  readonly side?: 'bottom' | 'top';
  /** How far, in points, tick labels may reach beyond the box. @default half the font size */
  readonly overhang?: number;
}

/** Ticks, labels and title of a horizontal axis. */
export function horizontalAxis(axis: HorizontalAxis): Svg[] {
  const { box, domain, label, unit, fontSize, side = 'bottom' } = axis;
  const { overhang = fontSize / 2 } = axis;
  const ticks = layTicks({ domain, length: box.width, fontSize, along: true, maximum: 6, overhang });
  const place = scaleTo(domain, box.x, box.x + box.width);
  const edge = side === 'bottom' ? box.y + box.height : box.y;
  const out = side === 'bottom' ? tickLength : -tickLength;
  const parts: Svg[] = [];
  ticks.values.forEach((value, i) => {
    const x = place(value);
    parts.push(tickLine(x, edge, x, edge + out));
    const text = ticks.labels[i]!;
    if (text === '') return;
    const y = side === 'bottom' ? edge + tickLength + fontSize * 0.95 : edge - tickLength - fontSize * 0.25;
    parts.push(textElement(text, { x, y, size: fontSize, role: 'tick' }));
  });
  const lines = wrapText(axisTitle(label, unit, ticks.notation), fontSize, box.width);
  const first =
    side === 'bottom' ? edge + tickLength + fontSize * 2.15 : edge - tickLength - fontSize * (0.5 + 1.1 * lines.length);
  lines.forEach((line, i) => {
    const y = first + i * fontSize * 1.12;
    parts.push(textElement(line, { x: box.x + box.width / 2, y, size: fontSize, role: 'title' }));
  });
  return parts;
}

/** Height that a horizontal axis with a title of `lines` lines takes, points. */
export function horizontalAxisHeight(fontSize: number, lines: number): number {
  return tickLength + fontSize * (1.4 + 1.12 * lines);
}

/** What a vertical axis needs. */
export interface VerticalAxis {
  readonly box: Box;
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly unit: string | undefined;
  readonly fontSize: number;
  /** Later, larger values higher. @default true */
  readonly up?: boolean;
  /** Ticks only, for panels that share the axis. @default false */
  readonly bare?: boolean;
}

/** Ticks of a vertical axis. */
export function verticalTicks({ box, domain, fontSize }: Pick<VerticalAxis, 'box' | 'domain' | 'fontSize'>): Ticks {
  return layTicks({ domain, length: box.height, fontSize, along: false });
}

/** Width that the labels and title of a vertical axis take left of its box, points. */
export function verticalAxisWidth(ticks: Ticks, fontSize: number): number {
  const widest = ticks.labels.reduce((most, label) => Math.max(most, textWidth(label, fontSize)), 0);
  return tickLength + 1.5 + widest + fontSize * 1.5;
}

/** Ticks, labels and title of a vertical axis. */
export function verticalAxis(axis: VerticalAxis): Svg[] {
  const { box, domain, label, unit, fontSize, up = true, bare = false } = axis;
  const ticks = verticalTicks(axis);
  const place = up ? scaleTo(domain, box.y + box.height, box.y) : scaleTo(domain, box.y, box.y + box.height);
  const parts: Svg[] = [];
  let widest = 0;
  ticks.values.forEach((value, i) => {
    const y = place(value);
    parts.push(tickLine(box.x, y, box.x - tickLength, y));
    const text = ticks.labels[i]!;
    if (bare || text === '') return;
    widest = Math.max(widest, textWidth(text, fontSize));
    const baseline = y + (capHeight * fontSize) / 2;
    parts.push(
      textElement(text, { x: box.x - tickLength - 1.5, y: baseline, size: fontSize, anchor: 'end', role: 'tick' }),
    );
  });
  if (bare) return parts;
  const x = box.x - tickLength - 1.5 - widest - fontSize * 0.55;
  const y = box.y + box.height / 2;
  parts.push(textElement(axisTitle(label, unit, ticks.notation), { x, y, size: fontSize, rotate: -90, role: 'title' }));
  return parts;
}
