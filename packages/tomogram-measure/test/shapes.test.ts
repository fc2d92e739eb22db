import { describe, expect, it } from 'vitest';
import { bodyMeasures, createBodyLabeller, createEulerCounter, distanceTransform, labelBodies } from '../src/index.js';
import type { Connectivity, VolumeShape } from '../src/index.js';

/** Noise of a linear congruential generator, which the scripts of the other programs drew too. */
function noise({ depth, height, width }: VolumeShape, share: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length: depth * height * width }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Number(state / 2 ** 32 < share);
  });
}

/** Voxels whose centres a function holds for inside. */
function drawn(
  { depth, height, width }: VolumeShape,
  isInside: (z: number, y: number, x: number) => boolean,
): Uint8Array {
  return Uint8Array.from({ length: depth * height * width }, (_, i) =>
    Number(isInside(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width)),
  );
}

/** Share, voxels, bodies (6, 18, 26), Euler numbers (6, 26), sum of squared distances, largest distance. */
const found: [number, number, number[], number[], number, number][] = [
  [0.1, 2028, [1479, 761, 431], [1479, 383], 1009.02, 1],
  [0.3, 6283, [1461, 46, 11], [1413, -1740], 3412.16, 1.4],
  [0.6, 12579, [89, 1, 1], [-1844, -514], 9557.6, 2.325940669922601],
];

const shape = { depth: 9, height: 35, width: 67 };

describe('noise, which holds every neighbourhood', () => {
  // scikit-image 0.19.3: label and euler_number (padded by one); scipy 1.10.1: distance_transform_edt.
  it.each(found)(
    'as scikit-image and scipy measure it: a share of %d',
    (share, voxels, bodies, euler, squares, farthest) => {
      const mask = noise(shape, share);
      for (const [k, connectivity] of ([6, 18, 26] as Connectivity[]).entries()) {
        const own = labelBodies(mask, shape, { materials: [[1]], connectivity });
        expect(own.voxels[1]).toBe(voxels);
        expect(own.bodies).toHaveLength(bodies[k]!);
        expect(own.bodies.reduce((sum, body) => sum + body.voxels, 0)).toBe(voxels);
      }
      const counter = createEulerCounter(shape, [1]);
      counter.add(mask);
      expect(counter.finish()).toEqual({ connectivity6: euler[0], connectivity26: euler[1] });
      const distances = distanceTransform(mask, shape, [2.5, 1, 0.7]);
      expect(distances.reduce((sum, square) => sum + square, 0) / squares).toBeCloseTo(1, 6);
      expect(Math.sqrt(distances.reduce((most, square) => Math.max(most, square), 0))).toBeCloseTo(farthest, 6);
    },
  );

  it('is the same in slabs, for each connectivity', () => {
    const mask = noise(shape, 0.3);
    for (const connectivity of [6, 18, 26] as const) {
      const options = { materials: [[1]], connectivity, keepRuns: true, minimumVoxels: 3 };
      const labeller = createBodyLabeller(shape, options);
      for (let z = 0; z < 9; z += 2) labeller.add(mask.subarray(z * 35 * 67, (z + 2) * 35 * 67));
      expect(labeller.finish()).toEqual(labelBodies(mask, shape, options));
    }
  });

  it('counts crossings along 13 directions as voxels say', () => {
    const mask = noise(shape, 0.2);
    const at = (z: number, y: number, x: number): number =>
      z < 0 || y < 0 || x < 0 || z >= 9 || y >= 35 || x >= 67 ? 0 : mask[(z * 35 + y) * 67 + x]!;
    for (const connectivity of [6, 26] as const) {
      const { bodies, runs } = labelBodies(mask, shape, { materials: [[1]], connectivity, keepRuns: true });
      const labels = new Int32Array(mask.length).fill(-1);
      runs!.body.forEach((body, k) => {
        labels.fill(body, runs!.row[k]! * 67 + runs!.start[k]!, runs!.row[k]! * 67 + runs!.end[k]!);
      });
      const changes = new Float64Array(bodies.length);
      const of = (z: number, y: number, x: number): number => (at(z, y, x) === 0 ? -1 : labels[(z * 35 + y) * 67 + x]!);
      for (let z = -1; z <= 9; z++) {
        for (let y = -1; y <= 35; y++) {
          for (let x = -1; x <= 67; x++) {
            const [a, b] = [of(z, y, x), of(z - 1, y + 1, x - 1)];
            if (a === b) continue;
            if (a >= 0) changes[a]!++;
            if (b >= 0) changes[b]!++;
          }
        }
      }
      expect(bodies.map(({ crossings }) => crossings[10])).toEqual([...changes]);
    }
  });
});

