import type { LoggedEnd } from './task-log.js';

/** A task of a job array. */
export interface TaskState {
  /** First word of Slurm's state: `PENDING`, `RUNNING`, `COMPLETED`, `FAILED`, `OUT_OF_MEMORY`, `TIMEOUT`, `CANCELLED`, `NODE_FAIL`. */
  readonly state: string;
  /** Slurm's reason; of accounts its exit code; empty for none. */
  readonly detail: string;
  /** Exit code and signal, `134:0`, `0:6`; absent where it is not known. */
  readonly exit?: string;
  /** How often it was put back into the queue. */
  readonly restarts?: number;
}

/** Indices in what Slurm writes of an array: `3`, `0,2-3`, `[0,2-3,5%3]`. */
export function arrayIndices(text: string): readonly number[] {
  return text
    .replaceAll(/[[\]]/g, '')
    .replace(/%\d+$/, '')
    .split(',')
    .flatMap((part) => {
      const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      if (from === undefined) return [];
      return Array.from({ length: Math.max(0, Number(to ?? from) - Number(from) + 1) }, (_, i) => Number(from) + i);
    });
}

/** Fields of `squeue -O` that {@link queueStates} reads, each ended by a bar; and those of `squeue -o`, of older ones. */
export const queueFields = 'ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|,RestartCnt:|,exit_code:|';
export const plainQueueFields = '%F|%K|%T|%r';

/** A raw status of `wait` as code and signal: 768 is `3:0`, 6 is `0:6`. */
function exitOf(raw: string | undefined): Pick<TaskState, 'exit'> {
  return raw === undefined || !/^\d+$/.test(raw) ? {} : { exit: `${Number(raw) >> 8}:${Number(raw) & 127}` };
}

/** Answers of `squeue -h -r -t all`, by job and index. Lines that are none are left out. */
export function queueStates(text: string): ReadonlyMap<string, TaskState> {
  const states = new Map<string, TaskState>();
  for (const line of text.split('\n')) {
    const [job, index = '', state, detail = '', restarts, raw] = line.trim().split('|');
    if (job === undefined || state === undefined) continue;
    const task = { state, detail, ...exitOf(raw), ...(Number(restarts) > 0 ? { restarts: Number(restarts) } : {}) };
    for (const each of index === 'N/A' ? ['0'] : arrayIndices(index)) states.set(`${job}_${each}`, task);
  }
  return states;
}

/**
 * Answers of `sacct -X -P -n -o JobID,State,ExitCode`, by job and index. A record of many tasks at once, as of those cancelled
 * while they were pending, is believed of tasks alone that have no record of their own.
 */
export function accountedStates(text: string): ReadonlyMap<string, TaskState> {
  const own = new Map<string, TaskState>();
  const shared = new Map<string, TaskState>();
  for (const line of text.split('\n')) {
    const [id = '', words = '', detail = ''] = line.trim().split('|');
    const [, job, index] = /^(\d+)(?:_(.+))?$/.exec(id) ?? [];
    const [state = ''] = words.split(' ');
    if (job === undefined || state === '') continue;
    if (index === undefined) own.set(`${job}_0`, { state, detail });
    else if (/^\d+$/.test(index)) own.set(`${job}_${index}`, { state, detail });
    else for (const each of arrayIndices(index)) shared.set(`${job}_${each}`, { state, detail });
  }
  return new Map([...shared, ...own]);
}

const waiting: ReadonlySet<string> = new Set([
  'PENDING',
  'CONFIGURING',
  'REQUEUED',
  'REQUEUE_HOLD',
  'REQUEUE_FED',
  'RESV_DEL_HOLD',
  'SPECIAL_EXIT',
]);
const working: ReadonlySet<string> = new Set([
  'RUNNING',
  'COMPLETING',
  'SUSPENDED',
  'STOPPED',
  'STAGE_OUT',
  'SIGNALING',
  'RESIZING',
]);

/** What ended a task that left no result. */
export type TaskEnd = 'memory' | 'time' | 'cancelled' | 'node' | 'requeued' | 'silent' | 'failed' | 'unknown';

/** Ends after which another attempt may come to a result; with more memory, if that was why. */
export const mendable: ReadonlySet<TaskEnd> = new Set<TaskEnd>(['memory', 'node', 'requeued']);

const endOfState: Readonly<Record<string, TaskEnd>> = {
  OUT_OF_MEMORY: 'memory',
  TIMEOUT: 'time',
  DEADLINE: 'time',
  CANCELLED: 'cancelled',
  NODE_FAIL: 'node',
  BOOT_FAIL: 'node',
  PREEMPTED: 'requeued',
  REVOKED: 'cancelled',
};

/**
 * What ended a task that left no result; undefined while it waits or works.
 *
 * Slurm's state comes first, then what its log says: where Slurm has forgotten the task, has no accounts, or saw only that a
 * process ended.
 */
export function taskEnd(task: TaskState | undefined, logged?: LoggedEnd): TaskEnd | undefined {
  if (task === undefined) return logged ?? 'unknown';
  const { state, detail, exit = detail } = task;
  if (waiting.has(state) || working.has(state)) return undefined;
  const known = endOfState[state];
  if (known !== undefined) return known;
  if (logged !== undefined) return logged;
  // As where memory is limited by no cgroup and the process was killed: the exit code alone says nothing.
  if (state === 'COMPLETED') return 'silent';
  // 134 and signal 6: Node's heap was full, or the process was aborted.
  return /^(?:134:0|6:0|0:6)$/.test(exit) ? 'memory' : 'failed';
}

const endWords: Readonly<Record<Exclude<TaskEnd, 'failed'>, string>> = {
  memory: 'it used more memory than it was given; give more with slurm: {memory: …}',
  time: 'it ran into its time limit; give more with slurm: {time: …}',
  cancelled: 'it was cancelled',
  node: 'its node failed',
  requeued: 'it gave way to other jobs',
  silent: 'it ended without a result; its log says more',
  unknown: 'Slurm knows nothing of it any longer',
};

/** Why a task that left no result has none, in words; undefined while it waits or works. */
export function whyNone(task: TaskState | undefined, logged?: LoggedEnd): string | undefined {
  const end = taskEnd(task, logged);
  if (end === undefined) return undefined;
  if (end !== 'failed') return endWords[end];
  const { state = '', detail = '', exit } = task ?? {};
  const words = [state, exit ?? detail].filter((word) => word !== '');
  return `it failed (${words.join(' ')}); its log says more`;
}

/** Why a task waits that would wait for long, or again; undefined for one that waits its turn. */
export function whyWaiting({ state, detail, restarts = 0 }: TaskState): string | undefined {
  if (!waiting.has(state)) return undefined;
  const again = restarts > 0 ? `it was put back into the queue (${restarts === 1 ? 'once' : `${restarts} times`})` : '';
  const held = /^Dependency$|^None$|^Resources$|^Priority$|^JobArrayTaskLimit$|^BeginTime$/.test(detail) ? '' : detail;
  const words = /not ?avail|DOWN|DRAINED/i.test(held) ? `its node is not available (${held})` : held;
  const both = [again, words].filter((word) => word !== '');
  return both.length === 0 ? undefined : both.join('; ');
}

/** Whether a task waits or works, in a word. */
export function progressWord({ state }: TaskState): 'pending' | 'running' {
  return working.has(state) ? 'running' : 'pending';
}
