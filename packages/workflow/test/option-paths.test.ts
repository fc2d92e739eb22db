import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filesInOptions, isPathOption, mapOptionPaths } from '../src/options/option-paths.js';
import { option } from '../src/options/option.js';

const table = option(z.union([z.string(), z.array(z.string())]).optional(), { help: 'tables', path: true });
interface Layer {
  name: string;
  table?: string | string[] | undefined;
  layers?: Layer[] | undefined;
}
const layer: z.ZodType<Layer> = z.strictObject({
  name: option(z.string(), { help: 'what it is called' }),
  table,
  layers: option(z.array(z.lazy(() => layer)).optional(), { help: 'layers within' }),
});
const schema = z.strictObject({
  blank: option(z.string().optional(), { help: 'blank', path: true }),
  title: option(z.string().optional(), { help: 'title' }),
  curves: option(z.record(z.string(), z.strictObject({ table })).optional(), { help: 'curves by name' }),
  layers: option(z.array(layer).default([]), { help: 'layers' }),
});

describe('names of files in options', () => {
  const options = {
    blank: 'b.txt',
    title: 'b.txt',
    curves: { one: { table: 'one.txt' } },
    layers: [{ name: 'a', table: ['a1.txt', 'a2.txt'], layers: [{ name: 'in a', table: 'in.txt' }] }, { name: 'c' }],
  };

  it('are found wherever options may name one: in lists, groups of any name, and groups within groups of their kind', () => {
    const standing: Record<string, string> = {};
    const mapped = mapOptionPaths(schema, options, (path, at) => {
      standing[at] = path;
      return `/data/${path}`;
    });
    expect(standing).toEqual({
      blank: 'b.txt',
      'curves.one.table': 'one.txt',
      'layers[0].table[0]': 'a1.txt',
      'layers[0].table[1]': 'a2.txt',
      'layers[0].layers[0].table': 'in.txt',
    });
    expect(mapped).toMatchObject({
      title: 'b.txt',
      curves: { one: { table: '/data/one.txt' } },
      layers: [{ name: 'a', layers: [{ name: 'in a', table: '/data/in.txt' }] }, { name: 'c' }],
    });
    expect(filesInOptions(schema, options)).toEqual(Object.values(standing));
    for (const at of Object.keys(standing)) expect([at, isPathOption(schema)(at)]).toEqual([at, true]);
  });

  it.each(['title', 'layers[0].name', 'layers', 'nothing', 'blank.more', ''])('%s names none', (at) => {
    expect(isPathOption(schema)(at)).toBe(false);
  });
});
