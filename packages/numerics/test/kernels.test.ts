import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceRows, kernelsInUse } from '../src/index.js';
import { createKernelSpace, mostInTables, placeTables } from '../src/kernels/kernel-space.js';
import { kernelOf } from '../src/kernels/kernel.js';
import { differenceRowsModule } from '../src/kernels/generated/difference-rows.js';

/** Numbers of all sizes, some of them none. */
const numbers = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 1e300, 5e-324),
);

describe('kernels', () => {
  it('run where there is WebAssembly with SIMD, as in Node 20', () => {
    expect(kernelsInUse()).toBe('simd');
    expect(kernelOf(differenceRowsModule, 'plain')).toBeUndefined();
  });

  it('find tables again, also after others took all the room', () => {
    const space = createKernelSpace();
    const tables = Array.from({ length: 5 }, (_, k) => ({
      values: new Float64Array(mostInTables / 2 - 4).fill(k + 1),
    }));
    for (const table of [...tables, ...tables]) {
      const [address, other] = placeTables(space, [table, tables[0]!])!;
      expect(space.doubles[address! / 8]).toBe(table.values[0]);
      expect(space.doubles[other! / 8]).toBe(1);
    }
    expect(space.generation()).toBeGreaterThan(0);
    expect(placeTables(space, [{ values: new Float64Array(2 * mostInTables) }])).toBeUndefined();
  });
});

describe('differenceRows', () => {
  it('is the same to the bit as the plain loop, wherever arrays begin and whatever is in them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 70 }),
        fc.nat({ max: 3 }),
        fc.array(numbers, { minLength: 90, maxLength: 200 }),
        (points, shift, values) => {
          const rows = Math.ceil(9000 / points);
          const all = Float64Array.from({ length: rows * points + shift }, (_, i) => values[i % values.length]!);
          const stack = all.subarray(shift);
          const weights = Float64Array.from({ length: points }, (_, i) => values[(7 * i) % values.length]!);
          const one = new Float64Array(stack.length + 1).subarray(1);
          const other = new Float64Array(stack.length);
          differenceRows(stack, weights, one);
          differenceRows(stack, weights, other, 'plain');
          expect(one).toEqual(other);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes rows that are longer than a block', () => {
    const stack = Float64Array.from({ length: 3 * 20_001 }, (_, i) => Math.sin(i * i));
    const weights = Float64Array.from({ length: 20_001 }, (_, i) => 1 + (i % 7));
    const one = new Float64Array(stack.length);
    const other = new Float64Array(stack.length);
    differenceRows(stack, weights, one);
    differenceRows(stack, weights, other, 'plain');
    expect(one).toEqual(other);
  });
});
