import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes at the end of a log that are looked at: what Node says where its heap is full comes with a page of addresses. */
const endBytes = 32 * 1024;

/** Begins what a task says each time that it is started. */
export const taskMark = '{"event":"task"';

/** Log of a task of an array. */
export const logOf = (folder: string, array: number | string, task: number | string): string =>
  join(folder, 'logs', `${array}-${task}.log`);

/** Why a task ended before its end, as far as its log tells. */
export type LoggedEnd = 'memory' | 'time' | 'cancelled' | 'node' | 'requeued';

// What Node and the steps of Slurm 22.05 say; older and newer ones differ in capitals and in what stands before.
const endings: readonly (readonly [RegExp, LoggedEnd])[] = [
  [/JavaScript heap out of memory|allocation failed.*out of memory|oom[-_ ]kill|exceeded .*memory limit/gi, 'memory'],
  [/Array buffer allocation failed|ERR_WORKER_OUT_OF_MEMORY|std::bad_alloc/g, 'memory'],
  [/\bDUE TO TIME LIMIT\b/gi, 'time'],
  [/\bDUE TO (?:NODE FAILURE|.*node.*fail)/gi, 'node'],
  [/\bDUE TO (?:JOB REQUEUE|PREEMPTION)/gi, 'requeued'],
  [/\b(?:JOB|STEP) \S+ ON \S+ CANCELLED AT \S+ ?(?!DUE)/g, 'cancelled'],
];

/** What ended a task, by the end of its log since it was started last; the latest word of it counts. */
export function loggedEnd(text: string): LoggedEnd | undefined {
  const since = text.slice(Math.max(0, text.lastIndexOf(taskMark)));
  let last = -1;
  let end: LoggedEnd | undefined;
  for (const [pattern, what] of endings)
    for (const { index } of since.matchAll(pattern))
      if (index > last) {
        last = index;
        end = what;
      }
  return end;
}

/** The end of a file; empty where there is none. */
export async function readEnd(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, endBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
