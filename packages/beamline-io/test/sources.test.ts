import { isDeepStrictEqual } from 'node:util';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allBytes, blobSource, bytesSource, collectSeries, isOperandoError } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { exploration, referencePath } from '@operando/fixtures';
import {
  formats,
  gunzip,
  liveTimesOf,
  openCounts,
  readElectrochemistryFrom,
  readReflectivityFrom,
  readSource,
  readTableFrom,
  readWholeSeriesFrom,
  sniff,
  streamTableFrom,
} from '../src/index.js';
import {
  fileSource,
  openCountsScan,
  openHdf5Scan,
  readElectrochemistry,
  readFile,
  readReflectivityFiles,
  readTable,
  readWholeSeries,
} from '../src/node.js';
import type { ColumnTable, ReadResult } from '../src/index.js';
import type { CountsScan } from '../src/node.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const inMemory = (path: string): NamedSource => ({
  name: path,
  bytes: bytesSource(Uint8Array.from(readFileSync(path))),
});
const asBlob = (path: string): NamedSource => ({ name: path, bytes: blobSource(new Blob([readFileSync(path)])) });
const rowsOf = (rows: number): string =>
  Array.from({ length: rows }, (_, i) => `${i} ${((i * 7919) % 1000) / 8} ${-i}`).join('\n');

/** That two tables are the same; numbers by their bytes, since comparing a million one by one takes long. */
function expectSameTable(table: ColumnTable, other: ColumnTable): void {
  const parts = ({ columns, lines, ...rest }: ColumnTable): unknown => ({
    ...rest,
    columns: columns.map(({ values, ...column }) => ({ ...column, size: values.length })),
    size: lines.length,
  });
  expect(parts(table)).toEqual(parts(other));
  const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  const arrays = ({ columns, lines }: ColumnTable): Buffer[] =>
    [...columns.map(({ values }) => values), lines].map(bytesOf);
  expect(arrays(table).every((bytes, i) => bytes.equals(arrays(other)[i]!))).toBe(true);
}
const spectrumOf = (result: ReadResult): ColumnTable => {
  if (result.kind !== 'spectrum') throw new Error('no spectrum');
  return result.table;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-sources-'));
  await ready;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('fileSource', () => {
  it('gives any part of a file, and less where it ends', async () => {
    writeFileSync(at('letters'), 'abcdefghij');
    const { name, bytes } = fileSource(at('letters'));
    const text = async (from: number, to: number): Promise<string> =>
      new TextDecoder().decode(await bytes.slice(from, to));
    expect([name, bytes.byteLength]).toEqual([at('letters'), 10]);
    expect([await text(0, 3), await text(8, 20), await text(12, 20), await text(4, 4)]).toEqual(['abc', 'ij', '', '']);
    expect(new TextDecoder().decode(await allBytes(bytes))).toBe('abcdefghij');
  });

  it('tells what is wrong when it is read, not before', async () => {
    const none = fileSource(at('none'));
    const refused = expect.objectContaining({ code: 'file-access', where: { file: at('none') } });
    expect(() => none.bytes.byteLength).toThrow(refused);
    await expect(none.bytes.slice(0, 1)).rejects.toThrow(refused);
    await expect(readSource(none)).rejects.toThrow(refused);
    await expect(readSource(fileSource(folder))).rejects.toThrow('it is a folder.');
  });
});

describe('tables from any source', () => {
  it.each(['plain', 'gzip'])('are the same as from the disk: %s', async (kind) => {
    const text = Buffer.from(`# a b c\n${rowsOf(60_000)}\n`);
    const path = at(`table-${kind}.txt`);
    writeFileSync(
      path,
      kind === 'gzip' ? Buffer.concat([gzipSync(text.subarray(0, 700_001)), gzipSync(text.subarray(700_001))]) : text,
    );
    const table = await readTable(path);
    expect(table.rows).toBe(60_000);
    for (const source of [inMemory(path), asBlob(path)]) {
      expectSameTable(await readTableFrom(source), table);
      let rows = 0;
      for await (const block of streamTableFrom(source)) rows += block.rows;
      expect(rows).toBe(table.rows);
      expectSameTable(spectrumOf(await readSource(source)), table);
    }
  });

  it('refuse what is damaged, or unpacks to too much', async () => {
    const packed = gzipSync(`${rowsOf(2000)}\n`);
    const source = (bytes: Uint8Array): NamedSource => ({ name: 'p.gz', bytes: bytesSource(Uint8Array.from(bytes)) });
    const damaged = Uint8Array.from(packed);
    damaged[damaged.length - 6]! ^= 1;
    await expect(readTableFrom(source(damaged))).rejects.toThrow(/p.gz: the gzip file is damaged/);
    await expect(readTableFrom(source(packed.subarray(0, 12)))).rejects.toThrow(/ends too early/);
    await expect(readTableFrom(source(packed), { mostUnpacked: 1000 })).rejects.toThrow(/more than 1000 bytes/);
    // Of a piece that ends anywhere the trailer is put together again.
    const large = gzipSync(
      Buffer.from(Uint32Array.from({ length: 700_000 }, (_, i) => (i * 2_654_435_761) >>> 0).buffer),
    );
    expect(large.length).toBeGreaterThan(1024 * 1024);
    expect(gunzip(large)).toHaveLength(2_800_000);
  });
});

describe('texts beyond 32 MB', () => {
  it('are read in pieces from any source, CSV with quotes over several lines too', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `${i % 10},"a, ""b""\nc${' d'.repeat(40)}",${i / 4}\r\n`).join(
      '',
    );
    // Neither one scan nor several: the first column goes to and fro.
    const rows = lines.replace('3,"a', '1,"a');
    const path = at('large.csv');
    writeFileSync(path, `x,"words ""quoted""",y\r\n${rows.repeat(380)}`);
    const small = await readSource({
      name: 's.csv',
      bytes: bytesSource(new TextEncoder().encode(`x,w,y\r\n${rows}`)),
    });
    const table = spectrumOf(await readFile(path));
    expect([table.format, table.rows]).toEqual(['csv', 380_000]);
    expect(table.columns.map(({ label }) => label)).toEqual(['x', 'y']);
    expect(table.columns[1]!.values.slice(0, 1000)).toEqual(spectrumOf(small).columns[1]!.values);
    expectSameTable(spectrumOf(await readSource(asBlob(path))), table);
  });
});

