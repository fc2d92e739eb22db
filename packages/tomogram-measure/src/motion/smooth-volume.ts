import { gaussianWeights, smoothPlane } from '../grey/smooth-plane.js';
import type { VolumeShape } from '../volume.js';

/** A volume smoothed by a Gaussian along all axes; near its border over what is there. */
export function smoothVolume(volume: Float32Array, shape: VolumeShape, sigma: number): Float32Array {
  const { depth, height, width } = shape;
  const size = height * width;
  const weights = gaussianWeights(sigma);
  const half = (weights.length - 1) / 2;
  const planes = new Float32Array(volume.length);
  const room = new Float32Array(size);
  const share = new Float32Array(size);
  smoothPlane(new Float32Array(size).fill(1), height, width, weights, share, room);
  for (let z = 0; z < depth; z++) {
    const own = planes.subarray(z * size, (z + 1) * size);
    smoothPlane(volume.subarray(z * size, (z + 1) * size), height, width, weights, own, room);
    for (let i = 0; i < size; i++) own[i]! /= share[i]!;
  }
  const out = new Float32Array(volume.length);
  for (let z = 0; z < depth; z++) {
    const to = z * size;
    let sum = 0;
    for (let k = Math.max(0, z - half); k <= Math.min(depth - 1, z + half); k++) sum += weights[k - z + half]!;
    for (let k = Math.max(0, z - half); k <= Math.min(depth - 1, z + half); k++) {
      const weight = weights[k - z + half]! / sum;
      const from = k * size;
      for (let i = 0; i < size; i++) out[to + i]! += weight * planes[from + i]!;
    }
  }
  return out;
}

/** A volume of half the size along each axis: means of 2 x 2 x 2 voxels. */
export function halved(volume: Float32Array, { depth, height, width }: VolumeShape): [Float32Array, VolumeShape] {
  const shape = { depth: depth >> 1, height: height >> 1, width: width >> 1 };
  const out = new Float32Array(shape.depth * shape.height * shape.width);
  for (let z = 0, i = 0; z < shape.depth; z++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++, i++) {
        let sum = 0;
        for (let k = 0; k < 8; k++) {
          sum += volume[((2 * z + (k >> 2)) * height + 2 * y + ((k >> 1) & 1)) * width + 2 * x + (k & 1)]!;
        }
        out[i] = sum / 8;
      }
    }
  }
  return [out, shape];
}
