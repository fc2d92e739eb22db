import { fieldNumbers, fieldText } from './tiff-fields.js';
import type { TiffOrder, Window } from './tiff-fields.js';
import { tags } from './tiff-page.js';
import type { TiffPage } from './tiff-page.js';

/** Distances of neighbouring samples in micrometres: of slices, rows and columns; NaN where they are not stated. */
export interface SampleSpacing {
  /** From picture to picture, um. */
  readonly z: number;
  /** From row to row, um. */
  readonly y: number;
  /** From column to column, um. */
  readonly x: number;
}

/** What the words of a TIFF file say of its pictures. */
export interface TiffDescription {
  /** Pictures that ImageJ says there are; undefined for other files. */
  readonly images?: number;
  /** Pictures behind one directory, of tifffile. */
  readonly truncated?: number;
  /** Distances. */
  readonly spacing?: SampleSpacing;
  /** ImageJ's signed integers of 16 bits, which it stores with 32768 added. */
  readonly isSigned?: boolean;
  /** Another scale of values: intercept and slope. */
  readonly scale?: readonly [number, number];
}

/** Micrometres of units of length. */
const lengths: Readonly<Record<string, number>> = {
  nm: 1e-3,
  nanometer: 1e-3,
  um: 1,
  µm: 1,
  μm: 1,
  micron: 1,
  microns: 1,
  micrometer: 1,
  micrometre: 1,
  mm: 1e3,
  millimeter: 1e3,
  cm: 1e4,
  centimeter: 1e4,
  m: 1e6,
  meter: 1e6,
  inch: 25_400,
  å: 1e-4,
  ångström: 1e-4,
  angstrom: 1e-4,
};

/** Micrometres of a unit of length as it is written; undefined for what is none. */
export function micrometres(unit: string): number | undefined {
  // ImageJ writes letters that are not ASCII as \u00B5.
  const word = unit.replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
  return lengths[word.trim().toLowerCase()] ?? lengths[word.trim()];
}

/** Lines of `key=value`. */
function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of text.split(/[\r\n]+/, 200)) {
    const at = line.indexOf('=');
    if (at > 0) pairs.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return pairs;
}

/** Pixels per unit along x and y; NaN where they are not stated. */
async function resolution(window: Window, order: TiffOrder, page: TiffPage): Promise<readonly [x: number, y: number]> {
  const read = async (tag: number): Promise<number> => {
    const field = page.fields.get(tag);
    const value = field === undefined || field.count !== 1 ? undefined : (await fieldNumbers(window, order, field))[0];
    return value !== undefined && Number.isFinite(value) && value > 0 ? value : Number.NaN;
  };
  return [await read(tags.xResolution), await read(tags.yResolution)];
}

/** What ImageJ says. */
async function imagejDescription(
  text: string,
  window: Window,
  order: TiffOrder,
  page: TiffPage,
): Promise<TiffDescription> {
  const pairs = pairsOf(text);
  const number = (key: string): number => {
    const value = pairs.get(key);
    return value === undefined || value === '' ? Number.NaN : Number(value);
  };
  const images = number('images');
  const unit = micrometres(pairs.get('unit') ?? '');
  const [x, y] = await resolution(window, order, page);
  const spacing = number('spacing');
  const [intercept, slope] = [number('c0'), number('c1')];
  const hasScale = number('cf') === 0 && Number.isFinite(intercept) && Number.isFinite(slope);
  const isSigned = hasScale && page.type === 'uint16' && intercept === -32_768 && slope === 1;
  return {
    images: Number.isInteger(images) && images > 0 ? images : 1,
    ...(unit === undefined ? {} : { spacing: { z: Math.abs(spacing) * unit, y: unit / y, x: unit / x } }),
    ...(isSigned ? { isSigned } : {}),
    ...(hasScale && !isSigned && (intercept !== 0 || slope !== 1) ? { scale: [intercept, slope] } : {}),
  };
}

/** Distances that OME-XML states. */
function omeSpacing(text: string): SampleSpacing | undefined {
  const pixels = /<(?:\w+:)?Pixels\b[^>]{0,4000}>/.exec(text)?.[0];
  if (pixels === undefined) return undefined;
  const along = (axis: string): number => {
    const value = new RegExp(String.raw`\bPhysicalSize${axis}\s*=\s*["']([^"']{1,40})["']`).exec(pixels)?.[1];
    const unit = new RegExp(String.raw`\bPhysicalSize${axis}Unit\s*=\s*["']([^"']{1,40})["']`).exec(pixels)?.[1];
    return value === undefined ? Number.NaN : Number(value) * (micrometres(unit ?? 'um') ?? Number.NaN);
  };
  return { z: along('Z'), y: along('Y'), x: along('X') };
}

/** Pictures that tifffile wrote behind one directory. */
function truncatedCount(text: string, page: TiffPage): number | undefined {
  if (!/^\{.{0,1000}"truncated": true/s.test(text)) return undefined;
  const shape = /"shape": \[([\d, ]{1,200})\]/.exec(text)?.[1];
  if (shape === undefined) return undefined;
  const samples = shape.split(',').reduce((product, size) => product * Number(size), 1);
  const count = samples / (page.width * page.height);
  return Number.isInteger(count) && count > 1 ? count : undefined;
}

/** What a page's description says, and its resolution where that is a length. */
export async function tiffDescription(window: Window, order: TiffOrder, page: TiffPage): Promise<TiffDescription> {
  const text = (await fieldText(window, page.fields.get(tags.description))) ?? '';
  if (text.startsWith('ImageJ=')) return imagejDescription(text, window, order, page);
  const ome = omeSpacing(text);
  if (ome !== undefined) return { spacing: ome };
  const truncated = truncatedCount(text, page);
  const unitField = page.fields.get(tags.resolutionUnit);
  const [unit] = unitField === undefined ? [] : await fieldNumbers(window, order, { ...unitField, count: 1 });
  const [x, y] = await resolution(window, order, page);
  return {
    ...(truncated === undefined ? {} : { truncated }),
    // Pixels per inch are mostly those of paper; per centimetre, above those of a screen, they are measured ones.
    ...(unit === 3 && x > 100 && y > 100 ? { spacing: { z: Number.NaN, y: 1e4 / y, x: 1e4 / x } } : {}),
  };
}
