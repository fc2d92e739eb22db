import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missing16 } from '../src/pack/packed-numbers.js';
import { colourList, fractionOf, missingColour, pixelsOf, robustLimits } from '../page/paint.js';
import { cellsOf, firstAbove, pixelRanges, pooled, valueAt } from '../page/pool.js';
import type { MapValues } from '../page/pool.js';

const mapOf = (rows: number, points: number, value: (row: number, point: number) => number): MapValues => ({
  stored: Float64Array.from({ length: rows * points }, (_, i) => value(Math.floor(i / points), i % points)),
  rows,
  points,
  step: 1,
  offset: 0,
});
const even = (count: number) => cellsOf(Float64Array.from({ length: count }, (_, i) => i + 0.5));

describe('maps pooled to pixels', () => {
  it('keep every hot pixel, however small the picture', () => {
    // Prototype: of 50 hot pixels in 2000 points a canvas that scales loses all.
    const hot = new Set(Array.from({ length: 50 }, (_, k) => 40 * k + 13));
    const map = mapOf(4, 2000, (row, point) => (row === 2 && hot.has(point) ? 1000 : 1));
    const [columns, lines] = [even(4), even(2000)];
    const values = pooled(
      map,
      pixelRanges(columns.start, columns.end, 0, 4, 2),
      pixelRanges(lines.start, lines.end, 0, 2000, 500),
    );
    expect(values.filter((value) => value === 1000)).toHaveLength(50);
    expect(values.slice(0, 500).every((value) => value === 1)).toBe(true);
  });

  it('are the largest of what lies in each pixel', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 12 }),
      points: fc.integer({ min: 1, max: 12 }),
      width: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 20 }),
      seed: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(sizes, ({ rows, points, width, height, seed }) => {
        const map = mapOf(rows, points, (row, point) => ((row * 31 + point * 17) * seed) % 101);
        const [across, up] = [even(rows), even(points)];
        const values = pooled(
          map,
          pixelRanges(across.start, across.end, 0, rows, width),
          pixelRanges(up.start, up.end, 0, points, height),
        );
        // Cells that overlap a pixel, found one by one.
        const inside = (cell: number, pixel: number, pixels: number, cells: number): boolean =>
          (cell + 1) * pixels > pixel * cells && cell * pixels < (pixel + 1) * cells;
        for (let x = 0; x < width; x++)
          for (let y = 0; y < height; y++) {
            let largest = -Infinity;
            for (let row = 0; row < rows; row++)
              for (let point = 0; point < points; point++)
                if (inside(row, x, width, rows) && inside(point, y, height, points))
                  largest = Math.max(largest, valueAt(map, row, point));
            expect(values[x * height + y]).toBe(largest);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('tell what has no value from where nothing was measured', () => {
    const map: MapValues = {
      stored: Uint16Array.of(missing16, 4, missing16, missing16),
      rows: 2,
      points: 2,
      step: 0.5,
      offset: 1,
    };
    // A pause between the two rows.
    const values = pooled(map, pixelRanges([0, 2], [1, 3], 0, 3, 3), pixelRanges([0, 1], [1, 2], 0, 2, 2));
    expect([...values]).toEqual([Number.NaN, 3, -Infinity, -Infinity, Number.NaN, Number.NaN]);
    const colours = Uint32Array.of(1, 2);
    const pixels = pixelsOf(values, 3, 2, fractionOf('linear', [0, 3]), colours);
    // From the top left: the second point lies above.
    expect([...pixels]).toEqual([2, 0, missingColour, missingColour, 0, missingColour]);
  });
});

describe('colours', () => {
  it('limits leave out a hot pixel and keep one value apart', () => {
    const map = mapOf(100, 100, (row, point) => (row === 50 && point === 50 ? 1e9 : point));
    expect(robustLimits(map)).toEqual([0, 99]);
    expect(robustLimits(mapOf(2, 2, () => 5))).toEqual([4.5, 5.5]);
    expect(robustLimits(mapOf(2, 2, () => Number.NaN))).toEqual([0, 1]);
  });

  it('scales go from 0 to 1 between the limits', () => {
    for (const scale of ['linear', 'square-root', 'logarithm'] as const) {
      const fraction = fractionOf(scale, [1, 100]);
      expect(fraction(1)).toBeCloseTo(0, 12);
      expect(fraction(100)).toBeCloseTo(1, 12);
    }
    expect(fractionOf('square-root', [0, 100])(25)).toBeCloseTo(0.5, 12);
    expect(fractionOf('logarithm', [1, 100])(10)).toBeCloseTo(0.5, 12);
    expect(fractionOf('logarithm', [-5, 100])(-1)).toBe(0);
    expect([...colourList(Buffer.from([1, 2, 3]).toString('base64'))]).toEqual([0xff030201]);
  });
});

it('the first above a value is found in any increasing list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (given, value) => {
      const sorted = given.toSorted((a, b) => a - b);
      const found = sorted.findIndex((each) => each > value);
      expect(firstAbove(sorted, value)).toBe(found < 0 ? sorted.length : found);
    }),
  );
});
