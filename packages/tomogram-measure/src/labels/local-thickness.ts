import type { VolumeShape } from '../volume.js';
import { distanceTransform } from './distance-transform.js';

/**
 * Whether a larger ball about a neighbour holds the ball about a voxel: its voxels need not be visited again. Distances are between
 * whole numbers, so that the root of a square decides.
 */
function isHeld(
  squares: Float32Array,
  z: number,
  y: number,
  x: number,
  { depth, height, width }: VolumeShape,
): boolean {
  const own = Math.sqrt(squares[(z * height + y) * width + x]!);
  for (let dz = -1; dz <= 1; dz++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const [oz, oy, ox] = [z + dz, y + dy, x + dx];
        if (oz < 0 || oy < 0 || ox < 0 || oz >= depth || oy >= height || ox >= width) continue;
        const apart = Math.sqrt(dz * dz + dy * dy + dx * dx);
        if (apart > 0 && Math.sqrt(squares[(oz * height + oy) * width + ox]!) >= own + apart - 1e-9) return true;
      }
    }
  }
  return false;
}

/**
 * Local thickness of a mask: for each voxel the diameter of the largest ball that lies within the mask and holds it (Hildebrand and
 * Rüegsegger 1997), centres of balls on voxels; a ball reaches to, not on, the next voxel outside.
 *
 * @param mask 0 outside. The border of the volume is not outside.
 * @returns Diameters in voxels, that are cubes; 0 outside, Infinity where nothing is outside.
 * @throws OperandoError `shape-mismatch`
 */
export function localThickness(mask: Uint8Array, shape: VolumeShape): Float32Array {
  const { depth, height, width } = shape;
  const squares = distanceTransform(mask, shape);
  const largest = new Float32Array(mask.length);
  if (squares.includes(Infinity)) return largest.fill(Infinity);
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const square = squares[i]!;
        if (square === 0 || isHeld(squares, z, y, x, shape)) continue;
        paintBall(largest, square, z, y, x, shape);
      }
    }
  }
  return largest.map((square) => 2 * Math.sqrt(square));
}

/** Raise the voxels nearer than the root of a square to it. */
function paintBall(
  out: Float32Array,
  square: number,
  z: number,
  y: number,
  x: number,
  { depth, height, width }: VolumeShape,
): void {
  const radius = Math.ceil(Math.sqrt(square)) - 1;
  for (let oz = Math.max(0, z - radius); oz <= Math.min(depth - 1, z + radius); oz++) {
    for (let oy = Math.max(0, y - radius); oy <= Math.min(height - 1, y + radius); oy++) {
      const left = square - (oz - z) ** 2 - (oy - y) ** 2;
      if (left <= 0) continue;
      const half = Math.ceil(Math.sqrt(left)) - 1;
      const row = (oz * height + oy) * width;
      for (let i = row + Math.max(0, x - half); i <= row + Math.min(width - 1, x + half); i++) {
        if (out[i]! < square) out[i] = square;
      }
    }
  }
}
