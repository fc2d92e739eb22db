import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelsInUse } from '../src/index.js';
import { createKernelSpace, mostInTables, placeTables } from '../src/kernels/kernel-space.js';
import { kernelOf } from '../src/kernels/kernel.js';
import { lawSumsModule } from '../src/kernels/generated/law-sums.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('kernels', () => {
  it('run where there is WebAssembly with SIMD, as in Node 20', () => {
    expect(kernelsInUse()).toBe('simd');
    expect(kernelOf(lawSumsModule, 'plain')).toBeUndefined();
  });

  it('give way to plain loops, one by one, where they do not compile', () => {
    expect(kernelOf({ ...lawSumsModule, name: 'broken', base64: 'AAAA' })).toBeUndefined();
    expect(kernelOf({ ...lawSumsModule, name: 'another', exports: ['evenSums', 'missing'] as never })).toBeUndefined();
    expect(kernelOf(lawSumsModule)).toBeDefined();
  });

  it('give way to plain loops where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const fresh = await import('../src/kernels/kernel.js');
    expect(fresh.kernelsInUse()).toBe('plain');
    expect(fresh.kernelOf(lawSumsModule)).toBeUndefined();
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
