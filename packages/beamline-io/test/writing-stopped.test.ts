import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import { exploration } from '@operando/fixtures';
import { makeFolder, openWriter, replaceFile, writeCsv, writeFileAtomic, writeNexus } from '../src/node.js';
import { systemCode } from '../src/write/system-error.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const left = (where = folder): string[] => readdirSync(where).filter((name) => name.endsWith('.tmp'));
const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: told by the system`), { code, errno: -1, syscall: 'open' });
const isRoot = process.getuid?.() === 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-stopped-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writing that is stopped', () => {
  it('by a signal leaves nothing behind, and what was there', async () => {
    writeFileSync(at('kept.txt'), 'before');
    for (const begun of [false, true]) {
      const stop = new AbortController();
      const reason = new Error('no more');
      if (!begun) stop.abort(reason);
      const written = replaceFile(at('kept.txt'), { force: true, abort: stop.signal }, async (temporary) => {
        writeFileSync(temporary, 'half');
        stop.abort(reason);
      });
      await expect(written).rejects.toBe(reason);
      expect([readFileSync(at('kept.txt'), 'utf8'), left()]).toEqual(['before', []]);
    }
    const large = new AbortController();
    const written = writeFileAtomic(at('large.bin'), new Uint8Array(64e6), { abort: large.signal });
    setImmediate(() => large.abort());
    await expect(written).rejects.toThrow(/abort/i);
    expect([existsSync(at('large.bin')), left()]).toEqual([false, []]);
  });

  it('by a writer leaves no temporary file at the moment it is told, and writes no more', async () => {
    const writer = openWriter();
    let seen: string[] = [];
    const written = replaceFile(at('first.txt'), { writer }, async (temporary) => {
      writeFileSync(temporary, 'half');
      seen = [...writer.temporaries];
      expect(seen).toEqual([temporary]);
      writer.stop();
      expect(left()).toEqual([]);
    });
    await expect(written).rejects.toThrow(/abort/i);
    await expect(writeCsv(at('second.csv'), [{ name: 'x', values: [1] }], { writer })).rejects.toThrow(/abort/i);
    expect([seen.length, existsSync(at('first.txt')), existsSync(at('second.csv')), left()]).toEqual([
      1,
      false,
      false,
      [],
    ]);
  });

  it('knows nothing of what is written', async () => {
    const writer = openWriter();
    await writeCsv(at('whole.csv'), [{ name: 'x', values: [1] }], { writer });
    const series = createSeries({
      signal: Float64Array.of(1, 2),
      axis: createAxis({ name: 'energy', unit: 'eV', values: [1, 2] }),
      time: { start: [0] },
    });
    await writeNexus(at('whole.nxs'), series, { writer });
    await expect(replaceFile(at('bad.txt'), { writer }, () => Promise.reject(systemError('EIO')))).rejects.toThrow(
      /fails/,
    );
    expect([writer.temporaries.size, left(), existsSync(at('whole.nxs'))]).toEqual([0, [], true]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s at any moment leaves no temporary file', async (name) => {
    const where = at(name);
    mkdirSync(where);
    const entry = new URL('../dist/node.js', import.meta.url).href;
    const script = `
      const { openWriter, writeFileAtomic } = await import(${JSON.stringify(entry)});
      const writer = openWriter();
      process.once(${JSON.stringify(name)}, () => { writer.stop(); process.exit(143); });
      console.log('ready');
      for (let i = 0; ; i++) await writeFileAtomic(${JSON.stringify(join(where, 'out'))} + (i % 5), 'x'.repeat(200000), { force: true, writer });`;
    for (let run = 0; run < 8; run += exploration.isExploring ? 1 : 3) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 3 * run));
      child.kill(name);
      expect(await ended).toBe(143);
      expect(left(where)).toEqual([]);
    }
  });
});

describe('what the system says', () => {
  it.each([
    ['ENOSPC', 'the disk is full.'],
    ['EDQUOT', 'no more disk space is allowed.'],
    ['EMFILE', 'too many files are open.'],
    ['EROFS', 'its disk is there for reading only.'],
    ['EISDIR', 'it is a folder.'],
    ['ENOTDIR', 'what should be its folder is none.'],
    ['ENAMETOOLONG', 'its name is too long.'],
    ['ELOOP', 'its symbolic links lead round in circles.'],
    ['EIO', 'the disk, or the network that it is on, fails.'],
    ['ETXTBSY', 'it is a program that runs.'],
    ['EWHATEVER', 'the system says EWHATEVER.'],
  ])('%s is told in words, with a cure', async (code, problem) => {
    const written = replaceFile(at('said.txt'), {}, () => Promise.reject(systemError(code)));
    await expect(written).rejects.toThrow(
      expect.objectContaining({
        code: 'file-access',
        where: { file: at('said.txt') },
        problem: `the file cannot be written: ${problem}`,
        cure: expect.stringMatching(/\.$/) as string,
      }),
    );
    expect(left()).toEqual([]);
  });

  it('is told of every place that takes no file', async () => {
    mkdirSync(at('sub'));
    writeFileSync(at('file'), '');
    const pseudo: [string, RegExp][] = [
      ['/proc/self/x', /no file can be made in this folder. Choose a folder on a disk./],
      ['/dev/fd/x', /cannot be written/],
      ['/sys/x', /cannot be written/],
    ];
    const cases: [string, RegExp][] = [
      [at('none', 'x'), /there is no such folder. Make the folder first, or choose another./],
      [at('file', 'x'), /what should be its folder is none/],
      [at('a'.repeat(300)), /its name is too long/],
      ...(process.platform === 'linux' ? pseudo : []),
    ];
    for (const [path, message] of cases) {
      await expect(writeFileAtomic(path, 'x')).rejects.toThrow(message);
      await expect(writeFileAtomic(path, 'x', { force: true })).rejects.toThrow(
        expect.objectContaining({ code: 'file-access' }),
      );
    }
    await expect(writeFileAtomic(at('sub'), '', { force: true })).rejects.toThrow(
      /it is a folder. Give the name of a file./,
    );
    await expect(writeFileAtomic('a\0b', '')).rejects.toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    await expect(writeFileAtomic('', '')).rejects.toThrow(/the path is empty/);
    expect(systemCode(new TypeError('x'))).toBeUndefined();
  });
});

describe('makeFolder', () => {
  it('makes what is missing, and takes what is there', async () => {
    await makeFolder(at('one', 'two', 'three'));
    await makeFolder(at('one', 'two', 'three'));
    symlinkSync(at('one'), at('link'));
    await makeFolder(at('link', 'four'));
    expect(readdirSync(at('one')).toSorted()).toEqual(['four', 'two']);
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(at('raced', 'by', 'many'))));
    expect(existsSync(at('raced', 'by', 'many'))).toBe(true);
  });

  it('says when a file stands in the way, and which', async () => {
    writeFileSync(at('a.txt'), '');
    for (const path of [at('a.txt'), at('a.txt', 'below', 'it')])
      await expect(makeFolder(path)).rejects.toThrow(
        `${at('a.txt')}: the folder cannot be made: it is a file. Choose another folder, or move the file away.`,
      );
  });

  it.skipIf(process.platform !== 'linux')('does not go round in circles where no folder can be made', async () => {
    for (const path of ['/proc/self/x', '/proc/x/y/z', '/sys/x', '/dev/fd/x/y', '/dev/null/x'])
      await expect(makeFolder(path)).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
    await expect(makeFolder('/proc/self/x')).rejects.toThrow(
      '/proc/self/x: the folder cannot be made: no file can be made in this folder. Choose a folder on a disk.',
    );
    symlinkSync('b', at('a'));
    symlinkSync('a', at('b'));
    await expect(makeFolder(at('a', 'c'))).rejects.toThrow(/round in circles/);
    await expect(makeFolder(at('n'.repeat(300)))).rejects.toThrow(/its name is too long/);
    await expect(makeFolder('')).rejects.toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it.skipIf(isRoot)('says where it may not', async () => {
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o500);
    await expect(makeFolder(at('locked', 'x'))).rejects.toThrow(/it may not be written/);
    await expect(writeFileAtomic(at('locked', 'x'), '')).rejects.toThrow(/it may not be written/);
  });
});
