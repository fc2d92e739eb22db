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

/**
 * Draw an SVG figure as PNG (resvg). Text is set in Arimo, which comes with this
 * package, so that the picture is the same on a machine without fonts.
 *
 * @throws OperandoError `invalid-argument` for a size that cannot be drawn, `malformed-file` for text that is no SVG.
 */
export async function svgToPng(svg: string, options: SvgToPngOptions = {}): Promise<Uint8Array> {
  const { dpi = 300, width } = options;
  const [, points = '0'] = /viewBox="0 0 ([\d.]+) /.exec(svg) ?? [];
  const wanted = Math.round(width ?? (Number(points) / 72) * dpi);
  if (!(wanted >= 1 && wanted <= largestSide)) {
    throw new OperandoError('invalid-argument', `a picture ${wanted} pixels wide.`, {
      where: { parameter: width === undefined ? 'dpi' : 'width' },
      cure: `Between 1 and ${largestSide} pixels can be drawn.`,
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
