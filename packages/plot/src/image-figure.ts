import { finiteExtent, OperandoError } from '@operando/core';
import type { ColourMapName } from './colour-map.js';
import { lineColour } from './line-colours.js';
import { requireBetween } from './numbers.js';
import { rasterImage } from './raster.js';
import { coordinate, element, pointsPerMillimetre, svgDocument, textElement } from './svg.js';
import type { Svg } from './svg.js';
import { fixedNumber } from './ticks.js';

/** A picture, with regions drawn around. */
export interface FigureImage {
  /** Above it. */
  readonly label: string;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Row after row from the top; NaN where missing. */
  readonly values: ArrayLike<number>;
  /** Masks of the same size whose edges are drawn, each in a colour of its own. */
  readonly outlines?: readonly { readonly label: string; readonly mask: ArrayLike<number> }[] | undefined;
}

/** What {@link imageFigure} takes. */
export interface ImageFigureOptions {
  /** Side by side. */
  readonly images: readonly FigureImage[];
  /** Images beside each other. @default as many as there are, at most 6 */
  readonly columns?: number | undefined;
  /** What the colours mean. */
  readonly label: string;
  /** Of the values. @default none */
  readonly unit?: string | undefined;
  /** Values at the ends of the colour bar. @default the extent of all images */
  readonly valueRange?: readonly [number, number] | undefined;
  /** Colours of the images. @default 'viridis' */
  readonly colours?: ColourMapName | undefined;
  /** Above all. @default none */
  readonly title?: string | undefined;
  /** Millimetres, 60 to 500. @default 170 */
  readonly width?: number | undefined;
}

const fontSize = 7;
const gap = 6;

/** Edges of a mask as one path, in pixels of the picture. */
function edgesOf(
  mask: ArrayLike<number>,
  width: number,
  height: number,
  scale: number,
  left: number,
  top: number,
): string {
  const at = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x]! > 0;
  const point = (x: number, y: number): string => `${coordinate(left + x * scale)} ${coordinate(top + y * scale)}`;
  const parts: string[] = [];
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x < width; x++) {
      if (at(x, y) === at(x, y - 1)) continue;
      const from = x;
      while (x + 1 < width && at(x + 1, y) !== at(x + 1, y - 1)) x++;
      parts.push(`M${point(from, y)}L${point(x + 1, y)}`);
    }
  }
  for (let x = 0; x <= width; x++) {
    for (let y = 0; y < height; y++) {
      if (at(x, y) === at(x - 1, y)) continue;
      const from = y;
      while (y + 1 < height && at(x, y + 1) !== at(x - 1, y + 1)) y++;
      parts.push(`M${point(x, from)}L${point(x, y + 1)}`);
    }
  }
  return parts.join('');
}

/** A picture with its name above and outlines on it. */
function imagePart(
  image: FigureImage,
  box: { readonly left: number; readonly top: number; readonly scale: number },
  colours: ColourMapName,
  range: readonly [number, number],
): Svg[] {
  const { width, height, values, label, outlines = [] } = image;
  const { left, top, scale } = box;
  const grid = { width, height, values: Float64Array.from(values) };
  return [
    textElement(label, { x: left, y: top - 3, size: fontSize, anchor: 'start' }),
    element('image', {
      x: left,
      y: top,
      width: width * scale,
      height: height * scale,
      href: rasterImage(grid, colours, range, false),
      preserveAspectRatio: 'none',
      style: 'image-rendering: pixelated',
    }),
    ...outlines.map(({ mask }, i) =>
      element('path', {
        d: edgesOf(mask, width, height, scale, left, top),
        fill: 'none',
        stroke: lineColour(i + 1),
        'stroke-width': 0.7,
      }),
    ),
  ];
}

/**
 * Pictures of one kind side by side on one scale of colours: slices of volumes, maps, frames of a camera, with outlines.
 *
 * @throws OperandoError `too-few-points` without an image; `shape-mismatch` for one whose values do not fill it.
 */
export function imageFigure(options: ImageFigureOptions): string {
  const { images, label, unit = '', colours = 'viridis', title, width = 170 } = options;
  requireBetween(width, 60, 500, 'width');
  if (images.length === 0) throw new OperandoError('too-few-points', 'there is no image to draw.');
  images.forEach((image, i) => {
    if (image.values.length === image.width * image.height) return;
    throw new OperandoError(
      'shape-mismatch',
      `images[${i}] has ${image.values.length} values for ${image.width} x ${image.height} pixels.`,
    );
  });
  const extents = images.flatMap(({ values }) => finiteExtent(Float64Array.from(values)) ?? []);
  const range = options.valueRange ?? [Math.min(0, ...extents), Math.max(1e-9, ...extents)];
  const columns = Math.min(images.length, options.columns ?? 6);
  const rows = Math.ceil(images.length / columns);
  const heading = title === undefined ? 0 : 14;
  const bar = { width: 8, room: 48 };
  const widest = Math.max(...images.map((image) => image.width));
  const tallest = Math.max(...images.map((image) => image.height));
  const inner = width * pointsPerMillimetre - bar.room - gap;
  const scale = Math.min((inner - gap * columns) / columns / widest, 240 / tallest);
  const cell = { width: widest * scale + gap, height: tallest * scale + fontSize + gap + 3 };
  const height = heading + rows * cell.height + gap + 10;
  const right = gap + columns * cell.width + gap;
  const tall = Math.max(40, rows * cell.height - fontSize - gap);
  const top = heading + fontSize + gap;
  const ticks = [range[0], (range[0] + range[1]) / 2, range[1]];
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(range[1] - range[0])));
  const words = ticks.map((tick) => fixedNumber(tick, decimals));
  const names = [...new Set(images.flatMap(({ outlines = [] }) => outlines.map((each) => each.label)))];
  return svgDocument(width * pointsPerMillimetre, Math.max(height, top + tall + 12), title, [
    ...(title === undefined ? [] : [textElement(title, { x: gap, y: 11, size: fontSize + 2, anchor: 'start' })]),
    ...images.flatMap((image, i) =>
      imagePart(
        image,
        { left: gap + (i % columns) * cell.width, top: top + Math.floor(i / columns) * cell.height, scale },
        colours,
        range,
      ),
    ),
    element('image', {
      x: right,
      y: top,
      width: bar.width,
      height: tall,
      href: rasterImage(
        {
          width: 1,
          height: 128,
          values: Float64Array.from({ length: 128 }, (_, k) => range[0] + ((range[1] - range[0]) * k) / 127),
        },
        colours,
        range,
        true,
      ),
      preserveAspectRatio: 'none',
    }),
    ...ticks.map((_, k) =>
      textElement(words[k]!, {
        x: right + bar.width + 2,
        y: top + tall * (1 - k / 2) + 2,
        size: fontSize,
        anchor: 'start',
      }),
    ),
    textElement(unit === '' ? label : `${label} (${unit})`, {
      x: right + bar.width + 30,
      y: top + tall / 2,
      size: fontSize,
      rotate: -90,
      anchor: 'middle',
    }),
    ...names.map((name, i) =>
      textElement(name, {
        x: gap + i * 70,
        y: top + rows * cell.height,
        size: fontSize,
        colour: lineColour(i + 1),
        anchor: 'start',
      }),
    ),
  ]);
}
