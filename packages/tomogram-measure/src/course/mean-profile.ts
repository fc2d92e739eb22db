import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import type { SlabSource } from '../volume.js';

/** Mean corrected grey value of each slice, over the pixels that count. */
export async function meanProfile(source: SlabSource, scale: GreyScale, pixels: Uint8Array): Promise<Float64Array> {
  const { depth } = source.shape;
  const means = new Float64Array(depth);
  await eachSlice(source, 0, depth, (slice, z) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < slice.length; i++) {
      if (pixels[i] === 0) continue;
      sum += (slice[i]! - scale.offset[i]!) * scale.gain[i]!;
      count++;
    }
    means[z] = sum / count;
  });
  return means;
}

/** Mean grey value of each pixel over some slices. */
export async function meanSlice(source: SlabSource, from: number, to: number): Promise<Float32Array> {
  const mean = new Float32Array(source.shape.height * source.shape.width);
  await eachSlice(source, from, to, (slice) => {
    for (let i = 0; i < slice.length; i++) mean[i]! += slice[i]! / (to - from);
  });
  return mean;
}

/** Corrected grey values of a row of every slice: a cut through the volume, z downwards. */
export async function cutAt(source: SlabSource, { offset, gain }: GreyScale, y: number): Promise<Float32Array> {
  const { depth, width } = source.shape;
  const cut = new Float32Array(depth * width);
  await eachSlice(source, 0, depth, (slice, z) => {
    for (let x = 0, i = y * width; x < width; x++, i++) cut[z * width + x] = (slice[i]! - offset[i]!) * gain[i]!;
  });
  return cut;
}
