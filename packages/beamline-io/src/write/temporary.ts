import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Whose temporary file it is: eight digits for the machine, the process, and digits of chance. */
const pattern = /^\.operando-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.tmp$/;

/** So long after its last change the temporary file of a process on another machine, of which nothing can be known, is taken for left behind, in ms. */
const longUntouched = 600_000;

const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A name for a temporary file of this process that no other file has. */
export function temporaryName(): string {
  return `.operando-${machine()}-${process.pid}-${randomBytes(8).toString('hex')}.tmp`;
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Remove from a folder the temporary files of writers that were killed: those of processes of this machine that are no more, and of
 * other machines those that have not been touched for ten minutes. Those of writers at work stay. A folder that is not there is none.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, where, pid] = pattern.exec(name) ?? [];
    if (where === undefined) continue;
    const path = join(folder, name);
    if (where === machine() ? isAlive(Number(pid)) : !(await isOld(path))) continue;
    await rm(path, { force: true }).catch(() => undefined);
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > longUntouched;
}
