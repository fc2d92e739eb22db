/** A tag as it is written: a number with its type, text, an array, or further tags. */
export type MadeTag =
  | { readonly type: number; readonly value: number }
  | { readonly text: string }
  | { readonly letters: string }
  | { readonly type: number; readonly values: ArrayLike<number> }
  | readonly (readonly [name: string, tag: MadeTag])[];

const widths: Readonly<Record<number, number>> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8 };

/** Bytes that grow. */
class Bytes {
  private readonly parts: Uint8Array[] = [];

  push(size: number, write: (view: DataView) => void): void {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    this.parts.push(bytes);
  }

  all(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  add(bytes: Uint8Array): void {
    this.parts.push(bytes);
  }
}

/**
 * A file of DigitalMicrograph, written by what is publicly known of its tags (header, groups, `%%%%`, descriptions of values), for
 * both versions and byte orders.
 */
export function dmFile(version: 3 | 4, littleEndian: boolean, root: MadeTag): Uint8Array {
  const isWide = version === 4;
  const count = (out: Bytes, value: number): void => {
    if (isWide) out.push(8, (view) => view.setBigUint64(0, BigInt(value)));
    else out.push(4, (view) => view.setUint32(0, value));
  };
  const number = (out: Bytes, type: number, value: number): void => {
    out.push(widths[type]!, (view) => {
      if (type === 2) view.setInt16(0, value, littleEndian);
      else if (type === 3) view.setInt32(0, value, littleEndian);
      else if (type === 4) view.setUint16(0, value, littleEndian);
      else if (type === 5) view.setUint32(0, value, littleEndian);
      else if (type === 6) view.setFloat32(0, value, littleEndian);
      else if (type === 7) view.setFloat64(0, value, littleEndian);
      else if (type === 11) view.setBigInt64(0, BigInt(value), littleEndian);
      else view.setUint8(0, value);
    });
  };
  const body = (tag: MadeTag): Uint8Array => {
    const out = new Bytes();
    if (Array.isArray(tag)) {
      group(out, tag as Extract<MadeTag, readonly unknown[]>);
      return out.all();
    }
    out.add(Buffer.from('%%%%'));
    const one = tag as Exclude<MadeTag, readonly unknown[]>;
    if ('text' in one) {
      for (const each of [2, 18, one.text.length]) count(out, each);
      for (const letter of one.text) number(out, 4, letter.charCodeAt(0));
    } else if ('value' in one) {
      for (const each of [1, one.type]) count(out, each);
      number(out, one.type, one.value);
    } else {
      const [type, values] =
        'letters' in one ? [4, Array.from(one.letters, (letter) => letter.charCodeAt(0))] : [one.type, one.values];
      for (const each of [3, 20, type, values.length]) count(out, each);
      for (let i = 0; i < values.length; i++) number(out, type, values[i]!);
    }
    return out.all();
  };
  const group = (out: Bytes, tags: Extract<MadeTag, readonly unknown[]>): void => {
    out.push(2, (view) => view.setUint8(0, 1));
    count(out, tags.length);
    for (const [name, tag] of tags) {
      out.push(3, (view) => {
        view.setUint8(0, Array.isArray(tag) ? 20 : 21);
        view.setUint16(1, name.length);
      });
      out.add(Buffer.from(name, 'latin1'));
      const inside = body(tag);
      if (isWide) count(out, inside.length);
      out.add(inside);
    }
  };
  const out = new Bytes();
  const inside = body(root);
  out.push(4, (view) => view.setUint32(0, version));
  count(out, inside.length);
  out.push(4, (view) => view.setUint32(0, littleEndian ? 1 : 0));
  out.add(inside);
  return out.all();
}

/** A dimension of {@link dmImage}. */
export interface MadeDimension {
  readonly size: number;
  readonly origin: number;
  readonly scale: number;
  readonly unit: string;
}

/** An image as it stands in the list of images. @param dimensions The first goes fastest. */
export function dmImage(
  type: number,
  values: ArrayLike<number>,
  dimensions: readonly MadeDimension[],
  dataType = 10,
  taken?: readonly [date: string, time: string],
): MadeTag {
  return [
    [
      'ImageData',
      [
        [
          'Calibrations',
          [
            [
              'Dimension',
              dimensions.map(({ origin, scale, unit }) => [
                '',
                [
                  ['Origin', { type: 6, value: origin }],
                  ['Scale', { type: 6, value: scale }],
                  ['Units', { letters: unit }],
                ],
              ]),
            ],
          ],
        ],
        ['Data', { type, values }],
        ['DataType', { type: 5, value: dataType }],
        ['Dimensions', dimensions.map(({ size }) => ['', { type: 5, value: size }])],
        ['PixelDepth', { type: 5, value: widths[type]! }],
      ],
    ],
    [
      'ImageTags',
      [
        ['Microscope Info', [['Voltage', { type: 7, value: 200_000 }]]],
        ['EELS', [['Acquisition', [['Exposure (s)', { type: 7, value: 0.01 }]]]]],
        ['odd', { type: 11, value: -5 }],
        ...(taken === undefined
          ? []
          : ([
              [
                'DataBar',
                [
                  ['Acquisition Date', { letters: taken[0] }],
                  ['Acquisition Time', { letters: taken[1] }],
                ],
              ],
            ] as const)),
      ],
    ],
    ['Name', { letters: 'spectrum image' }],
  ];
}
