import { zlibSync } from 'fflate';

/** A picture to be written: samples as doubles, how they are stored. */
export interface MadePage {
  readonly width: number;
  readonly values: readonly number[];
  readonly kind: 'uint8' | 'uint16' | 'int16' | 'uint32' | 'float32' | 'float64';
  readonly predictor?: 1 | 2 | 3;
  readonly packing?: 'none' | 'deflate' | 'packbits';
  /** Tiles of this size; strips of `rows` without. */
  readonly tile?: readonly [width: number, height: number];
  readonly rows?: number;
  readonly description?: string;
  /** More entries: tag, type 3 (SHORT) or 2 (letters). */
  readonly more?: readonly (readonly [tag: number, value: number | string])[];
}

const sizes = { uint8: 1, uint16: 2, int16: 2, uint32: 4, float32: 4, float64: 8 } as const;

function put(view: DataView, at: number, value: number, kind: MadePage['kind'], little: boolean): void {
  if (kind === 'uint8') view.setUint8(at, value);
  else if (kind === 'uint16') view.setUint16(at, value, little);
  else if (kind === 'int16') view.setInt16(at, value, little);
  else if (kind === 'uint32') view.setUint32(at, value, little);
  else if (kind === 'float32') view.setFloat32(at, value, little);
  else view.setFloat64(at, value, little);
}

/** A segment's bytes before packing, as TIFF 6.0 (section 14) and Adobe's technical note 3 say of predictors. */
function segment(
  page: MadePage,
  left: number,
  top: number,
  width: number,
  height: number,
  little: boolean,
): Uint8Array {
  const { kind, values, predictor = 1 } = page;
  const size = sizes[kind];
  const rows = page.values.length / page.width;
  const at = (x: number, y: number): number =>
    left + x < page.width && top + y < rows ? values[(top + y) * page.width + left + x]! : 0;
  const bytes = new Uint8Array(width * height * size);
  const view = new DataView(bytes.buffer);
  const before = 2 ** (8 * size);
  for (let y = 0; y < height; y++) {
    const row = y * width * size;
    if (predictor === 3) {
      const big = new DataView(new ArrayBuffer(width * size));
      for (let x = 0; x < width; x++) put(big, x * size, at(x, y), kind, false);
      const planes = Uint8Array.from({ length: width * size }, (_, i) =>
        big.getUint8((i % width) * size + Math.floor(i / width)),
      );
      planes.forEach((byte, i) => (bytes[row + i] = byte - (planes[i - 1] ?? 0)));
      continue;
    }
    for (let x = 0; x < width; x++) {
      const value = at(x, y);
      const stored = predictor === 2 && x > 0 ? (value - at(x - 1, y) + before) % before : value;
      put(view, row + x * size, stored, kind, little);
    }
  }
  return bytes;
}

/** PackBits in its plainest form: runs of three and more, literals between. */
function packBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run >= 3) {
      out.push(257 - run, bytes[at]!);
      at += run;
    } else {
      const to = Math.min(bytes.length, at + 5);
      out.push(to - at - 1, ...bytes.subarray(at, to));
      at = to;
    }
  }
  return Uint8Array.from(out);
}

function pack(bytes: Uint8Array, packing: MadePage['packing']): Uint8Array {
  return packing === 'deflate' ? zlibSync(bytes) : packing === 'packbits' ? packBits(bytes) : bytes;
}

/** A TIFF file made byte by byte from the specification, by nothing of the reader's. */
export function madeTiff(
  pages: readonly MadePage[],
  { little = true, big = false }: { readonly little?: boolean; readonly big?: boolean } = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (bytes: Uint8Array): number => {
    const at = length;
    const padded = new Uint8Array(bytes.length + (bytes.length % 2));
    padded.set(bytes);
    parts.push(padded);
    length += padded.length;
    return at;
  };
  const place = big ? 8 : 4;
  add(new Uint8Array(big ? 16 : 8));
  const head = new DataView(parts[0]!.buffer);
  head.setUint16(0, little ? 0x4949 : 0x4d4d);
  head.setUint16(2, big ? 43 : 42, little);
  if (big) head.setUint16(4, 8, little);
  const setPlace = (view: DataView, at: number, value: number): void =>
    big ? view.setBigUint64(at, BigInt(value), little) : view.setUint32(at, value, little);
  let link: readonly [DataView, number] = [head, big ? 8 : 4];
  for (const page of pages) {
    const height = page.values.length / page.width;
    const [w, h] = page.tile ?? [page.width, page.rows ?? height];
    const [offsets, counts]: [number[], number[]] = [[], []];
    for (let top = 0; top < height; top += h)
      for (let left = 0; left < page.width; left += w) {
        const rows = page.tile === undefined ? Math.min(h, height - top) : h;
        const bytes = pack(segment(page, left, top, w, rows, little), page.packing);
        offsets.push(add(bytes));
        counts.push(bytes.length);
      }
    const format = page.kind.startsWith('f') ? 3 : page.kind === 'int16' ? 2 : 1;
    const compression = page.packing === 'deflate' ? 8 : page.packing === 'packbits' ? 32_773 : 1;
    const entries: [number, number, readonly number[] | string][] = [
      [256, 3, [page.width]],
      [257, 3, [height]],
      [258, 3, [8 * sizes[page.kind]]],
      [259, 3, [compression]],
      [262, 3, [1]],
      ...(page.description === undefined ? [] : [[270, 2, page.description] as [number, number, string]]),
      ...(page.tile === undefined
        ? ([
            [273, 4, offsets],
            [278, 3, [h]],
            [279, 4, counts],
          ] as [number, number, number[]][])
        : ([
            [322, 3, [w]],
            [323, 3, [h]],
            [324, 4, offsets],
            [325, 4, counts],
          ] as [number, number, number[]][])),
      [277, 3, [1]],
      [317, 3, [page.predictor ?? 1]],
      [339, 3, [format]],
      ...(page.more ?? []).map(([tag, value]): [number, number, readonly number[] | string] =>
        typeof value === 'string' ? [tag, 2, value] : [tag, 3, [value]],
      ),
    ];
    const kept = new Map(entries.map((entry) => [entry[0], entry]));
    const sorted = [...kept.values()].sort((a, b) => a[0] - b[0]);
    const entryBytes = big ? 20 : 12;
    const directory = new Uint8Array((big ? 8 : 2) + sorted.length * entryBytes + place);
    const view = new DataView(directory.buffer);
    if (big) view.setBigUint64(0, BigInt(sorted.length), little);
    else view.setUint16(0, sorted.length, little);
    sorted.forEach(([tag, type, value], i) => {
      const at = (big ? 8 : 2) + i * entryBytes;
      view.setUint16(at, tag, little);
      view.setUint16(at + 2, type, little);
      const bytes = new Uint8Array(typeof value === 'string' ? value.length + 1 : value.length * (type === 3 ? 2 : 4));
      const words = new DataView(bytes.buffer);
      if (typeof value === 'string') bytes.set(new TextEncoder().encode(value));
      else
        value.forEach((each, k) =>
          type === 3 ? words.setUint16(2 * k, each, little) : words.setUint32(4 * k, each, little),
        );
      setPlace(view, at + 4, typeof value === 'string' ? bytes.length : value.length);
      if (bytes.length <= place) directory.set(bytes, at + 4 + place);
      else setPlace(view, at + 4 + place, add(bytes));
    });
    setPlace(link[0], link[1], add(directory));
    // `add` copies: the link of the directory is written into the copy.
    const copy = parts.at(-1)!;
    link = [new DataView(copy.buffer), directory.length - place];
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