describe('every sample of the reference data', () => {
  const samples = referencePath('formats', 'samples');
  it.skipIf(samples === undefined)(
    'is the same from memory as from the disk (needs OPERANDO_REFERENCE_DATA)',
    async () => {
      const told = async (work: Promise<unknown>): Promise<unknown> =>
        work.catch((error: unknown) => (isOperandoError(error) ? error.message : error));
      const kinds = new Map(formats.map(({ id, kind }) => [id, kind]));
      let count = 0;
      for (const folderName of readdirSync(samples!).filter((name) => !name.endsWith('.csv')))
        for (const name of readdirSync(join(samples!, folderName))) {
          const path = join(samples!, folderName, name);
          // Files that are read in parts are compared with those of the HDF5 tests.
          const bytes = Uint8Array.from(readFileSync(path));
          const format = await told(Promise.resolve().then(() => sniff(bytes).format));
          if (kinds.get(String(format)) === 'file') continue;
          // The few large ones take as long as all others.
          if (bytes.length > 200_000 && !exploration.isExploring) continue;
          // By the runtime: element by element, the assertions' own comparison takes seconds.
          const isSame = isDeepStrictEqual(await told(readSource(inMemory(path))), await told(readFile(path)));
          expect([name, isSame]).toEqual([name, true]);
          count++;
        }
      expect(count).toBeGreaterThan(100);
    },
  );

  it.skipIf(samples === undefined)('databases are for Node alone (needs OPERANDO_REFERENCE_DATA)', async () => {
    const path = join(samples!, 'echem-arbin', 'arbin_example.res');
    expect(sniff(Uint8Array.from(readFileSync(path))).format).toBe('arbin-res');
    await expect(readSource(inMemory(path))).rejects.toThrow(/Access databases are read from the disk alone/);
    expect((await readSource(fileSource(path))).kind).toBe('electrochemistry');
  });
});

describe('logs, whole series and reflectivity from any source', () => {
  it('are the same as from the disk', async () => {
    writeFileSync(at('log.csv'), 'Time (s),Voltage (V),Current (A)\n0,3,1\n60,3.1,1\n120,3.2,1\n');
    expect(await readElectrochemistryFrom([asBlob(at('log.csv'))])).toEqual(await readElectrochemistry(at('log.csv')));
    writeFileSync(at('r_2.txt'), '# Q R dR\n0.01 1 0.1\n0.02 0.5 0.1\n');
    writeFileSync(at('r_10.txt'), '{"times":[0,30],"data":[[[0.01],[1],[0.1]],[[0.01],[0.9],[0.1]]]}');
    const paths = [at('r_10.txt'), at('r_2.txt')];
    const curves = await readReflectivityFiles(paths, { dqKind: 'sigma' });
    expect(curves.map(({ name, time }) => [name, time])).toEqual([
      ['r_2.txt', undefined],
      ['r_10.txt#0', 0],
      ['r_10.txt#1', 30],
    ]);
    expect(await readReflectivityFrom(paths.map(asBlob), { dqKind: 'sigma' })).toEqual(curves);
    const json = await readFile(at('r_10.txt'), { scan: 2 });
    expect(json.kind === 'spectrum' && [json.table.format, json.table.scalars['time']]).toEqual([
      'reflectivity-json',
      { value: 30, unit: 's' },
    ]);
    writeFileSync(at('w_1.xy'), '# q I extra\n1 2 3\n2 3 4\n');
    const axis = { name: 'q', unit: '1/angstrom' } as const;
    expect(await readWholeSeriesFrom([asBlob(at('w_1.xy'))], { axis })).toEqual(
      await readWholeSeries([at('w_1.xy')], { axis }),
    );
  });
});

