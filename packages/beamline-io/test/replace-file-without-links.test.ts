import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { replaceFile, writeFileAtomic } from '../src/write/replace-file.js';

// FAT, and some file systems over a network, know no second name for a file.
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  link: () =>
    Promise.reject(
      Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', errno: -1, syscall: 'link' }),
    ),
}));

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-no-links-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('where files have one name only', () => {
  it('nothing that another writer put there is written over either', async () => {
    const texts = Array.from({ length: 8 }, (_, k) => String(k).repeat(1000));
    const done = await Promise.allSettled(texts.map((text) => writeFileAtomic(at('race.txt'), text)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of done) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'file-exists' });
    expect(texts[done.findIndex(({ status }) => status === 'fulfilled')]).toBe(readFileSync(at('race.txt'), 'utf8'));
    await expect(
      replaceFile(at('late.txt'), {}, (temporary) => {
        writeFileSync(temporary, 'ours');
        writeFileSync(at('late.txt'), 'theirs');
        return Promise.resolve();
      }),
    ).rejects.toThrow(expect.objectContaining({ code: 'file-exists' }));
    expect([readFileSync(at('late.txt'), 'utf8'), readdirSync(folder).filter((name) => name.endsWith('.tmp'))]).toEqual(
      ['theirs', []],
    );
  });
});
