import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { option, parseOptions, readOptions } from '../src/node.js';

const schema = z.strictObject({
  scan: option(z.string().optional(), { help: 'name of a scan' }),
  name: option(z.string().optional(), { help: 'a name' }),
  share: option(z.number().min(0).max(1).optional(), { help: 'a share' }),
  width: option(z.number().positive().default(1), { help: 'a width' }),
  e0: option(z.number().optional(), { help: 'an edge' }),
  list: option(z.array(z.number()).min(2).optional(), { help: 'a list' }),
  layers: option(
    z.array(z.strictObject({ thickness: option(z.number().optional(), { help: 'how thick' }) })).optional(),
    {
      help: 'layers',
    },
  ),
});

let file = '';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-read-options-'));
  file = join(folder, 'options.yml');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const read = (text: string, ...assignments: string[]): Promise<unknown> => {
  writeFileSync(file, text);
  return readOptions(schema, { file, assignments });
};

describe('options from a file and by assignment', () => {
  it.each([
    ['a place before a list', 'layers: [{}]', 'layers[-1].thickness=1', /parameter set: there is no place -1/],
    ['a comment in a value', '', 'name=a #x', /parameter set: the value of name cannot be read: # begins a comment/],
    ['an alias', '', 'name=*x', /parameter set: the value of name cannot be read/],
    [
      'a misspelt name',
      'layers: [{}]',
      'layers[0].thikness=1',
      /^parameter layers\[0\]\.thikness: .*Did you mean thickness/,
    ],
    [
      'a number where text is meant',
      '',
      'scan=3.10',
      /^parameter scan: scan is 3\.1; it must be text\. Write it in quotes/,
    ],
  ])('refuse %s, and say that it was set', async (_, text, assignment, message) => {
    await expect(read(text, assignment)).rejects.toThrow(expect.objectContaining({ name: 'OperandoError' }));
    await expect(read(text, assignment)).rejects.toThrow(message);
    await expect(read(text, assignment)).rejects.not.toThrow(/options\.yml/);
  });

  it.each([
    ['a name that JavaScript has a meaning for', 'width: 2\n__proto__: {share: 1}\n', /line 2: __proto__ is no name/],
    ['such a name further down', 'layers:\n  - __proto__: {}\n', /line 2: __proto__ is no name/],
    ['a list as a name', 'width: 2\n? [a]\n: 3\n', /line 2: a list or map is no name/],
    [
      'a number where text is meant',
      'scan: 3.1\n',
      /line 1: scan is 3\.1; it must be text\. Write it in quotes.*"3\.1"/,
    ],
    ['what is not within its limits', 'share: 1.5\n', /line 1: share is 1\.5; it must be number from 0 to 1\./],
    ['what is too small', 'width: 0\n', /width is 0; it must be number above 0\./],
    ['what is no number', 'e0: .nan\n', /e0 is NaN; it must be number\./],
    ['what is infinite', 'e0: .inf\n', /e0 is Infinity; it must be number\./],
    ['a list that is too short', 'list: [1]\n', /list is \[1\]; it must be list of at least 2, each number\./],
    ['a key that stands twice', 'e0: 1\ne0: 2\n', /line 2: this is no valid YAML: Map keys must be unique\. Mind/],
  ])('refuse %s by its line', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('take text in quotes, whatever it looks like, and words with a number sign within', async () => {
    expect(await read('scan: "3.10"\n', "name='a #x'")).toEqual({ scan: '3.10', name: 'a #x', width: 1 });
    expect(await read('', 'scan="2024"', 'name=a#x')).toEqual({ scan: '2024', name: 'a#x', width: 1 });
  });

  it('name a near name only where it is near', () => {
    const cure = (name: string): string | undefined => {
      try {
        parseOptions(schema, { [name]: 1 });
        return undefined;
      } catch (error) {
        return (error as { cure?: string }).cure;
      }
    };
    for (const name of ['a', '1', '', 'xy']) expect(cure(name), name).toMatch(/^Known here: scan, name/);
    expect(cure('eo')).toBe('Did you mean e0?');
    expect(cure('E_0')).toBe('Did you mean e0?');
    expect(cure('widht')).toBe('Did you mean width?');
  });

  it('say what they are even of what cannot be written down', () => {
    const round: Record<string, unknown> = {};
    round['round'] = round;
    expect(() => parseOptions(schema, { e0: round })).toThrow(/e0 is nothing that can be written down/);
    expect(() => parseOptions(schema, { e0: 10n })).toThrow(/e0 is 10; it must be number/);
  });
});
