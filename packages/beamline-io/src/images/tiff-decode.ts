import { OperandoError } from '@operando/core';
import type { ByteSource } from '@operando/core';
import { fromHalfs } from '../hdf5/half-floats.js';
import { addAlongRows, floatBytes } from './predictor.js';
import { asSamples, emptySamples, littleEndianMachine, sampleBytes, swapBytes } from './samples.js';
import type { Samples } from './samples.js';
import { checkPacked, unpackSegment } from './tiff-codecs.js';
import type { Inflate } from './tiff-codecs.js';
import { badTiff, fieldNumbers } from './tiff-fields.js';
import type { TiffOrder, Window } from './tiff-fields.js';
import type { TiffPage } from './tiff-page.js';

/** Strips or tiles that lie near one another are read at once, up to so many bytes, over gaps of at most so many. */
const mostAtOnce = 16 * 1024 * 1024;
const mostGap = 4096;

/** Samples of 1, 2, 4 or 12 bits, from the highest bit on; each row begins with a byte. */
function unpackedBits(bytes: Uint8Array, bits: number, width: number, height: number): Uint8Array | Uint16Array {
  const out = bits > 8 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * bits) / 8);
  for (let y = 0; y < height; y++) {
    let [word, count, at] = [0, 0, y * rowBytes];
    for (let x = 0; x < width; x++) {
      while (count < bits) {
        word = ((word << 8) | bytes[at++]!) & 0xffffff;
        count += 8;
      }
      count -= bits;
      out[y * width + x] = (word >>> count) & ((1 << bits) - 1);
    }
  }
  return out;
}

/** Unpacked bytes of a strip or tile as samples. */
function samplesOf(bytes: Uint8Array, page: TiffPage, { littleEndian }: TiffOrder, height: number): Samples {
  const { bits, predictor, isHalf, type } = page;
  const width = page.segmentWidth;
  if (bits < 8 || bits === 12) return unpackedBits(bytes, bits, width, height);
  const size = bits / 8;
  const whole = bytes.subarray(0, width * height * size);
  let own = whole;
  if (predictor === 3) own = floatBytes(whole, width, size, littleEndianMachine);
  else if (littleEndian !== littleEndianMachine) {
    own = page.compression === 1 ? new Uint8Array(whole) : whole;
    swapBytes(own, size);
  }
  if (predictor === 2) {
    const aligned = own.byteOffset % 8 === 0 ? own : new Uint8Array(own);
    if (size === 8) addAlongRows(new BigUint64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8), width);
    else addAlongRows(asSamples(size === 1 ? 'uint8' : size === 2 ? 'uint16' : 'uint32', aligned), width);
    own = aligned;
  }
  return isHalf ? Float32Array.from(fromHalfs(asSamples('uint16', own))) : asSamples(type, own);
}

/** Bytes of a row of a strip or tile, unpacked. */
function rowBytesOf({ segmentWidth, bits }: TiffPage): number {
  return Math.ceil((segmentWidth * bits) / 8);
}

/** Where the strips or tiles of a page are. */
interface Segments {
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
  readonly across: number;
  readonly down: number;
}

/** Rows of strip or tile `k` that must be there: all of a tile, of the last strip those of the picture. */
function rowsOf(page: TiffPage, { across }: Pick<Segments, 'across'>, k: number): number {
  if (page.isTiled) return page.segmentHeight;
  return Math.min(page.segmentHeight, page.height - Math.floor(k / across) * page.segmentHeight);
}

