import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { InputFile } from '../src/node.js';
import { wholeFrames, withoutFrameOf } from '../src/node/watch/whole-frames.js';

const filesOf = (count: number): InputFile[] => [
  ...Array.from({ length: count }, (_, i) => ({
    role: 'data',
    name: `scan_${i + 1}.mca`,
    path: `/d/scan_${i + 1}.mca`,
  })),
  { role: 'cycler', name: 'log.mpt', path: '/d/log.mpt' },
];
const names = (files: readonly InputFile[]): string[] => files.map(({ name }) => name.replace(/\D/g, ''));

describe('frames of several files', () => {
  it('are used whole, or not at all: what follows never moves into the place of a file that is not there', () => {
    const listed = filesOf(11);
    const { files, parts } = wholeFrames(listed, 3, ({ name }) => name !== 'scan_5.mca');
    // The second frame lacks one, the fourth is being measured.
    expect(names(files)).toEqual(['1', '2', '3', '7', '8', '9', '']);
    expect(names(parts)).toEqual(['4', '6', '10', '11']);
    expect(names(withoutFrameOf(files, files[4]!, 3))).toEqual(['1', '2', '3', '']);
    expect(names(withoutFrameOf(listed, listed[4]!, 1))).toHaveLength(11);
  });

  it('keep every file at its position, whichever cannot be read and in whatever order they are listed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.boolean(), { maxLength: 30 }), (per, usable) => {
        const listed = filesOf(usable.length);
        const shuffled = listed.toSorted((a, b) => a.name.localeCompare(b.name));
        const { files } = wholeFrames(shuffled, per, ({ name }) => usable[Number(/\d+/.exec(name)?.[0]) - 1] ?? true);
        const numbers = names(files)
          .filter((name) => name !== '')
          .map(Number)
          .toSorted((a, b) => a - b);
        if (per > 1) expect(numbers.length % per).toBe(0);
        numbers.forEach((number, place) => expect((number - 1) % per).toBe(place % per));
      }),
    );
  });
});