describe('shapes whose measures are known', () => {
  it('measures the surface of spheres within 1 %', () => {
    for (const radius of [6.3, 20.3]) {
      const edge = Math.ceil(2 * radius) + 4;
      const cube = { depth: edge, height: edge, width: edge };
      // Midpoints on voxel centres or corners make small balls of few shapes, up to 2 % off; anywhere else they are round.
      const [cz, cy, cx] = [edge / 2 + 0.31, edge / 2 + 0.62, edge / 2 + 0.17];
      const ball = drawn(cube, (z, y, x) => Math.hypot(z - cz, y - cy, x - cx) < radius);
      const body = labelBodies(ball, cube, { materials: [[1]] }).bodies[0]!;
      expect(Math.abs(bodyMeasures(body).surface / (4 * Math.PI * radius ** 2) - 1)).toBeLessThan(0.01);
      expect(body.touchesBorder).toBe(false);
    }
  });

  it('measures ellipsoids in voxels that are no cubes', () => {
    const box = { depth: 30, height: 60, width: 60 };
    const edges = [2, 1, 1] as const;
    const ball = drawn(box, (z, y, x) => Math.hypot(2 * (z - 14.6), y - 30.2, x - 29.7) < 20);
    const measures = bodyMeasures(labelBodies(ball, box, { materials: [[1]] }).bodies[0]!, edges);
    expect(measures.surface / (4 * Math.PI * 400)).toBeCloseTo(1, 2);
    expect(measures.equivalentDiameter).toBeCloseTo(40, 0);
    for (const half of measures.halfAxes) expect(half / 20).toBeCloseTo(1, 2);
    const needle = drawn(box, (z, y, x) => Math.hypot((z - 15) / 3, (y - 30) / 4, (x - 30 - (y - 30)) / 20) < 1);
    const [longest] = bodyMeasures(labelBodies(needle, box, { materials: [[1]] }).bodies[0]!).axes;
    expect(Math.abs(longest[2])).toBeGreaterThan(0.9);
  });

  it('marks bodies at the border, and leaves out small ones', () => {
    const box = { depth: 5, height: 5, width: 5 };
    const mask = drawn(box, (z, y, x) => (z === 0 && y === 2 && x < 3) || (z === 3 && y === 3 && x === 3));
    const { bodies, leftOut } = labelBodies(mask, box, { materials: [[1]], minimumVoxels: 2 });
    expect(bodies.map(({ touchesBorder, voxels }) => [touchesBorder, voxels])).toEqual([[true, 3]]);
    expect(leftOut).toEqual({ bodies: 1, voxels: 1 });
  });

  it('knows hollows and tunnels', () => {
    const box = { depth: 9, height: 40, width: 40 };
    const count = (mask: Uint8Array): unknown => {
      const counter = createEulerCounter(box, [1]);
      counter.add(mask);
      return counter.finish();
    };
    const ring = drawn(box, (z, y, x) => z > 2 && z < 6 && Math.abs(Math.hypot(y - 20, x - 20) - 12) < 3);
    expect(count(ring)).toEqual({ connectivity6: 0, connectivity26: 0 });
    const shell = drawn(box, (z, y, x) => Math.abs(Math.hypot(z - 4, y - 20, x - 20) - 3) < 1.1);
    expect(count(shell)).toEqual({ connectivity6: 2, connectivity26: 2 });
  });

  it('says which slices are missing or wrong', () => {
    const labeller = createBodyLabeller(shape, { materials: [[1]] });
    expect(() => labeller.add(new Uint8Array(7))).toThrow(/no whole slices of 35 x 67/);
    expect(() => labeller.finish()).toThrow(/0 of 9 slices/);
  });
});
