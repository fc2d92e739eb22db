/** A task of a job array. */
export interface TaskState {
  /** First word of Slurm's state: `PENDING`, `RUNNING`, `COMPLETED`, `FAILED`, `OUT_OF_MEMORY`, `TIMEOUT`, `CANCELLED`, `NODE_FAIL`. */
  readonly state: string;
  /** Slurm's reason, or its exit code; empty for none. */
  readonly detail: string;
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

/** Answers of `squeue -h -r -t all -o '%F|%K|%T|%r'`, by job and index. Lines that are none are left out. */
export function queueStates(text: string): ReadonlyMap<string, TaskState> {
  const states = new Map<string, TaskState>();
  for (const line of text.split('\n')) {
    const [job, index = '', state, detail = ''] = line.trim().split('|');
    if (job === undefined || state === undefined) continue;
    for (const each of index === 'N/A' ? ['0'] : arrayIndices(index)) states.set(`${job}_${each}`, { state, detail });
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

/** Why a task that left no result has none, in words; undefined while it waits or works. */
export function whyNone(task: TaskState | undefined): string | undefined {
  if (task === undefined) return 'Slurm knows nothing of it any longer';
  const { state, detail } = task;
  if (waiting.has(state) || working.has(state)) return undefined;
  switch (state) {
    case 'OUT_OF_MEMORY':
      return 'it used more memory than it was given; give more with slurm: {memory: …}';
    case 'TIMEOUT':
      return 'it ran into its time limit; give more with slurm: {time: …}';
    case 'CANCELLED':
      return 'it was cancelled';
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return 'its node failed';
    case 'DEADLINE':
      return 'its deadline passed';
    case 'PREEMPTED':
      return 'it gave way to other jobs';
    // As where memory is limited by no cgroup and the process was killed: the exit code alone says nothing.
    case 'COMPLETED':
      return 'it ended without a result; its log says more';
    default:
      // 134 and signal 6: Node's heap was full, or the process was aborted.
      return /^(?:134:0|6:0|0:6)$/.test(detail)
        ? 'it was aborted, as where the memory is full; give more with slurm: {memory: …}'
        : `it failed (${[state, detail].filter((word) => word !== '').join(' ')}); its log says more`;
  }
}

/** Whether a task waits or works, in a word. */
export function progressWord({ state }: TaskState): 'pending' | 'running' {
  return working.has(state) ? 'running' : 'pending';
}
