import { OperandoError } from '@operando/core';
import { colourBar } from './colour-bar.js';
import type { ColourMapName } from './colour-map.js';
import { evenSample, figureId } from './figure-id.js';
import { frameRect, requireRoom } from './frame.js';
import type { Box } from './frame.js';
import { figureWidths } from './limits.js';
import { numberless, padExtent, quantiles, requireBetween, requireLength, requireRange } from './numbers.js';
import { rasterImage } from './raster.js';
import { element, pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';

/** One map of a strip. */
export interface StripMap {
  /** Rows x columns, row after row, the first on top; NaN where missing. */
  readonly values: ArrayLike<number>;
  /** Written above it: its time, its charge. */
  readonly label: string;
}

/** What {@link mapStripFigure} takes. */
export interface MapStripOptions {
  /** Side by side. */
  readonly maps: readonly StripMap[];
  /** Of each map. */
  readonly rows: number;
  /** Of each map. */
  readonly columns: number;
  /** What the colours mean. */
  readonly label: string;
  /** Of the values. @default none */
  readonly unit?: string | undefined;
  /** Values at the ends of the colour bar. @default the 0.5 and 99.5 percentiles of all maps */
  readonly valueRange?: readonly [number, number] | undefined;
  /** Colours of the maps. @default 'viridis' */
  readonly colours?: ColourMapName | undefined;
  /** Above all. @default none */
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
  /** Points, 5 to 20. @default 7 */
  readonly fontSize?: number | undefined;
}

/** Pixels of a picture on paper, about, along its longer side: what a map has fewer of is repeated, so that its pixels stay squares. */
const sharp = 256;
/** Height of a map over its width, and the other way round, at most: longer ones are squeezed. */
const longest = 3;

/** The colours of a map as a picture. */
function picture(
  { values }: StripMap,
  { rows, columns }: MapStripOptions,
  colours: ColourMapName,
  range: readonly [number, number],
): string {
  const times = Math.max(1, Math.ceil(sharp / Math.max(rows, columns)));
  const [width, height] = [columns * times, rows * times];
  const grid = new Float64Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      grid[y * width + x] = values[Math.floor(y / times) * columns + Math.floor(x / times)]!;
  return rasterImage({ width, height, values: grid }, colours, range, false);
}

/**
 * Maps side by side in one scale of colours, as SVG: how a map changes with time. In as many rows of maps as the page needs; the same
 * input gives the same bytes.
 *
 * @throws OperandoError `too-few-points` without a map, `shape-mismatch` for one of another size, `invalid-argument` for sizes and
 * ranges that cannot be drawn.
 */
export function mapStripFigure(options: MapStripOptions): string {
  const { maps, rows, columns, label, unit, colours = 'viridis', title } = options;
  if (maps.length === 0 || rows < 1 || columns < 1)
    throw new OperandoError('too-few-points', `${maps.length} maps of ${rows} x ${columns} cannot be drawn.`);
  maps.forEach(({ values }, i) => requireLength(values, rows * columns, `maps[${i}].values`, 'rows x columns'));
  const millimetres = requireBetween(options.width ?? 170, ...figureWidths, 'width');
  const fontSize = requireBetween(options.fontSize ?? 7, 5, 20, 'fontSize');
  const width = millimetres * pointsPerMillimetre;
  const all = maps.flatMap(({ values }) => Array.from(values));
  const found = quantiles(all, [0.005, 0.995]);
  const range =
    options.valueRange !== undefined
      ? requireRange(options.valueRange, 'valueRange')
      : found === undefined
        ? numberless
        : found[1]! > found[0]!
          ? ([found[0]!, found[1]!] as const)
          : padExtent([found[0]!, found[0]!], 0);
  const gap = fontSize;
  const inner = width - 2 * gap;
  const ratio = Math.min(longest, Math.max(1 / longest, rows / columns));
  // Tall maps stand closer than wide ones; labels need some room.
  const across = Math.max(
    1,
    Math.min(maps.length, Math.floor((inner + gap) / (Math.max(inner * 0.1, 8 * fontSize) + gap))),
  );
  const mapWidth = (inner - (across - 1) * gap) / across;
  const mapHeight = mapWidth * ratio;
  const lines = Math.ceil(maps.length / across);
  const barTop = fontSize * (title === undefined ? 4.2 : 6.1);
  const top = barTop + fontSize * 2.2;
  const step = mapHeight + fontSize * 1.9;
  const height = top + lines * step;
  const id = figureId([rows, columns, maps.length, millimetres, ...evenSample(all)]);
  const bar: Box = { x: gap, y: barTop, width: Math.min(inner, 60 * pointsPerMillimetre), height: fontSize * 0.75 };
  const parts = maps.flatMap((map, k): Svg[] => {
    const box = requireRoom(
      {
        x: gap + (k % across) * (mapWidth + gap),
        y: top + Math.floor(k / across) * step + fontSize,
        width: mapWidth,
        height: mapHeight,
      },
      fontSize,
    );
    return [
      textElement(map.label, { x: box.x + box.width / 2, y: box.y - fontSize * 0.4, size: fontSize, role: 'title' }),
      element('image', { ...box, preserveAspectRatio: 'none', href: picture(map, options, colours, range) }),
      frameRect(box),
    ];
  });
  return svgDocument(width, height, title, [
    title === undefined
      ? ''
      : textElement(title, { x: width / 2, y: fontSize * 1.5, size: fontSize * 1.1, role: 'heading' }),
    ...colourBar(bar, { label, unit, colours, range, fontSize, id }),
    ...parts,
  ]);
}
