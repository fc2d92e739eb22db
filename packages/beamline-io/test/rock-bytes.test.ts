import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exploredSeeds, referencePath } from '@operando/fixtures';
import { parseRock, read } from '../src/index.js';
import { rock } from '../src/absorption/rock.js';
import { bothWays } from './both-ways.js';
import { mutate } from './mutate.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const row = (i: number): string => `   ${8060 + i / 4} ${(0.1 + 0.01 * i).toExponential(5)} ${14_959 - i}`;
const head = `# This file has been produced by extranormal (v 1.0.1)
# O. Roudenko
#Time at start=2022-07-26 23:01:58.055
#Time from start (seconds)=65.0
#Sample temperature (C)=nan
# E0=8332.88   Eshift=0.036
# shifted energy\tnormalized\tI0
`;
const text = `${head}${Array.from({ length: 12 }, (_, i) => row(i)).join('\n')}\n`;

describe('rows of ROCK files, read from bytes', () => {
  it('are what they are, read line by line', () => {
    const result = rock.parseBytes?.(bytesOf(text), {});
    expect(result).toEqual({ kind: 'spectrum', table: parseRock(text) });
  });

  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['without a last line end', text.trimEnd()],
    ['comments and blank lines among the rows', text.replace(/\n( {3}8061)/, '\n# beam lost\n\n$1')],
    ['a letter that is not UTF-8', text.replace('Roudenko', 'Roudénko')],
    ['a short last row', `${text}8340 1\n`],
    ['a word', text.replace('14958', 'x')],
    ['no rows', head],
    ['no labels', text.replace(/# shifted.*\n/, '')],
    ['nothing but its first line', head.split('\n')[0]!],
  ])('with %s too', (name, each) => {
    const bytes = name.startsWith('a letter') ? Uint8Array.from(Buffer.from(each, 'latin1')) : bytesOf(each);
    const [fromBytes, fromText] = bothWays(rock, bytes);
    expect(fromBytes).toBe(fromText);
  });

  it('are what they are in any damaged file', () => {
    const other: string[] = [];
    for (const seed of exploredSeeds(400)) {
      const [fromBytes, fromText] = bothWays(rock, mutate(bytesOf(text), seed));
      if (fromBytes !== fromText) other.push(`${seed}: ${fromBytes} / ${fromText}`);
    }
    expect(other).toEqual([]);
  });

  it('refuse another scan', () => {
    expect(() => read(bytesOf(text), { scan: 2 })).toThrow('there is no scan "2"');
  });

  const folder = referencePath('operando', 'rock-lno-operando-xas', 'XAS_normalized');
  it.skipIf(folder === undefined)('of measured files too (needs OPERANDO_REFERENCE_DATA)', () => {
    const names = readdirSync(folder!).filter((_, i) => i % 40 === 0);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const [fromBytes, fromText] = bothWays(rock, Uint8Array.from(readFileSync(join(folder!, name))));
      expect(`${name} ${fromBytes}`).toBe(`${name} ${fromText}`);
    }
  });
});
