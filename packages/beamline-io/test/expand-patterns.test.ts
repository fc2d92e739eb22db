import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandPatterns, listFolder, listSeries, sortNaturally } from '../src/node.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
/** What patterns below the folder give, by names below it. */
const found = async (...patterns: string[]): Promise<string[]> =>
  (await expandPatterns(patterns.map((pattern) => at(pattern)))).map((path) =>
    relative(folder, path).split(sep).join('/'),
  );
const touch = (...names: string[]): void => {
  mkdirSync(join(at(...names), '..'), { recursive: true });
  writeFileSync(at(...names), '');
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-patterns-'));
  for (const name of ['scan_1.xdi', 'scan_2.xdi', 'scan_10.xdi', 'scan_2.txt', 'b(1).dat', 'b1.dat', '.hidden.xdi'])
    touch('data', name);
  touch('data', 'scan_[1].xdi');
  touch('data', '!odd+name@$.dat');
  touch('data', 'day_1', 'a.xdi');
  touch('data', 'day_2', 'deep', 'a.xdi');
  mkdirSync(at('only', 'x_1'), { recursive: true });
  mkdirSync(at('only', 'x_2'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('expandPatterns', () => {
  it('gives the files in natural order, pattern after pattern, each once', async () => {
    expect(await found('data/scan_*.xdi')).toEqual([
      'data/scan_[1].xdi',
      'data/scan_1.xdi',
      'data/scan_2.xdi',
      'data/scan_10.xdi',
    ]);
    expect(await found('data/*.txt', 'data/scan_?.*')).toEqual([
      'data/scan_2.txt',
      'data/scan_1.xdi',
      'data/scan_2.xdi',
    ]);
    expect(await found('data/scan_[2-9].{xdi,txt}')).toEqual(['data/scan_2.txt', 'data/scan_2.xdi']);
    expect(await found('data/{b1,b(1)}.dat')).toEqual(['data/b(1).dat', 'data/b1.dat']);
    expect(await found('data/**/a.xdi')).toEqual(['data/day_1/a.xdi', 'data/day_2/deep/a.xdi']);
    expect(await found('dat?/day_*/a.xdi')).toEqual(['data/day_1/a.xdi']);
  });

  it('takes what is there by its name, whatever its letters', async () => {
    expect(await found('data/scan_[1].xdi')).toEqual(['data/scan_[1].xdi']);
    expect(await found('data/b(1).dat', 'data/!odd+name@$.dat')).toEqual(['data/b(1).dat', 'data/!odd+name@$.dat']);
    expect(await found('data/b(1)*', 'data/!odd*', 'data/*@$.dat')).toEqual(['data/b(1).dat', 'data/!odd+name@$.dat']);
    // What is no pattern stays: reading it will say that it is not there.
    expect(await found('data/none.xdi', 'data')).toEqual(['data/none.xdi', 'data']);
    expect(await expandPatterns([])).toEqual([]);
  });

  it('gives folders where no file fits, and nothing that is hidden', async () => {
    expect(await found('only/x_*')).toEqual(['only/x_1', 'only/x_2']);
    expect(await found('data/*.xdi')).not.toContain('data/.hidden.xdi');
    expect(await found('data/.h*')).toEqual(['data/.hidden.xdi']);
  });

  it('says when nothing fits', async () => {
    for (const pattern of ['data/*.nxs', 'none/*.xdi', 'data/scan_[7-9].xdi', 'data/b1.dat/*'])
      await expect(expandPatterns([at(pattern)])).rejects.toThrow(
        expect.objectContaining({
          code: 'invalid-argument',
          problem: `no file fits ${JSON.stringify(at(pattern))}.`,
          cure: expect.stringContaining('* stands for any letters') as string,
        }),
      );
  });

  it('takes links to files, also those that lead nowhere, and follows links to folders only inside the folder', async () => {
    mkdirSync(at('links', 'inner'), { recursive: true });
    touch('links', 'inner', 'real.xdi');
    symlinkSync(at('links', 'inner', 'real.xdi'), at('links', 'l_1.xdi'));
    symlinkSync(at('data', 'scan_1.xdi'), at('links', 'l_2.xdi'));
    symlinkSync(at('data'), at('links', 'away'));
    symlinkSync(at('links'), at('links', 'inner', 'round'));
    symlinkSync('nowhere', at('links', 'l_3.xdi'));
    expect(await found('links/l_*.xdi')).toEqual(['links/l_1.xdi', 'links/l_2.xdi', 'links/l_3.xdi']);
    // As the folder itself does.
    expect((await listSeries(at('links'))).map((path) => basename(path))).toEqual(['l_1.xdi', 'l_2.xdi', 'l_3.xdi']);
    expect((await listFolder(at('links'))).warnings).toEqual([
      {
        code: 'entries-left-out',
        message: '2 entries of the folder were left out: away (a folder), inner (a folder).',
        where: { file: at('links') },
      },
    ]);
    await expect(found('links/away*/scan_*.xdi')).rejects.toThrow(/no file fits/);
    expect((await found('links/**/real.xdi'))[0]).toBe('links/inner/real.xdi');
    // By its own name any link is what it leads to.
    expect(await found('links/l_2.xdi')).toEqual(['links/l_2.xdi']);
    expect(await found('links/away/scan_1*.xdi')).toEqual(['links/away/scan_1.xdi', 'links/away/scan_10.xdi']);
  });

  it('relative to where the program runs, too', async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(await expandPatterns(['data/scan_1*.xdi', './data/b*'])).toEqual([
        join('data', 'scan_1.xdi'),
        join('data', 'scan_10.xdi'),
        join('data', 'b(1).dat'),
        join('data', 'b1.dat'),
      ]);
    } finally {
      process.chdir(before);
    }
  });

  it('finds any name by a pattern that has a star in the place of its last letter (property)', async () => {
    // Letters that files may have everywhere; brackets and braces are marks.
    const letter = fc.constantFrom(...'aB9_-+()!@$^|~#%&=, .;'.split(''));
    const names = fc
      .string({ unit: letter, minLength: 2, maxLength: 12 })
      .filter((name) => /^[^. ].*[^. ]$/.test(name));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        mkdirSync(at('any'));
        try {
          touch('any', name);
          const expected = [join('any', name)];
          expect(
            (await expandPatterns([at('any', `${name.slice(0, -1)}*`)])).map((path) => join('any', basename(path))),
          ).toEqual(expected);
          expect(
            (await expandPatterns([at('any', `?${name.slice(1)}`)])).map((path) => join('any', basename(path))),
          ).toEqual(expected);
        } finally {
          rmSync(at('any'), { recursive: true });
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('listSeries', () => {
  it('gives the files of a folder in natural order, or the file itself', async () => {
    const names = (await listSeries(at('data'))).map((path) => basename(path));
    expect(names).toEqual(sortNaturally(names));
    expect(names).not.toContain('.hidden.xdi');
    expect(names).not.toContain('day_1');
    expect((await listFolder(at('data'))).warnings[0]!.message).toMatch(/\.hidden\.xdi \(hidden\).*day_1 \(a folder\)/);
    mkdirSync(at('edited'));
    for (const name of ['a.xy', 'a.xy~', 'b.xy.BAK', '#c.xy#', 'd.xy.part']) writeFileSync(at('edited', name), '');
    const edited = await listFolder(at('edited'));
    expect(edited.files.map((path) => basename(path))).toEqual(['a.xy']);
    expect(edited.warnings[0]!.message).toMatch(/^4 entries.*a\.xy~ \(a backup or a part\)/);
    expect(await listFolder(at('data', 'b1.dat'))).toEqual({ files: [at('data', 'b1.dat')], warnings: [] });
    expect(await listSeries(at('data', 'b1.dat'))).toEqual([at('data', 'b1.dat')]);
    await expect(listSeries(at('none'))).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
  });
});
