import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { exploration, exploredSeeds, referencePath } from '@operando/fixtures';
import {
  absorptionFrame,
  absorptionOf,
  energiesOf,
  findColumn,
  parseClockLog,
  parseGamry,
  parseOrsoModel,
  parseScanLog,
  parseSpec,
  parseXdi,
  read,
  readReflectivity,
  readScans,
} from '../src/index.js';
import { readFile, readFileScans, readNexusSeries, readReflectivityFiles } from '../src/node.js';
import { said, shown } from '../src/text/said.js';

const unseen = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;
/** A colour, an old escape of one letter, a turn of direction, a bell with a delete. */
const steering = ['\u001b[31m', '\u009b2J', '\u202e', '\u0007\u007f'];

/** What some work had to say: of its error, or of the warnings it gave. */
function wordsOf(work: () => { readonly warnings: readonly OperandoWarning[] }[] | undefined): string[] {
  try {
    return (work() ?? []).flatMap(({ warnings }) =>
      warnings.flatMap(({ message, where }) => [message, ...(typeof where?.column === 'string' ? [where.column] : [])]),
    );
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return [error.message, error.problem, error.cure ?? ''];
  }
}
const spoiled = (words: readonly string[]): string[] =>
  words.filter((each) => unseen.test(each)).map((each) => JSON.stringify(each));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text with steering letters at places of its first lines, where labels, titles and units are. */
