import { expect, it } from 'vitest';
import { hysteresisMask, isoSurfaceArea, localThickness, otsuThresholds, slabsOf } from '../src/index.js';
import type { VolumeShape } from '../src/index.js';

/** Numbers of a linear congruential generator, which the scripts of the other programs drew too. */
function uniforms(count: number): Float64Array {
  let state = 7;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

function field(
  { depth, height, width }: VolumeShape,
  value: (z: number, y: number, x: number) => number,
): Float64Array {
  return Float64Array.from({ length: depth * height * width }, (_, i) =>
    value(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
  );
}

it('puts thresholds where scikit-image 0.19 does (threshold_otsu, threshold_multiotsu)', () => {
  const drawn = uniforms(18_000);
  const counts = new Float64Array(256);
  for (let i = 0; i < 6000; i++) {
    const centre = i % 10 < 5 ? 60 : i % 10 < 8 ? 140 : 24;
    const sum = drawn[3 * i]! + drawn[3 * i + 1]! + drawn[3 * i + 2]!;
    counts[Math.max(0, Math.min(255, Math.round(centre + 24 * (sum - 1.5))))]!++;
  }
  const steps = { from: 0, step: 1, count: 256 };
  expect(otsuThresholds(counts, steps)).toEqual([91]);
  expect(otsuThresholds(counts, steps, 3)).toEqual([44, 91]);
  expect(otsuThresholds(counts, steps, 4)).toEqual([34, 58, 91]);
  expect(otsuThresholds(Float64Array.of(0, 3, 0, 2), { from: 10, step: 2, count: 4 })).toEqual([12]);
  expect(() => otsuThresholds(Float64Array.of(0, 3, 0, 2), steps, 3)).toThrow(/2 grey values make no 3 classes/);
  expect(() => otsuThresholds(counts, steps, 1)).toThrow(/no number of classes/);
});

it('keeps what hangs together with something above the upper threshold (apply_hysteresis_threshold)', () => {
  const shape = { depth: 9, height: 35, width: 67 };
  const noise = uniforms(9 * 35 * 67);
  const count = (low: number, high: number): number =>
    hysteresisMask(noise, shape, { low, high }).reduce((sum, is) => sum + is, 0);
  expect(count(0.6, 0.98)).toBe(7498);
  expect(count(0.7, 0.95)).toBe(4734);
});

it('finds the largest ball about each voxel (numpy, every ball painted)', () => {
  const shape = { depth: 22, height: 24, width: 26 };
  const mask = Uint8Array.from(
    field(shape, (z, y, x) =>
      Number(
        Math.hypot(z - 10.3, y - 9.6, x - 9.1) < 7.4 ||
          (Math.abs(z - 10) < 2.6 && Math.abs(y - 12) < 3.2 && x > 6 && x < 25) ||
          Math.hypot(z - 15, y - 18, x - 19) < 4.2,
      ),
    ),
  );
  const radii = localThickness(mask, shape).map((diameter) => diameter / 2);
  expect(mask.reduce((sum, is) => sum + is, 0)).toBe(2302);
  expect(radii.reduce((sum, radius) => sum + radius, 0) / 13_872.27940699046).toBeCloseTo(1, 6);
  expect(radii.reduce((sum, radius) => sum + radius ** 2, 0) / 88_779).toBeCloseTo(1, 6);
  expect(localThickness(new Uint8Array(8).fill(1), { depth: 2, height: 2, width: 2 })[3]).toBe(Infinity);
});

it('measures surfaces of grey values: spheres, and as marching cubes of scikit-image 0.19', async () => {
  // Areas of marching_cubes: 448.44 (0.9 % below the sphere) and 1805.62.
  for (const [radius, cubes] of [
    [6, 448.443],
    [12, 1805.618],
  ] as const) {
    const edge = 2 * radius + 8;
    const shape = { depth: edge, height: edge, width: edge };
    const [cz, cy, cx] = [edge / 2 + 0.31, edge / 2 - 0.38, edge / 2 + 0.17];
    const grey = field(shape, (z, y, x) => Math.max(-3, Math.min(3, radius - Math.hypot(z - cz, y - cy, x - cx))));
    const area = await isoSurfaceArea(slabsOf(grey, shape), 0);
    expect(Math.abs(area / cubes - 1)).toBeLessThan(0.005);
    expect(Math.abs(area / (4 * Math.PI * radius ** 2) - 1)).toBeLessThan(0.01);
  }
  // A tilted plane is exact, in voxels that are no cubes too.
  const box = { depth: 8, height: 9, width: 10 };
  const plane = field(box, (z, y, x) => 2 * (z - 3.3) + 0.3 * (y - 4) - 0.2 * (x - 4.5));
  const slope = Math.sqrt(1 + 0.15 ** 2 + 0.1 ** 2);
  expect(await isoSurfaceArea(slabsOf(plane, box), 0)).toBeCloseTo(8 * 9 * slope, 9);
  const steep = Math.sqrt(1 + 0.3 ** 2 + 0.1 ** 2);
  expect(await isoSurfaceArea(slabsOf(plane, box), 0, [2, 1, 2])).toBeCloseTo(8 * 18 * steep, 9);
});