describe('openCounts', () => {
  const mca = (counts: readonly (readonly number[])[], live: string, minute: number | undefined): string =>
    `VERSION: 3.1\nELEMENTS: ${counts[0]!.length}\n${minute === undefined ? '' : `DATE: Jan 02, 2024 03:${String(minute).padStart(2, '0')}:05.000\n`}CHANNELS: ${counts.length}\nREAL_TIME: ${counts[0]!.map(() => 10).join(' ')}\nLIVE_TIME: ${live}\nCAL_OFFSET: ${counts[0]!.map(() => 0.1).join(' ')}\nCAL_SLOPE: ${counts[0]!.map(() => 0.03).join(' ')}\nDATA:\n${counts.map((row) => ` ${row.join(' ')}`).join('\n')}\n`;
  /** What the frames of a scan and the blocks of its source have in common. */
  const expectSame = async (scan: CountsScan, whole: Series): Promise<void> => {
    const [counts, live] = [[] as number[], [] as number[]];
    for await (const frame of scan.frames()) {
      counts.push(...frame.counts);
      live.push(...frame.liveTimes);
    }
    expect([...whole.signal.data]).toEqual(counts);
    expect([...liveTimesOf(whole)]).toEqual(live);
  };

  it('gives the frames of files, in blocks of any size', async () => {
    const paths = Array.from({ length: 12 }, (_, k) => {
      const path = at(`scan_${k}.mca`);
      writeFileSync(
        path,
        mca(
          [
            [k, 10 * k],
            [1, 2],
            [3, 4],
          ],
          `9.5 ${9 + k / 100}`,
          2 * k,
        ),
      );
      return path;
    });
    const sources = paths.map(fileSource);
    const opened = await openCounts(sources, { positions: 3 });
    const whole = await collectSeries(opened);
    expect([opened.frames, whole.dims, whole.signal.shape]).toEqual([
      4,
      ['time', 'position', 'detector', 'channel'],
      [4, 3, 2, 3],
    ]);
    expect(opened.axis).toMatchObject({ name: 'channel', unit: '1', size: 3 });
    expect([...whole.time.start]).toEqual([0, 360, 720, 1080]);
    expect(whole.channels['live_time_2_1']).toMatchObject({
      unit: 's',
      values: Float64Array.of(9.02, 9.05, 9.08, 9.11),
    });
    expect(whole.metadata['files']).toEqual(paths.map((path) => basename(path)));
    await expectSame(await openCountsScan(paths, 3), whole);
    for (const frames of [1, 2, 3]) expect(await collectSeries(opened, { frames })).toEqual(whole);
    expect([...(await collectSeries(await openCounts(sources, { positions: 3, timeStep: 5 }))).time.start]).toEqual([
      0, 5, 10, 15,
    ]);
    await expect(openCounts(sources, { positions: 5 })).rejects.toThrow(/12 files do not make whole frames of 5/);
    const one = await collectSeries(await openCounts(sources.slice(0, 2)));
    expect([one.signal.shape, one.channels['live_time_0_1']!.unit]).toEqual([[2, 1, 2, 3], 's']);
    const stop = AbortSignal.abort();
    await expect(collectSeries(opened, { signal: stop })).rejects.toThrow(/abort/i);
  });

  it('refuses a frame without a time among others with one, unless a step is given', async () => {
    const sources = [0, 1, undefined].map((minute, k): NamedSource => {
      const text = mca([[1], [2]], '9', minute);
      return { name: `t_${k}.mca`, bytes: bytesSource(new TextEncoder().encode(text)) };
    });
    const opened = await openCounts(sources);
    await expect(collectSeries(opened)).rejects.toThrow(/t_2.mca, frame 2: this frame has no time, and the first has/);
    const stepped = await collectSeries(await openCounts(sources, { timeStep: 2 }));
    expect([stepped.channels['live_time_0'], stepped.channels['live_time']?.values]).toEqual([
      undefined,
      Float64Array.of(9, 9, 9),
    ]);
    const numbered = await openCounts(sources.slice(2).concat(sources.slice(0, 1)).toReversed().slice(1));
    expect(numbered.warnings.map(({ code }) => code)).not.toContain('time-unknown');
  });

  it('gives the frames of a dataset', async () => {
    const file = new File(at('scan.h5'), 'w');
    file.create_dataset({ name: 'c', data: Uint16Array.from({ length: 60 }, (_, i) => i), shape: [5, 3, 4] });
    file.create_dataset({ name: 'flat', data: Uint16Array.of(1, 2), shape: [1, 2] });
    file.close();
    for (const source of [fileSource(at('scan.h5')), inMemory(at('scan.h5'))]) {
      const opened = await openCounts([source], { dataset: '/c' });
      expect([opened.frames, opened.warnings.map(({ code }) => code)]).toEqual([5, ['time-unknown']]);
      const whole = await collectSeries(opened, { frames: 2 });
      expect([whole.dims, whole.signal.shape, Object.keys(whole.channels)]).toEqual([
        ['time', 'position', 'channel'],
        [5, 3, 4],
        [],
      ]);
      await expectSame(await openHdf5Scan(at('scan.h5'), '/c'), whole);
      await expect(openCounts([source], { dataset: '/flat' })).rejects.toThrow(/flat is 1 x 2/);
    }
  });
});
