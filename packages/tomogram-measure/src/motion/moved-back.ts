import type { SlabSource, VolumeShape } from '../volume.js';
import { cubicWeights } from './cubic.js';
import type { Motion } from './motion.js';

/** Slices of the moving volume that some slices of the fixed one come from. */
function slicesBehind(
  { depth, height, width }: VolumeShape,
  { dz, strain, rotation }: Motion,
  from: number,
  to: number,
): [number, number] {
  const tilt = (Math.abs(rotation[1]) * width + Math.abs(rotation[2]) * height) / 2;
  const at = (z: number): number => z + dz + strain * (z + 0.5);
  return [
    Math.min(depth - 1, Math.max(0, Math.floor(at(from) - tilt) - 2)),
    Math.max(1, Math.min(depth, Math.ceil(at(to - 1) + tilt) + 3)),
  ];
}

const within = (value: number, last: number): number => (value < 0 ? 0 : value > last ? last : value);

/**
 * A moving volume brought back on to the fixed one, resampled once by cubic interpolation while it is read. What came in from
 * outside repeats the voxels at the border.
 */
export function movedBack(source: SlabSource, motion: Motion): SlabSource {
  const { shape } = source;
  const { depth, height, width } = shape;
  const size = height * width;
  const { dz, dy, dx, strain, rotation } = motion;
  const [rz, ry, rx] = rotation;
  const [cz, cy, cx] = [(depth - 1) / 2, (height - 1) / 2, (width - 1) / 2];
  return {
    shape,
    slab: async (from, to) => {
      const [first, end] = slicesBehind(shape, motion, from, to);
      const voxels = Float32Array.from(await source.slab(first, end));
      const out = new Float32Array((to - from) * size);
      const [wz, wy, wx, unused] = [0, 1, 2, 3].map(() => new Float64Array(4));
      for (let z = from, i = 0; z < to; z++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++, i++) {
            const mz = within(z + dz + strain * (z + 0.5) + ry * (x - cx) - rx * (y - cy), depth - 1);
            const my = within(y + dy + rx * (z - cz) - rz * (x - cx), height - 1);
            const mx = within(x + dx + rz * (y - cy) - ry * (z - cz), width - 1);
            const [iz, iy, ix] = [Math.floor(mz), Math.floor(my), Math.floor(mx)];
            cubicWeights(mz - iz, wz!, unused!);
            cubicWeights(my - iy, wy!, unused!);
            cubicWeights(mx - ix, wx!, unused!);
            let sum = 0;
            for (let a = 0; a < 4; a++) {
              const plane = (within(iz + a - 1, depth - 1) - first) * size;
              for (let b = 0; b < 4; b++) {
                const row = plane + within(iy + b - 1, height - 1) * width;
                let line = 0;
                for (let c = 0; c < 4; c++) line += wx![c]! * voxels[row + within(ix + c - 1, width - 1)]!;
                sum += wz![a]! * wy![b]! * line;
              }
            }
            out[i] = sum;
          }
        }
      }
      return out;
    },
  };
}
