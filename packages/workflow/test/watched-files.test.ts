import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { WatchedFiles } from '../src/node/watch/watched-files.js';

const when = { settle: 1, growing: 5, trusted: 10 };

/** A folder with one file that was written to at some moments, looked at every so many seconds. */
const looks = (files: WatchedFiles, stamps: readonly string[], step: number): boolean[] =>
  stamps.map((stamp, i) => {
    const now = 100 + i * step;
    files.see([{ path: 'a', stamp, modified: 1e9 + i * step }], now, 1e9 + i * step);
    const isDue = files.due(now).length > 0;
    if (isDue) files.take(now);
    return isDue;
  });

describe('files that are watched', () => {
  it('are taken once they are still, and again when they changed', () => {
    expect(looks(new WatchedFiles(when), ['1', '2', '3', '3', '3', '3', '4', '4', '4'], 0.5)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('are taken every few seconds while they never stop growing', () => {
    const files = new WatchedFiles(when);
    const taken = looks(
      files,
      Array.from({ length: 31 }, (_, i) => String(i)),
      0.5,
    );
    expect(taken.flatMap((isTaken, i) => (isTaken ? [i / 2] : []))).toEqual([5, 10.5]);
    expect(files.isGrowing('a')).toBe(true);
  });

  it('are whole at once where they are old, as far as clocks can be trusted', () => {
    const seen = (age: number, trusted: number): boolean => {
      const files = new WatchedFiles({ ...when, trusted });
      files.see([{ path: 'a', stamp: '1', modified: 1e9 - age }], 100, 1e9);
      return files.due(100).length > 0;
    };
    expect([seen(3, 1), seen(3, 10), seen(20, 10), seen(-3, 1)]).toEqual([true, false, true, false]);
  });

  it('that are gone are no more, and those that come stand in the order of the folder', () => {
    const files = new WatchedFiles({ ...when, trusted: 0 });
    const see = (paths: string): string[] => {
      files.see(
        Array.from(paths, (path) => ({ path, stamp: '1', modified: 0 })),
        100,
        1e9,
      );
      return files.take(100);
    };
    expect([see('ac'), see('abc'), see('bc')]).toEqual([
      ['a', 'c'],
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect([files.waiting(), files.next(100), files.stampOf('a')]).toEqual([[], undefined, undefined]);
  });

  it('are never taken before they were still for as long as was asked, nor left for longer than the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (changes) => {
        const files = new WatchedFiles(when);
        let stamp = 0;
        let changed = 0;
        let waiting: number | undefined = 0;
        changes.forEach((isChange, i) => {
          const now = i * 0.25;
          if (isChange && i > 0) {
            stamp++;
            changed = now;
            waiting ??= now;
          }
          files.see([{ path: 'a', stamp: String(stamp), modified: 1e9 + now }], now, 1e9 + now);
          const isDue = files.due(now).length === 1;
          expect(isDue).toBe(waiting !== undefined && (now - changed >= 1 || now - waiting >= 5));
          if (!isDue) return;
          files.take(now);
          waiting = undefined;
        });
      }),
    );
  });
});