/** Where its strips or tiles are, checked against the size of the picture and of the file. */
async function segmentsOf(window: Window, order: TiffOrder, page: TiffPage): Promise<Segments> {
  const across = Math.ceil(page.width / page.segmentWidth);
  const down = Math.ceil(page.height / page.segmentHeight);
  const rowBytes = rowBytesOf(page);
  if (page.offsets.count < across * down)
    throw badTiff(`the picture has ${page.offsets.count} strips or tiles, not ${across * down}`);
  const begins = await fieldNumbers(window, order, page.offsets);
  const offsets = page.skip === 0 ? begins : begins.map((at) => at + page.skip);
  let counts: Float64Array;
  if (page.skip > 0 || page.byteCounts === undefined) {
    if (page.compression !== 1) throw badTiff('it does not say how long its strips or tiles are');
    counts = Float64Array.from({ length: across * down }, (_, k) => rowsOf(page, { across }, k) * rowBytes);
  } else counts = await fieldNumbers(window, order, page.byteCounts);
  if (counts.length < across * down)
    throw badTiff(`it gives the length of ${counts.length} strips or tiles, not ${across * down}`);
  for (let k = 0; k < across * down; k++) {
    if (offsets[k] === 0 && counts[k] === 0) throw badTiff(`strip or tile ${k} was never written`);
    if (!(offsets[k]! + counts[k]! <= window.length))
      throw new OperandoError(
        'truncated-file',
        `strip or tile ${k} lies at bytes ${offsets[k]} to ${offsets[k]! + counts[k]!}, the file has ${window.length}.`,
        { cure: 'The file seems cut short: copy it again.' },
      );
    checkPacked(page.compression, counts[k]!, rowsOf(page, { across }, k) * rowBytes);
  }
  return { offsets, counts, across, down };
}

/** Strips or tiles `from` to `to` whose bytes lie near one another: a run that is read at once. */
function runEnd({ offsets, counts }: Segments, from: number, count: number): number {
  let to = from + 1;
  while (to < count) {
    const gap = offsets[to]! - (offsets[to - 1]! + counts[to - 1]!);
    if (gap < 0 || gap > mostGap || offsets[to]! + counts[to]! - offsets[from]! > mostAtOnce) break;
    to++;
  }
  return to;
}

/** Copies what a tile and the picture have in common. */
function placeTile(tile: Samples, picture: Samples, page: TiffPage, row: number, column: number): void {
  const { width, height, segmentWidth, segmentHeight } = page;
  const columns = Math.min(segmentWidth, width - column);
  const rows = Math.min(segmentHeight, height - row);
  for (let y = 0; y < rows; y++)
    picture.set(tile.subarray(y * segmentWidth, y * segmentWidth + columns), (row + y) * width + column);
}

/**
 * The samples of a page, row after row from the top.
 * @throws OperandoError `malformed-file`, `truncated-file`, `file-access`.
 */
export async function decodePage(
  source: ByteSource,
  window: Window,
  { order, page, inflate }: { readonly order: TiffOrder; readonly page: TiffPage; readonly inflate: Inflate },
): Promise<Samples> {
  const segments = await segmentsOf(window, order, page);
  const { offsets, counts, across, down } = segments;
  const rowBytes = rowBytesOf(page);
  // Made when the first strip or tile was unpacked: a damaged file may claim a picture that it does not hold.
  let picture: Samples | undefined;
  const count = across * down;
  for (let from = 0; from < count;) {
    const to = runEnd(segments, from, count);
    const base = offsets[from]!;
    const bytes = await source.slice(base, offsets[to - 1]! + counts[to - 1]!);
    for (let k = from; k < to; k++) {
      const rows = rowsOf(page, segments, k);
      const packed = bytes.subarray(offsets[k]! - base, offsets[k]! - base + counts[k]!);
      if (packed.length < counts[k]!)
        throw new OperandoError('truncated-file', 'the file became shorter while it was read.');
      const [least, most] = [rows * rowBytes, page.segmentHeight * rowBytes];
      const samples = samplesOf(unpackSegment(page.compression, packed, { least, most, inflate }), page, order, rows);
      const row = Math.floor(k / across) * page.segmentHeight;
      picture ??= emptySamples(page.type, page.width * page.height);
      if (page.isTiled) placeTile(samples, picture, page, row, (k % across) * page.segmentWidth);
      else picture.set(samples, row * page.width);
    }
    from = to;
  }
  return picture ?? emptySamples(page.type, 0);
}

/** Bytes of a page's samples as they are given back. */
export function pageBytes({ width, height, type }: TiffPage): number {
  return width * height * sampleBytes[type];
}
