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

/** Visit the corrected grey values of the columns of some pixels. */
export function eachColumn(
  { slices, size, voxels, scale }: Band,
  pixels: Uint8Array,
  visit: (column: Float64Array, pixel: number) => void,
): void {
  const column = new Float64Array(slices);
  for (let i = 0; i < size; i++) {
    if (pixels[i] === 0) continue;
    const offset = scale.offset[i]!;
    const gain = scale.gain[i]!;
    for (let k = 0; k < slices; k++) column[k] = (voxels[k * size + i]! - offset) * gain;
    visit(column, i);
  }
}
