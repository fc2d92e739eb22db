import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TextFormat } from '../src/index.js';
import { openSeries, readSource } from '../src/index.js';
import { fileSource } from '../src/node.js';
import { tableReader } from '../src/series/frame-table.js';
import { stoeRaw } from './made-bruker.js';

const folder = mkdtempSync(join(tmpdir(), 'operando-room-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of different lengths, one after another, each with values of its own. */
const xdiFile = (k: number): string => {
  const path = join(folder, `scan_${k}.xdi`);
  const rows = Array.from({ length: 40 + 7 * (k % 3) }, (_, i) => `${8000 + i} ${1000 + k} ${100 + i + 10 * k}`);
  writeFileSync(
    path,
    `# XDI/1.0\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n#---\n${rows.join('\n')}\n`,
  );
  return path;
};

const stoeFile = (k: number): string => {
  const path = join(folder, `range_${k}.raw`);
  writeFileSync(path, stoeRaw([{ values: Array.from({ length: 20 }, (_, i) => i + 100 * k) }]));
  return path;
};

describe('room that small files are read into, one after another', () => {
  it('leaves the tables of each what they are', async () => {
    const paths = [0, 1, 2, 3].flatMap((k) => [xdiFile(k), stoeFile(k)]);
    const read = tableReader({});
    const kept = [];
    for (const path of paths) kept.push((await read(fileSource(path)))[0]!);
    for (const [i, path] of paths.entries()) {
      const alone = await readSource(fileSource(path));
      expect(kept[i]).toEqual(alone.table);
    }
  });

  it('is not lent to formats of others, which may keep bytes', async () => {
    const given: Uint8Array[] = [];
    const own: TextFormat = {
      id: 'x-own',
      title: 'own',
      kind: 'text',
      sniff: () => 1,
      parse: () => {
        throw new Error('not read as a text');
      },
      parseBytes: (bytes) => {
        given.push(bytes);
        const values = Float64Array.of(1, 2);
        return {
          kind: 'spectrum',
          table: {
            format: 'x-own',
            columns: [
              { label: 'a', values },
              { label: 'b', values },
            ],
            rows: 2,
            lines: Int32Array.of(1, 2),
            metadata: {},
            scalars: {},
            warnings: [],
          },
        };
      },
    };
    const read = tableReader({ formats: [own] });
    for (const path of [xdiFile(10), xdiFile(11)]) await read(fileSource(path));
    expect(given).toHaveLength(2);
    expect(given[0]!.buffer).not.toBe(given[1]!.buffer);
  });

  it('serves several who ask for blocks at the same time', async () => {
    const paths = Array.from({ length: 9 }, (_, k) => xdiFile(3 * k));
    const source = await openSeries(paths.map(fileSource), { keptBytes: 0, timeStep: 1 });
    const ask = async (): Promise<number[]> => {
      const values: number[] = [];
      for await (const { signal } of source.blocks({ frames: 2 })) values.push(...signal.data);
      return values;
    };
    const alone = await ask();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([alone, alone, alone]);
    expect(alone).toHaveLength(9 * 40);
    expect(alone[40]).toBeCloseTo(Math.log(1003 / 130), 15);
  });
});
