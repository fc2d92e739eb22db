import { OperandoError } from '@operando/core';

/** A finished piece of SVG. Only {@link element}, {@link textElement} and {@link escapeXml} make one from foreign text. */
export type Svg = string;

/** What an attribute may hold; `undefined` leaves it out. */
export type AttributeValue = string | number | undefined;

// Control characters that XML 1.0 forbids even as references, lone surrogates, and the two non-characters.
const forbidden =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text made safe inside an XML element or a quoted attribute. Characters that
 * XML 1.0 cannot hold at all (labels come from foreign files) become U+FFFD.
 */
export function escapeXml(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * A coordinate as text: at most two decimals (1/100 pt = 3.5 micrometre), never
 * an exponent, never `-0`.
 * @throws OperandoError `non-finite` - a NaN that reached a coordinate is a
 *   fault of this package, and must not become a silently broken figure.
 */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new OperandoError('non-finite', `A coordinate of the figure is ${value}.`);
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
}

/** One element; attribute values are escaped, `children` are taken as finished SVG. */
export function element(
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  children: Svg | readonly Svg[] = '',
): Svg {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    open += ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeXml(value)}"`;
  }
  const inside = typeof children === 'string' ? children : children.join('');
  return inside === '' ? `${open}/>` : `${open}>${inside}</${name}>`;
}

/** Where and how a line of text stands. */
export interface TextPlacement {
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  /** Size in points. */
  readonly size: number;
  /** @default 'middle' */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Rotation in degrees about (x, y). */
  readonly rotate?: number;
  /** @default '#000000' */
  readonly colour?: string;
  /** What the text is (`tick`, `title`, ...), kept as class so that tests and style sheets find it. */
  readonly role?: string;
}

/** One line of text, escaped. */
export function textElement(text: string, placement: TextPlacement): Svg {
  const { x, y, size, anchor = 'middle', rotate, colour, role } = placement;
  return element(
    'text',
    {
      class: role,
      x,
      y,
      'font-size': size,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      fill: colour,
      transform: rotate === undefined ? undefined : `rotate(${coordinate(rotate)} ${coordinate(x)} ${coordinate(y)})`,
    },
    escapeXml(text),
  );
}

/** Points per millimetre: the user unit of every figure is the typographic point. */
export const pointsPerMillimetre: number = 72 / 25.4;

/**
 * The fonts asked for. All but the last have the same glyph widths (those of
 * Helvetica), so the layout holds whichever of them the reader has.
 */
export const fontFamily = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif";

/** The whole document around `children`, `width` x `height` in points, white behind. */
export function svgDocument(
  width: number,
  height: number,
  title: string | undefined,
  children: readonly Svg[],
): string {
  const millimetres = (points: number): string => `${coordinate(points / pointsPerMillimetre)}mm`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: millimetres(width),
      height: millimetres(height),
      viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
      'font-family': fontFamily,
      role: 'img',
    },
    [
      title === undefined || title === '' ? '' : element('title', {}, escapeXml(title)),
      element('rect', { width, height, fill: '#ffffff' }),
      ...children,
    ],
  );
}
