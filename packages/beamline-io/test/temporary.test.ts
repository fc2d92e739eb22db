import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive, removeAbandoned, replaceFile } from '../src/node.js';

/** The number of a process that is no more. */
function pastProcess(): number {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return pid;
}

it('temporary files of writers that were killed are taken away, others stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'operando-temporary-'));
  try {
    let own = '';
    await replaceFile(join(folder, 'a.txt'), {}, (temporary) => {
      own = basename(temporary);
      return Promise.resolve();
    });
    const killed = own.replace(`-${process.pid}-`, `-${pastProcess()}-`);
    expect(killed).not.toBe(own);
    // The same processes of another machine: at work a minute ago, and an hour ago.
    const away = (name: string): string => name.replace(/^\.operando-[0-9a-f]{8}/, '.operando-00000000');
    const late = away(own);
    const old = away(killed);
    const foreign = '.operando-notes.tmp';
    for (const name of [own, killed, late, old, foreign]) writeFileSync(join(folder, name), '');
    const ago = (seconds: number): Date => new Date(Date.now() - 1000 * seconds);
    utimesSync(join(folder, late), ago(60), ago(60));
    utimesSync(join(folder, old), ago(3600), ago(3600));
    utimesSync(join(folder, own), ago(3600), ago(3600));
    await removeAbandoned(folder);
    expect(readdirSync(folder).toSorted()).toEqual([own, late, foreign, 'a.txt'].toSorted());
    await removeAbandoned(join(folder, 'not-there'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('processes are alive or not', () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(pastProcess())).toBe(false);
  for (const none of [0, -1, 1.5, Number.NaN]) expect(isAlive(none)).toBe(false);
});
