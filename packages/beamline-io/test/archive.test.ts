import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { codeOf } from '@operando/fixtures';
import { unpack, unpackMember, zipMembers } from '../src/bytes/archive.js';
import { read } from '../src/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const archive = zipSync({ 'a.txt': bytes('one '.repeat(100)), 'folder/b.txt': bytes('two') });

/** The first of two letters at the same places of name fields changed. */
function renamed(zip: Uint8Array, from: string, to: string): Uint8Array {
  const out = Uint8Array.from(zip);
  const [old, young] = [bytes(from), bytes(to)];
  for (let i = 0; i + old.length <= out.length; i++) if (old.every((byte, k) => out[i + k] === byte)) out.set(young, i);
  return out;
}
/** Where the directory's entry of a member begins. */
const entryAt = (zip: Uint8Array, index: number): number => {
  let found = -1;
  for (let i = 0; i + 4 <= zip.length; i++)
    if (zip[i] === 0x50 && zip[i + 1] === 0x4b && zip[i + 2] === 1 && zip[i + 3] === 2 && ++found === index) return i;
  throw new Error('no such entry');
};
const changed = (at: number, ...values: readonly number[]): Uint8Array => {
  const out = Uint8Array.from(archive);
  out.set(values, at);
  return out;
};

describe('zip archives', () => {
  it('give the members that are asked for, in the order of their names', () => {
    expect(zipMembers(archive).map(({ name, size }) => [name, size])).toEqual([
      ['a.txt', 400],
      ['folder/b.txt', 3],
    ]);
    const parts = unpack(archive, /txt$/);
    expect([...parts].map(([name, content]) => [name, content.length])).toEqual([
      ['a.txt', 400],
      ['folder/b.txt', 3],
    ]);
    expect(new TextDecoder().decode(unpack(archive, /b/).get('folder/b.txt'))).toBe('two');
    expect(unpack(zipSync({ 'a.txt': bytes('stored') }, { level: 0 }), /a/).get('a.txt')).toEqual(bytes('stored'));
  });

  it.each(['../a', '/etcx', 'C:/ab', '..\\ab', 'a/../'])('refuse a member called %j', (name) => {
    const length = 'a.txt'.length;
    expect(() => zipMembers(renamed(archive, 'a.txt', name.slice(0, length).padEnd(length, '/')))).toThrow(
      /leads out of it/,
    );
  });

  it('refuse members twice, over one another, encrypted, packed in unknown ways, longer than they say', () => {
    expect(() => zipMembers(renamed(zipSync({ 'a.txt': bytes('x'), 'b.txt': bytes('y') }), 'b.txt', 'a.txt'))).toThrow(
      /in it twice/,
    );
    const second = entryAt(archive, 1);
    expect(() => zipMembers(changed(second + 42, 5, 0, 0, 0))).toThrow(/lie over one another/);
    expect(codeOf(() => zipMembers(changed(second + 8, 1)))).toBe('unsupported');
    expect(codeOf(() => unpack(changed(second + 10, 99), /b/))).toBe('unsupported');
    expect(() => unpack(changed(entryAt(archive, 0) + 24, 9, 0, 0, 0), /a/)).toThrow(/longer than its directory says/);
    expect(() => unpack(changed(entryAt(archive, 0) + 24, 255, 3, 0, 0), /a/)).toThrow(/length or checksum/);
    expect(() => unpack(changed(entryAt(archive, 0) + 16, 1, 2, 3, 4), /a/)).toThrow(/length or checksum/);
  });

  it('refuse what would unpack to too much, before unpacking it', () => {
    const bomb = zipSync({ 'a.txt': new Uint8Array(5_000_000) });
    expect(codeOf(() => unpack(bomb, /a/))).toBe('too-large');
    const member = zipMembers(archive)[0]!;
    expect(codeOf(() => unpackMember(archive, { ...member, size: 2 ** 31 }))).toBe('too-large');
    expect(() => unpackMember(archive, { ...member, at: 3 })).toThrow(/not where the directory says/);
    expect(() => unpackMember(archive, { ...member, packed: 2 ** 20, size: 4 })).toThrow(/ends after the file/);
  });

  it('refuse damage: no directory, or one cut short', () => {
    expect(() => zipMembers(archive.subarray(0, archive.length - 30))).toThrow(/no directory/);
    const end = archive.length - 22;
    expect(() => zipMembers(changed(end + 10, 9, 0))).toThrow(expect.objectContaining({ name: 'OperandoError' }));
    expect(codeOf(() => zipMembers(changed(end + 10, 0x20, 0x4e)))).toBe('too-large');
    expect(() => unpack(archive, /nothing/)).toThrow(/no measured data/);
    expect(() => read(archive)).toThrow(/zip archive of an unknown kind/);
  });
});

describe('lines', () => {
  it('beyond 1 MiB are refused, but where a whole file may be one', () => {
    expect(() => read(bytes(`# x y\n1 2\n3 ${'4'.repeat(1_100_000)}\n`))).toThrow(
      expect.objectContaining({ code: 'too-large', where: { line: 3 } }),
    );
    // The beginnings of header lines of many formats, and then a million blanks, letters or digits: no parser may take for ever.
    const beginnings = [
      '# XDI/1.0\n# A.b: ',
      '#F f\n#S 1 ',
      'EC-Lab ASCII FILE\nNb header lines : ',
      '$SPEC_ID:\n',
      'VERSION: 3.1\nELEMENTS: 1\nENVIRONMENT: ',
      '<<PMCA SPECTRUM>>\nTAG - ',
      '# # ORSO reflectivity data file | 1.1 | YAML\n# a: ',
      'EXPLAIN\nTAG\t',
      '*RAS_HEADER_START\n*FILE ',
      '_FILEVERSION=2\n_SAMPLE=',
      '~Resultfile from Basytec\n~a',
      '[Summary]\nNovonix\n',
      'Lynx\nLive Time',
      '# This file has been produced by extranormal\n#Time at start=',
    ];
    for (const start of beginnings) {
      for (const filling of [' ', 'a', '1', '="', 'a (', '\t', ', ']) {
        const outcome = (): unknown => {
          try {
            return read(bytes(start + filling.repeat(Math.floor(900_000 / filling.length)))).kind;
          } catch (error) {
            return isOperandoError(error);
          }
        };
        expect([start, filling, ['spectrum', 'electrochemistry', true].includes(outcome() as string)]).toEqual([
          start,
          filling,
          true,
        ]);
      }
    }
  });
});
