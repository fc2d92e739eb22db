import { scaleLinear } from 'd3-scale';
import { textWidth } from './text-metrics.js';

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** `10⁻⁶` for -6. */
export function powerOfTen(exponent: number): string {
  return `10${Array.from(String(exponent), (digit) => superscripts[digit] ?? digit).join('')}`;
}

/** A number with exactly `decimals` decimals and a true minus sign; never `−0`. */
export function fixedNumber(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/**
 * How the numbers on an axis are written. Tick label = (value - offset) / 10^exponent.
 * The axis title says both, as the field writes it: `Edge position − 8340 (eV)`,
 * `Current (10⁻⁶ A)`.
 */
export interface TickNotation {
  /** Taken off every value, in the unit of the axis. */
  readonly offset: number;
  /** Power of ten that values are divided by. */
  readonly exponent: number;
}

/** The tick marks of an axis. */
export interface Ticks {
  readonly values: readonly number[];
  /** One per value; `''` where a mark stays without number for want of room. */
  readonly labels: readonly string[];
  readonly notation: TickNotation;
}

/** Decimals needed to tell ticks of this spacing apart. */
function decimalsOf(step: number): number {
  // 2.5e-1 needs two decimals, 2e-1 one: count until the step is whole.
  for (let decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)); decimals < 15; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 15;
}

/** The largest value with fewest digits at or below `low` that leaves only the digits that change. */
function commonOffset(low: number, high: number): number {
  const sign = low < 0 ? -1 : 1;
  const [small, large] = sign < 0 ? [-high, -low] : [low, high];
  const magnitude = Math.floor(Math.log10(large));
  for (let power = Math.floor(Math.log10(large - small)); power < magnitude; power++) {
    const unit = 10 ** power;
    // 938 x 0.001 is 0.9380000000000001: what is written holds no more digits than were kept.
    if (Math.floor(small / unit) === Math.floor(large / unit))
      return sign * Number((Math.floor(small / unit) * unit).toPrecision(magnitude - power + 1));
  }
  return 0;
}

/**
 * Offset when tick labels would share two or more leading digits and be long;
 * power of ten when they would be very large or very small.
 */
export function tickNotation(values: readonly number[]): TickNotation {
  const plain: TickNotation = { offset: 0, exponent: 0 };
  const [first, second] = values;
  const last = values.at(-1);
  if (first === undefined || second === undefined || last === undefined) return plain;
  const step = second - first;
  // Numbers that differ in their last digit only: ticks between them are the same number.
  if (!(step > 0)) return plain;
  const largest = Math.max(Math.abs(first), Math.abs(last));
  const digits = Math.floor(Math.log10(largest)) + 1 + decimalsOf(step);
  if (digits >= 5 && first * last > 0 && last - first < 0.05 * largest) {
    const offset = commonOffset(first, last);
    if (offset !== 0) return { offset, exponent: 0 };
  }
  if (largest >= 1e5 || largest < 1e-2) return { offset: 0, exponent: 3 * Math.floor(Math.log10(largest) / 3 + 1e-9) };
  return plain;
}

/** The labels of `values` in `notation`. */
export function tickLabels(values: readonly number[], notation: TickNotation): string[] {
  const [first, second] = values;
  const scale = 10 ** notation.exponent;
  const decimals = first === undefined ? 0 : decimalsOf(Math.abs((second ?? 2 * first) - first) / scale || 1);
  return values.map((value) => fixedNumber((value - notation.offset) / scale, decimals));
}

/**
 * Title of an axis in the field's style: `Energy (eV)`, `Edge position − 8340 (eV)`,
 * `Intensity (10⁵ counts)`, `Absorption`.
 */
export function axisTitle(label: string, unit: string | undefined, notation: TickNotation): string {
  const { offset, exponent } = notation;
  const shifted = offset === 0 ? label : `${label}\u00a0${offset > 0 ? '−' : '+'}\u00a0${Math.abs(offset)}`;
  const hasUnit = unit !== undefined && unit !== '';
  if (exponent === 0) return hasUnit ? `${shifted} (${unit})` : shifted;
  return `${shifted} (${powerOfTen(exponent)}${hasUnit ? ` ${unit}` : ''})`;
}

/** How ticks are laid along an axis. */
export interface TickOptions {
  readonly domain: readonly [number, number];
  /** Length of the axis in points. */
  readonly length: number;
  readonly fontSize: number;
  /** Are labels written along the axis (below a horizontal one), so that their widths count? */
  readonly along: boolean;
  /** How far, in points, a label may stick out beyond either end. @default half the font size */
  readonly overhang?: number | undefined;
  /** @default 8 */
  readonly maximum?: number | undefined;
}

/** Spans of which round numbers cannot be computed in doubles: such axes have no ticks. */
const narrowest = 1e-290;
const widest = 1e300;

const noTicks: Ticks = { values: [], labels: [], notation: { offset: 0, exponent: 0 } };

/**
 * The most ticks at round values (1, 2, 5 x 10^n; d3-scale) whose labels do not
 * touch, and the notation for them.
 */
export function layTicks(options: TickOptions): Ticks {
  const { domain, length, fontSize, along, overhang = fontSize / 2, maximum = 8 } = options;
  const [low, high] = domain;
  if (!(high - low > narrowest && high - low < widest)) return noTicks;
  const scale = scaleLinear().domain([low, high]).range([0, length]);
  let best: Ticks | undefined;
  for (let count = maximum; count >= 1; count--) {
    const values = scale.ticks(count);
    // d3 treats the count as a hint and may return twice as many.
    if (values.length > maximum + 1 || values.length === 0) continue;
    const notation = tickNotation(values);
    const labels = tickLabels(values, notation);
    const halves = labels.map((label) => (along ? textWidth(label, fontSize) : fontSize) / 2);
    const gap = along ? fontSize * 0.4 : fontSize * 0.35;
    const places = values.map((value) => scale(value));
    const inside = places.map((place, i) => place - halves[i]! >= -overhang && place + halves[i]! <= length + overhang);
    const apart = places.every((place, i) => i === 0 || place - halves[i]! - (places[i - 1]! + halves[i - 1]!) >= gap);
    if (!apart) continue;
    const ticks = { values, labels: labels.map((label, i) => (inside[i] === true ? label : '')), notation };
    const labelled = inside.filter(Boolean).length;
    if (labelled >= 2) return ticks;
    if (best === undefined && labelled === 1) best = ticks;
  }
  return best ?? noTicks;
}
