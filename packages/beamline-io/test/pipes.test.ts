import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsizedBytes, unsizedPieces } from '../src/bytes/unsized-file.js';
import { readFile, readTable } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-pipes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A pipe, and what a shell writes into it. */
function pipeOf(name: string, script?: string): string {
  const path = join(folder, name);
  spawnSync('mkfifo', [path]);
  if (script !== undefined) spawn('sh', ['-c', `(${script}) > "$0"`, path], { stdio: 'ignore' });
  return path;
}
const hasPipes = process.platform !== 'win32' && spawnSync('mkfifo', ['--version']).status === 0;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe.skipIf(!hasPipes)('pipes (need mkfifo)', () => {
  it('are read as files are, with pauses in them', async () => {
    const result = await readFile(pipeOf('a', 'printf "1 2\\n2 3\\n"; sleep 0.2; printf "3 4\\n"'));
    expect(result.kind === 'spectrum' && Array.from(result.table.columns[0]!.values)).toEqual([1, 2, 3]);
    const table = await readTable(pipeOf('b', 'sleep 0.2; printf "1 2\\n2 3\\n"'));
    expect(Array.from(table.columns[1]!.values)).toEqual([2, 3]);
  });

  it('without a writer, or with one that writes nothing, end with a message', async () => {
    await expect(unsizedBytes(pipeOf('c'), true, 1000, { writerSeconds: 0.05 })).rejects.toThrow(
      'nothing opened the pipe to write into it for 0.05 s',
    );
    await expect(unsizedBytes(pipeOf('d', 'sleep 3'), true, 1000, { idleSeconds: 0.05 })).rejects.toThrow(
      'nothing came through the pipe for 0.05 s',
    );
  });

  it('that are packed are refused as tables', async () => {
    await expect(readTable(pipeOf('e', 'printf "1 2\\n2 3\\n" | gzip'))).rejects.toThrow('packed by gzip');
  });

  it('may be read piece by piece', async () => {
    const pieces: string[] = [];
    for await (const piece of unsizedPieces(pipeOf('f', 'printf "ab"'), true)) pieces.push(text(piece));
    expect(pieces.join('')).toBe('ab');
  });
});

describe.skipIf(!existsSync('/dev/zero'))('devices (need /dev/zero)', () => {
  it('are read up to the limit', async () => {
    await expect(readFile('/dev/zero', { maxBytes: 1_000_000 })).rejects.toThrow(
      expect.objectContaining({ code: 'too-large', where: { file: '/dev/zero' } }),
    );
    await expect(readFile('/dev/null')).rejects.toThrow('the file is empty');
    await expect(readTable('/dev/zero')).rejects.toThrow(expect.objectContaining({ code: 'unknown-format' }));
  });

  it.skipIf(!existsSync('/proc/self/status'))('files of the system that tell no size are read', async () => {
    expect(text(await unsizedBytes('/proc/self/status', false, 1_000_000))).toContain('Name:');
    await expect(readFile('/proc/self/status')).rejects.toThrow('/proc/self/status, line');
  });
});
