import { describe, expect, it } from 'vitest';
import { seriesWarnings } from '@operando/core';
import { assembleSeries } from '../src/index.js';
import type { Frame } from '../src/index.js';

let made = 0;
/** No two end alike unless they are told to. */
const frame = (name: string, epoch: number | undefined, last = 100 + made++): Frame => ({
  name,
  x: Float64Array.of(1, 2, 3, 4, 5),
  y: Float64Array.of(1, 2, 3, 4, last),
  expression: 'y',
  time: epoch === undefined ? undefined : { epoch, zone: 'utc', duration: 5 },
  scalars: {},
  warnings: [],
  format: 'xdi',
});
const warned = (frames: readonly Frame[]): readonly (readonly [string, string])[] =>
  seriesWarnings(assembleSeries(frames, { name: 'energy', unit: 'eV' })).map(({ code, message }) => [code, message]);

describe('frames put together', () => {
  it('say where a pause was, a number is missing, and a frame is there twice', () => {
    const frames = [1, 2, 3, 4, 6, 7, 8].map((n) =>
      frame(`scan_0${n}.dat`, 1000 * (n > 6 ? n : n / 100), n === 8 ? 0.5 : n === 7 ? 0.5 : n),
    );
    const found = warned(frames);
    expect(found.map(([code]) => code)).toEqual(['frames-gap', 'frames-gap', 'frames-missing', 'frames-repeated']);
    expect(found[2]![1]).toBe('1 numbers are missing among the files: 5.');
    expect(found[3]![1]).toBe('1 frames hold exactly what the one before them holds, first scan_08.dat.');
  });

  it('tell each warning of a file once, and of files that have the same how many', () => {
    const twice = (name: string, epoch: number): Frame => ({
      ...frame(name, epoch),
      warnings: [
        { code: 'unit-assumed', message: 'of the time' },
        { code: 'unit-assumed', message: 'of the energy' },
      ],
    });
    expect(warned([twice('a', 0), twice('b', 60), frame('c', 120)])).toEqual([
      ['unit-assumed', '2 files, first a: of the time'],
      ['unit-assumed', '2 files, first a: of the energy'],
    ]);
  });

  it('say nothing of steady ones, nor of names that are no sequence', () => {
    expect(warned([1, 2, 3, 4].map((n) => frame(`scan_${n}.dat`, 60 * n)))).toEqual([]);
    expect(warned(['a10', 'a200', 'b3', 'c900'].map((name, i) => frame(name, 60 * i)))).toEqual([]);
  });
});
