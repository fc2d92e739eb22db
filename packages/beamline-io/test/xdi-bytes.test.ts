import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploredSeeds, referencePath } from '@operando/fixtures';
import { parseXdi, read } from '../src/index.js';
import { xdi } from '../src/absorption/xdi.js';
import { bothWays } from './both-ways.js';
import { mutate } from './mutate.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const head =
  '# XDI/1.0 GSE/1.0\n# Element.symbol: Ni\n# Element.edge: K\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n# Scan.start_time: 2023-11-14T22:13:20Z\n# ///\n# cell 7, µ\n#---\n# energy i0 itrans\n';
const row = (i: number): string => `${(8330 + i / 4).toFixed(3)} ${1e5 + i} ${(2e4 / (1 + i)).toExponential(5)}`;
const text = `${head}${Array.from({ length: 12 }, (_, i) => row(i)).join('\n')}\n`;

describe('rows of XDI files, read from bytes', () => {
  it('are what they are, read line by line', () => {
    const result = xdi.parseBytes?.(bytesOf(text), {});
    expect(result).toEqual({ kind: 'spectrum', table: parseXdi(text) });
  });

  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['CR', text.replaceAll('\n', '\r')],
    ['without a last line end', text.trimEnd()],
    ['comments among the rows', text.replace(/\n(8331)/, '\n# beam lost\n\n$1')],
    ['a blank line above the rows', text.replace('\n8330', '\n\n   8330')],
    ['a letter that is not UTF-8', text],
    ['a short last row', `${text}8340 1\n`],
    ['a word', text.replace('100003', 'x')],
    ['a file without rows', head],
    [
      'an outer array',
      `${text.replace('# Column.1', '# Outer.name: x\n# Outer.value: 1\n# Column.1')}# Outer.value: 2\n${row(3)}\n`,
    ],
    ['nan first', text.replace('8330.000', 'nan')],
  ])('with %s too', (name, each) => {
    const bytes = name.startsWith('a letter') ? Uint8Array.from(Buffer.from(each, 'latin1')) : bytesOf(each);
    const [fromBytes, fromText] = bothWays(xdi, bytes);
    expect(fromBytes).toBe(fromText);
  });

  it('are what they are in any damaged file', () => {
    const other: string[] = [];
    for (const seed of exploredSeeds(400)) {
      const [fromBytes, fromText] = bothWays(xdi, mutate(bytesOf(text), seed));
      if (fromBytes !== fromText) other.push(`${seed}: ${fromBytes} / ${fromText}`);
    }
    expect(other).toEqual([]);
  });

  it('are the numbers that Number gives (property)', () => {
    const word = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(12)),
      fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat(20), fc.integer({ min: -30, max: 30 }))
        .map(([digits, decimals, power]) => `${digits}.${'7'.repeat(decimals)}e${power}`),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, word), { minLength: 1, maxLength: 20 }), (rows) => {
        const result = read(bytesOf(head + rows.map((cells) => `${cells.join(' ')}\n`).join('')));
        if (result.kind !== 'spectrum') throw new Error('no spectrum');
        rows.forEach((cells, r) =>
          cells.forEach((cell, c) => expect(result.table.columns[c]!.values[r]).toBe(Number(cell))),
        );
      }),
    );
  });

  const samples = referencePath('formats', 'samples');
  it.skipIf(samples === undefined)('of measured files too (needs OPERANDO_REFERENCE_DATA)', () => {
    let count = 0;
    for (const folder of readdirSync(samples!).filter((name) => /^(xdi|xas)/.test(name)))
      for (const name of readdirSync(join(samples!, folder)).filter((each) => each.endsWith('.xdi'))) {
        const [fromBytes, fromText] = bothWays(xdi, Uint8Array.from(readFileSync(join(samples!, folder, name))));
        expect(`${name} ${fromBytes}`).toBe(`${name} ${fromText}`);
        count++;
      }
    expect(count).toBeGreaterThan(5);
  });
});
