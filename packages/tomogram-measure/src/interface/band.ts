import type { GreyScale } from '../grey/grey-scale.js';
import type { SlabSource, Voxels } from '../volume.js';

/** The slices about an interface, with the grey scale of their frame. */
export interface Band {
  /** First slice. */
  readonly from: number;
  readonly slices: number;
  /** Pixels of a slice. */
  readonly size: number;
  readonly voxels: Voxels;
  readonly scale: GreyScale;
}

/** Slices `from` to before `to` of a frame. */
export async function readBand(source: SlabSource, from: number, to: number, scale: GreyScale): Promise<Band> {
  const { depth, height, width } = source.shape;
  const [first, end] = [Math.max(0, from), Math.min(depth, to)];
  return { from: first, slices: end - first, size: height * width, voxels: await source.slab(first, end), scale };
}

/** Bytes of the bands that are kept, of all frames. */
const mostKept = 384 * 1024 * 1024;

/** Bands of frames by their numbers, read once where those of all frames are not too large. */
export function bandsOf(count: number, read: (frame: number) => Promise<Band>): (frame: number) => Promise<Band> {
  const kept = new Map<number, Band>();
  return async (frame) => {
    const known = kept.get(frame);
    if (known !== undefined) return known;
    const band = await read(frame);
    if (band.voxels.byteLength * count <= mostKept) kept.set(frame, band);
    return band;
  };
}

/** Pixels whose columns are gathered at once: their slices are read side by side. */
const together = 128;

/** Visit the corrected grey values of the columns of some pixels. */
export function eachColumn(
  { slices, size, voxels, scale: { offset, gain } }: Band,
  pixels: Uint8Array,
  visit: (column: Float64Array, pixel: number) => void,
): void {
  const gathered = new Float64Array(together * slices);
  const columns = Array.from({ length: together }, (_, k) => gathered.subarray(k * slices, (k + 1) * slices));
  for (let start = 0; start < size; start += together) {
    const end = Math.min(size, start + together);
    let [first, last] = [end, start];
    for (let i = start; i < end; i++) {
      if (pixels[i] === 0) continue;
      first = Math.min(first, i);
      last = i + 1;
    }
    for (let k = 0; k < slices; k++) {
      const plane = k * size;
      for (let i = first, at = (first - start) * slices + k; i < last; i++, at += slices) {
        gathered[at] = (voxels[plane + i]! - offset[i]!) * gain[i]!;
      }
    }
    for (let i = first; i < last; i++) if (pixels[i] !== 0) visit(columns[i - start]!, i);
  }
}
