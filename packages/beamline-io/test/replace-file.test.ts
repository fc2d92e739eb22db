import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperandoError } from '@operando/core';
import { writeFileAtomic } from '../src/node.js';
import { replaceFile } from '../src/write/replace-file.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const left = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.tmp'));
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-replace-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('files written whole or not at all', () => {
  it('may have names as long as names can be, and no longer', async () => {
    // 255 bytes in most file systems, 85 letters of three bytes.
    for (const name of [`${'a'.repeat(251)}.csv`, '日'.repeat(85)]) {
      await writeFileAtomic(at(name), name);
      expect(readFileSync(at(name), 'utf8')).toBe(name);
    }
    await expect(writeFileAtomic(at('a'.repeat(256)), '')).rejects.toThrow(/name is too long/);
    expect(left()).toEqual([]);
  });

  it('through symbolic links, which stay', async () => {
    writeFileSync(at('real.txt'), 'old');
    symlinkSync('real.txt', at('link.txt'));
    symlinkSync('link.txt', at('second.txt'));
    await expect(writeFileAtomic(at('second.txt'), 'new')).rejects.toThrow(
      expect.objectContaining({ code: 'file-exists' }),
    );
    await writeFileAtomic(at('second.txt'), 'new', { force: true });
    expect([
      lstatSync(at('link.txt')).isSymbolicLink(),
      lstatSync(at('second.txt')).isSymbolicLink(),
      readFileSync(at('real.txt'), 'utf8'),
    ]).toEqual([true, true, 'new']);
    symlinkSync('later.txt', at('dangling.txt'));
    await writeFileAtomic(at('dangling.txt'), 'there now');
    expect([lstatSync(at('dangling.txt')).isSymbolicLink(), readFileSync(at('later.txt'), 'utf8')]).toEqual([
      true,
      'there now',
    ]);
    symlinkSync('no/such/folder.txt', at('nowhere.txt'));
    await expect(writeFileAtomic(at('nowhere.txt'), '')).rejects.toThrow(
      expect.objectContaining({ code: 'file-access', where: { file: at('nowhere.txt') } }),
    );
    symlinkSync('b.txt', at('a.txt'));
    symlinkSync('a.txt', at('b.txt'));
    await expect(writeFileAtomic(at('a.txt'), '')).rejects.toThrow(/round in circles/);
    expect(left()).toEqual([]);
  });

  it('keep the permissions of what they are written over', async () => {
    for (const mode of [0o600, 0o666, 0o755, 0o444]) {
      rmSync(at('mode.txt'), { force: true });
      writeFileSync(at('mode.txt'), 'old');
      chmodSync(at('mode.txt'), mode);
      await writeFileAtomic(at('mode.txt'), 'new', { force: true });
      expect([statSync(at('mode.txt')).mode & 0o777, readFileSync(at('mode.txt'), 'utf8')]).toEqual([mode, 'new']);
    }
  });

  it('by two writers at once: one of them, and all of it', async () => {
    const texts = Array.from({ length: 8 }, (_, k) => String(k).repeat(100_000));
    const done = await Promise.allSettled(texts.map((text) => writeFileAtomic(at('race.txt'), text)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of done)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'file-exists', where: { file: at('race.txt') } });
    expect(texts[done.findIndex(({ status }) => status === 'fulfilled')]).toBe(readFileSync(at('race.txt'), 'utf8'));
    // Whoever comes between the look and the last step is not written over.
    await expect(
      replaceFile(at('late.txt'), {}, (temporary) => {
        writeFileSync(temporary, 'ours');
        writeFileSync(at('late.txt'), 'theirs');
        return Promise.resolve();
      }),
    ).rejects.toThrow(expect.objectContaining({ code: 'file-exists' }));
    expect([readFileSync(at('late.txt'), 'utf8'), left()]).toEqual(['theirs', []]);
  });

  it('leave nothing behind when writing fails, and tell errors of the disk from others', async () => {
    const failing = (error: Error, force = false): Promise<void> =>
      replaceFile(at('failed.txt'), { force }, (temporary) => {
        writeFileSync(temporary, 'half');
        return Promise.reject(error);
      });
    await expect(
      failing(
        Object.assign(new Error('ENOSPC: no space left on device, write'), {
          code: 'ENOSPC',
          errno: -28,
          syscall: 'write',
        }),
      ),
    ).rejects.toThrow(/failed\.txt: the file cannot be written: the disk is full/);
    await expect(failing(new OperandoError('invalid-argument', 'a name is empty.'))).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { file: at('failed.txt') } }),
    );
    const defect = new TypeError('x is undefined');
    await expect(failing(defect)).rejects.toBe(defect);
    expect([existsSync(at('failed.txt')), left()]).toEqual([false, []]);
    writeFileSync(at('failed.txt'), 'before');
    await expect(failing(defect, true)).rejects.toBe(defect);
    expect([readFileSync(at('failed.txt'), 'utf8'), left()]).toEqual(['before', []]);
  });

  it('are never put in the place of a folder or device', async () => {
    mkdirSync(at('sub'));
    await expect(writeFileAtomic(at('sub'), '', { force: true })).rejects.toThrow(/it is a folder/);
    await expect(writeFileAtomic('/dev/null', '', { force: true })).rejects.toThrow(/no file/);
    await expect(writeFileAtomic(at('sub/x/y'), '')).rejects.toThrow(/no such folder/);
    await expect(writeFileAtomic(at('mode.txt/y'), '')).rejects.toThrow(
      expect.objectContaining({ code: 'file-access' }),
    );
    expect([left(), readdirSync(at('sub'))]).toEqual([[], []]);
  });
});
