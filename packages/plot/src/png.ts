/**
 * SVG figures as PNG, in Node.
 * @module
 */
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { OperandoError } from '@operando/core';

/** Options of {@link svgToPng}. */
export interface SvgToPngOptions {
  /** Dots per inch of the figure's own size. @default 300 */
  readonly dpi?: number | undefined;
  /** Width in pixels instead. */
  readonly width?: number | undefined;
}

/** Largest picture made, pixels a side. */
const largestSide = 20_000;

/** Coordinates in the attributes of an element that lie along x, along y, or in pairs. */
const coordinates = /\s(?:(x|x1|x2|cx|width)|(y|y1|y2|cy|height)|d|points)="([-+\d.eE\s,MmLlCcQqSsTtZz]*)"/g;
const number = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/**
 * A coordinate that lies more than half a page outside it. Where all that a clip path or an opacity applies to lies a page or
 * two outside, resvg does not give an error but ends the process, which nobody can catch: such figures are not given to it.
 */
function strayCoordinate(svg: string, width: number, height: number): number | undefined {
  for (const [, alongX, alongY, text = ''] of svg.matchAll(coordinates)) {
    const strays = (text.match(number) ?? []).map(Number).filter((value, i) => {
      const size = alongX !== undefined ? width : alongY !== undefined || i % 2 === 1 ? height : width;
      return !(value >= -0.5 * size && value <= 1.5 * size);
    });
    if (strays.length > 0) return strays[0];
  }
  return undefined;
}

/**
 * Draw an SVG figure as PNG (resvg). Text is set in Arimo, which comes with this
 * package, so that the picture is the same on a machine without fonts.
 *
 * @throws OperandoError `invalid-argument` for a size that cannot be drawn, and for a figure that has coordinates far outside
 * its page; `malformed-file` for text that is no SVG.
 */
export async function svgToPng(svg: string, options: SvgToPngOptions = {}): Promise<Uint8Array> {
  const { dpi = 300, width } = options;
  const [, points = '0', tall = '0'] = /viewBox="0 0 ([\d.]+) ([\d.]+)/.exec(svg) ?? [];
  const wanted = Math.round(width ?? (Number(points) / 72) * dpi);
  if (!(wanted >= 1 && wanted <= largestSide)) {
    throw new OperandoError('invalid-argument', `a picture ${wanted} pixels wide.`, {
      where: { parameter: width === undefined ? 'dpi' : 'width' },
      cure: `Between 1 and ${largestSide} pixels can be drawn.`,
    });
  }
  const stray = strayCoordinate(svg, Number(points), Number(tall));
  if (stray !== undefined) {
    throw new OperandoError('invalid-argument', `the figure has a coordinate, ${stray}, far outside its page.`, {
      where: { parameter: 'svg' },
      cure: 'Cut what lies outside the page before it is drawn.',
    });
  }
  // Node 20 finds no module through symbolic links while the last thing asked for in this way was a pipe.
  statSync(new URL(import.meta.url));
  const { Resvg } = await import('@resvg/resvg-js');
  const require = createRequire(import.meta.url);
  try {
    const drawn = new Resvg(svg, {
      fitTo: { mode: 'width', value: wanted },
      font: {
        fontFiles: [require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf')],
        loadSystemFonts: false,
        defaultFontFamily: 'Arimo',
      },
    });
    return drawn.render().asPng();
  } catch (cause) {
    throw new OperandoError('malformed-file', 'this is no SVG figure.', { cause });
  }
}
