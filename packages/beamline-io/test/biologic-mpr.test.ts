import { existsSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import type { Electrochemistry } from '@operando/core';
import { parseBiologicMpr, read } from '../src/index.js';
import { readElectrochemistry } from '../src/node.js';
import { brokenBinarySeeds } from './survives.js';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const join = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const uint32 = (value: number): Uint8Array => new Uint8Array(new Uint32Array([value]).buffer);

function moduleOf(name: string, data: Uint8Array, version: number): Uint8Array {
  const names = latin(name.padEnd(10) + name.padEnd(25));
  const date = latin('03/02/21');
  const header =
    version >= 10
      ? join(uint32(0xffff_ffff), uint32(data.length), uint32(0), uint32(version), date)
      : join(uint32(data.length), uint32(version), date);
  return join(latin('MODULE'), names, header, data);
}

/** A small .mpr file: flags, times, voltages, and what else is asked for. */
function mprFile(
  version: number,
  {
    extra = [],
    charge = true,
    rows = 3,
  }: { readonly extra?: readonly number[]; readonly charge?: boolean; readonly rows?: number } = {},
): Uint8Array {
  const ids = [1, 2, 131, 4, 6, ...(charge ? [7, 13] : []), ...extra];
  const start = { 0: 100, 2: 405, 3: 406, 10: 1007, 11: 1007 }[version] ?? 406;
  const head = new Uint8Array(start);
  head.set(uint32(rows), 0);
  head[4] = ids.length;
  ids.forEach((id, i) => {
    if (version === 0) head[5 + i] = id;
    else {
      head[5 + 2 * i] = version >= 10 ? id >> 8 : id & 255;
      head[6 + 2 * i] = version >= 10 ? id & 255 : id >> 8;
    }
  });
  const records = Array.from({ length: rows }, (_, row) =>
    join(
      Uint8Array.of(row === 1 ? 0b101 : 0b010),
      new Uint8Array(new Uint16Array([row]).buffer),
      new Uint8Array(new Float64Array([10 * row]).buffer),
      new Uint8Array(new Float32Array([3 + row / 8]).buffer),
      charge ? new Uint8Array(new Float64Array([row === 0 ? 0 : 0.01, 0.01 * row]).buffer) : new Uint8Array(0),
      ...extra.map((id) =>
        id === 24 ? new Uint8Array(new Float64Array([1.5]).buffer) : new Uint8Array(new Float32Array([row]).buffer),
      ),
    ),
  );
  const log = new Uint8Array(600);
  log.set(new Uint8Array(new Float64Array([44_257.5]).buffer), 465);
  const settings = new Uint8Array(600);
  settings.set([0x19, 0, 0, 0, 0, 0, 0, 4, ...latin('cell')]);
  return join(
    latin('BIO-LOGIC MODULAR FILE\u001A'.padEnd(48)),
    new Uint8Array(4),
    moduleOf('VMP Set', settings, Math.min(version, 10) < 10 ? 0 : 10),
    moduleOf('VMP data', join(head, ...records), version),
    moduleOf('VMP LOG', log, version >= 10 ? 10 : 0),
  );
}

describe('parseBiologicMpr', () => {
  it.each([0, 2, 3, 10, 11])(
    'reads version %i: flags from one byte, start, mean current from the charge',
    (version) => {
      const table = parseBiologicMpr(mprFile(version));
      expect([...table.original['mode']!]).toEqual([2, 1, 2]);
      expect([...table.original['ox/red']!]).toEqual([0, 1, 0]);
      expect([...table.columns['step_id']!]).toEqual([0, 1, 2]);
      expect([...table.columns['voltage_volt']!]).toEqual([3, 3.125, 3.25]);
      expect([...table.columns['current_ampere']!]).toEqual([0, 0.0036, 0.0036]);
      expect(table.warnings.map(({ code }) => code)).toEqual(['current-derived']);
      expect([table.epoch, table.zone]).toEqual([Date.UTC(2021, 2, 2, 12) / 1000, 'unstated']);
      expect(table.metadata).toMatchObject({ technique: 'Chronopotentiometry', comments: 'cell' });
    },
  );

  it('passes over one column of an unknown number, but not two', () => {
    const table = parseBiologicMpr(mprFile(3, { extra: [900] }));
    expect([...table.original['column 900']!]).toEqual([0, 1, 2]);
    expect(table.warnings[0]!.code).toBe('unknown-column');
    expect(() => parseBiologicMpr(mprFile(3, { extra: [900, 901] }))).toThrow(/unknown numbers \(900, 901\)/);
  });

  it('says when a counter is not whole, and when nothing drives a current', () => {
    expect(parseBiologicMpr(mprFile(2, { extra: [24] })).warnings.map(({ code }) => code)).toContain(
      'counter-not-whole',
    );
    expect(parseBiologicMpr(mprFile(2, { charge: false })).columns['current_ampere']).toBeUndefined();
    expect(parseBiologicMpr(mprFile(2, { rows: 0 })).warnings.map(({ code }) => code)).toContain('no-rows');
  });

  it('refuses cut and damaged files, and versions it does not know', () => {
    const file = mprFile(3);
    expect(() => parseBiologicMpr(file.subarray(0, file.length - 1))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(() => parseBiologicMpr(join(file, Uint8Array.of(1, 2, 3, 4, 5, 6, 7)))).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
    expect(() => parseBiologicMpr(latin('nothing'))).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(() => parseBiologicMpr(mprFile(7))).toThrow(/version 7/);
    expect(() => parseBiologicMpr(file.subarray(0, 52))).toThrow(/no data module/);
    const fewer = Uint8Array.from(file);
    fewer[52 + 6 + 51 + 600 + 6 + 51] = 2;
    expect(() => parseBiologicMpr(fewer)).toThrow(/2 records of 31 bytes are announced, 93 bytes follow/);
  });

  it('survives any damage', () => {
    expect([...brokenBinarySeeds(mprFile(3)), ...brokenBinarySeeds(mprFile(11))]).toEqual([]);
    expect(read(mprFile(3)).kind).toBe('electrochemistry');
  });
});

const samples = referencePath('formats', 'samples', 'echem-biologic');

/** Greatest difference of two columns, over the greatest value. */
function apart(a: Float64Array, b: Float64Array): number {
  let difference = 0;
  let size = 1e-300;
  a.forEach((value, row) => {
    difference = Math.max(difference, Math.abs(value - b[row]!));
    size = Math.max(size, Math.abs(value));
  });
  return difference / size;
}

describe.skipIf(samples === undefined || !existsSync(samples))(
  'real .mpr files (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it.each(['gcpl.issue_149', 'cp', 'mb.issue_95', 'peis'])(
      '%s equals its own text export, column by column',
      async (name) => {
        const binary = await readElectrochemistry(`${samples}/${name}.mpr`);
        const text = await readElectrochemistry(`${samples}/${name}.mpt`);
        const same = (a: Electrochemistry['original'], b: Electrochemistry['original']): string[] =>
          Object.keys(a).filter((label) => b[label] === undefined || apart(a[label]!, b[label]) > 6e-8);
        // Single precision has 24 bits and the text 8 digits: 6e-8 of the greatest value.
        expect(same(binary.original, text.original)).toEqual([]);
        expect(
          same(
            Object.fromEntries(Object.entries(binary.columns).filter(([column]) => column !== 'voltage_volt')),
            text.columns,
          ),
        ).toEqual([]);
        // Ewe - Ece of 8 V out of two numbers of single precision.
        expect(apart(binary.columns['voltage_volt']!, text.columns['voltage_volt']!)).toBeLessThan(1e-6);
        expect(binary.epoch).toBe(text.epoch);
      },
    );

    // Facts of the manifest: rows, first and last values as galvani reads them.
    it.each([
      [
        'gcpl.issue_211',
        2767,
        88_246.5172643693,
        116_986.26346622827,
        'Ewe/V',
        -0.32233408093452454,
        -0.5999200940132141,
      ],
      [
        '00_test_04_MB_C01',
        1501,
        16.167399591577123,
        17.667199553688988,
        'I/mA',
        -0.04469791054725647,
        -0.04339667037129402,
      ],
      ['gcpl.issue_149', 132, 30.15299923827115, 659.9857963771647, 'Ewe/V', 3.422872066497803, 3.432014465332031],
      ['cp', 121, 328.3641917048226, 447.3645886986196, 'I/mA', -99.88800048828125, -99.91854858398438],
      ['mb.issue_95', 33, 0, 30.00019924211665, 'Ewe/V', 2.327854633331299, 2.3260788917541504],
      ['peis', 32, 448.15672633616487, 464.2570934476098, '<I>/mA', -109.88599395751953, -109.4703369140625],
    ] as const)('%s: %i rows, first and last values', async (name, rows, firstTime, lastTime, label, first, last) => {
      const { columns, original } = await readElectrochemistry(`${samples}/${name}.mpr`);
      expect([
        columns['test_time_second']!.length,
        columns['test_time_second']![0],
        columns['test_time_second']!.at(-1),
      ]).toEqual([rows, firstTime, lastTime]);
      expect([original[label]![0], original[label]!.at(-1)]).toEqual([Math.fround(first), Math.fround(last)]);
    });

    it('survives damage to a real file', () => {
      expect(brokenBinarySeeds(readFileSync(`${samples}/mb.issue_95.mpr`), 300)).toEqual([]);
    });
  },
);