function steered(text: string, seed: number): string {
  const end = Math.min(text.length, 3000);
  let [out, state] = [text, seed * 7919 + 13];
  const next = (below: number): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  for (let k = 0; k < 3; k++) {
    const at = next(end);
    out = out.slice(0, at) + steering[(seed + k) % steering.length]! + out.slice(at);
  }
  return out;
}

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-messages-'));
  await ready;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('messages', () => {
  it('write out what could not be seen', () => {
    expect(shown('a\u001b[31m\nb\u202ec\u009b')).toBe(String.raw`a\u001b[31m\u000ab\u202ec\u009b`);
    expect([shown('Größe µ 角 \u00ad'), shown(4)]).toEqual(['Größe µ 角 \u00ad', 4]);
    expect(said`column ${'x\ty'} of ${3}, ${undefined}.`).toBe(String.raw`column x\u0009y of 3, undefined.`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unseen.test(shown(text))).toBe(false);
        // What is shown once stays as it is.
        expect(shown(shown(text))).toBe(shown(text));
      }),
    );
  });

  it.each([
    ['xdi', '# XDI/1.0\n# Column.1: ene\u001b[31mrgy eV\n# Column.2: i0\n#---\n# x y\n1 nan\n2 nan\n', parseXdi],
    [
      'xdi fields',
      '# XDI/1.0\n# Element.sy\u001b]0;xmbol: Ni\n# Column.1: energy eV\n# bad \u202e field\n#---\n1 2\n2 3\n',
      parseXdi,
    ],
    ['spec', '#F f\n#S 1 as\u001bcan \u202e1\n#N 2\n#L a\u009b  b\n1 2\n2\n', (text: string) => parseSpec(text)],
    ['spec labels', '#F f\n#S 1 scan\n#N 3\n#L a\u001b  b\n1 2 3\n2 3 4\n', (text: string) => parseSpec(text)],
    ['gamry', 'EXPLAIN\nTAG\tCV\nCUR\u001bVE\tTABLE\t9\n\tPt\tT\tV\u202ef\n\t#\ts\tV\u001b\n\t0\t0\t1\n', parseGamry],
    ['log', '00:00:00 3 1\n00:0\u001b1:00 3 1\n', parseClockLog],
    [
      'model',
      'stack: air | a\u001b[0m 7 | Si\nlayers:\n  "a\\e[0m":\n    thickness: {magnitude: 1, unit: "par\\esec"}\n',
      parseOrsoModel,
    ],
  ])('of parsers themselves: %s', (_name, text, parse) => {
    expect(
      spoiled(
        wordsOf(() => {
          const result = parse(text);
          return 'warnings' in result ? [result] : undefined;
        }),
      ),
    ).toEqual([]);
  });

  it('of what is made of tables', () => {
    const result = read(bytesOf('en\u001b[31mergy (f\u202eoo)\tm\u009bu\n1\tnan\n2\tnan\n3\tnan\n'), {
      format: 'column-text',
    });
    if (result.kind !== 'spectrum') throw new Error('no spectrum');
    const { table } = result;
    for (const work of [
      () => energiesOf(table),
      () => energiesOf(table, 1),
      () => absorptionOf(table, 'auto'),
      () => absorptionOf(table, { column: 2 }),
      () => absorptionOf(table, { transmission: [1, 2] }, 'mask'),
      () => absorptionFrame(table, 'a\u001b.dat', {}),
    ])
      expect(spoiled(wordsOf(() => [work()]))).toEqual([]);
    expect(spoiled(wordsOf(() => void findColumn(table, 'x\u001b')))).toEqual([]);
    expect(spoiled(wordsOf(() => [table]))).toEqual([]);
    expect(spoiled(wordsOf(() => void parseScanLog('sc\u001ban,st\u202eart\n1,n\u009bone\n')))).toEqual([]);
    expect(
      spoiled(wordsOf(() => readReflectivity(bytesOf('# Q\u001b (pc) R\u202e dR other\n1 2 3 4\n2 3 4 5\n')))),
    ).toEqual([]);
  });

  it('of HDF5 files: names, units and titles', async () => {
    const path = join(folder, 'names.h5');
    const file = new File(path, 'w');
    const entry = file.create_group('en\u001b[31mtry');
    entry.create_attribute('NX_class', 'NXentry');
    const data = entry.create_group('da\u202eta');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 's\u009big');
    data.create_attribute('axes', ['t\u001bime', 'ax\u0007is', 'no\u001bne']);
    data.create_dataset({
      name: 's\u009big',
      data: BigInt64Array.of(1n, 2n ** 60n + 1n, 3n, 4n, 5n, 6n),
      shape: [2, 3],
    });
    data.create_dataset({ name: 's\u009big_errors', data: Float64Array.of(1, 2), shape: [2] });
    data
      .create_dataset({ name: 't\u001bime', data: Float64Array.of(1, 2) })
      .create_attribute('units', 'for\u001btnights');
    data.create_dataset({ name: 'ax\u0007is', data: Float64Array.of(3, 2, 1) }).create_attribute('units', 'k\u202eeV');
    entry.create_dataset({ name: 'ti\u001btle', data: 'a\u001bb' });
    file.create_external_link('no\u001bfile.h5', '/x', 'li\u001bnk');
    file.close();
    const axes = [
      { name: 'energy', unit: 'eV' },
      { name: 'q', unit: 'k\u202eeV' },
    ] as const;
    const works: (() => Promise<unknown>)[] = [
      () => readFile(path, { scan: 1 }),
      () => readFile(path, { dataset: '/li\u001bnk' }),
      () => readFile(path, { dataset: '/en\u001b[31mtry/ti\u001btle' }),
      () => readFileScans(path),
      () => readReflectivityFiles([path]),
      ...axes.map((axis) => () => readNexusSeries(path, { axis })),
    ];
    for (const work of works) {
      const words = await work().then(
        (result) =>
          JSON.stringify(result, (key, value: unknown) =>
            key === 'warnings' ? value : ArrayBuffer.isView(value) ? 0 : value,
          ),
        (error: unknown) => (isOperandoError(error) ? error : String(error)),
      );
      if (isOperandoError(words)) expect(spoiled([words.message, words.problem, words.cure ?? ''])).toEqual([]);
      else {
        const warnings: string[] = [];
        JSON.parse(words, (key, value: unknown) => {
          if (key === 'message') warnings.push(String(value));
          return value;
        });
        expect(warnings.length).toBeGreaterThan(0);
        expect(spoiled(warnings)).toEqual([]);
      }
    }
  });

  const samples = referencePath('formats', 'samples');
  it.skipIf(samples === undefined)('of any text that is spoiled (needs OPERANDO_REFERENCE_DATA)', () => {
    const found: string[] = [];
    let told = 0;
    for (const kind of readdirSync(samples!).filter((name) => !name.endsWith('.csv')))
      for (const name of readdirSync(join(samples!, kind))) {
        const path = join(samples!, kind, name);
        if (statSync(path).size > 100_000) continue;
        const text = readFileSync(path, 'latin1');
        for (const seed of exploredSeeds(exploration.isExploring ? 4 : 1)) {
          const bytes = bytesOf(steered(text, seed));
          for (const work of [
            () => {
              const result = read(bytes);
              return [result.table];
            },
            () => [...readScans(bytes)],
            () => readReflectivity(bytes),
          ]) {
            const words = wordsOf(work);
            told += words.length;
            found.push(...spoiled(words).map((each) => `${kind}/${name}, ${seed}: ${each}`));
          }
        }
      }
    expect(found.slice(0, 20)).toEqual([]);
    expect(told).toBeGreaterThan(exploration.isExploring ? 1000 : 250);
  });
});
