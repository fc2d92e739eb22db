import type { TaskPart } from '@operando/threads';
import type { PlannedRun } from '../../plan/planned-run.js';

/** Runs that need only runs of levels before theirs, level after level. Runs that are left out count as done. */
export function planLevels(runs: readonly PlannedRun[]): readonly (readonly PlannedRun[])[] {
  const levelOf = new Map<string, number>();
  const levels: PlannedRun[][] = [];
  // Runs stand after those they need.
  for (const run of runs) {
    const level = Math.max(0, ...run.after.map((name) => (levelOf.get(name) ?? -1) + 1));
    levelOf.set(run.name, level);
    (levels[level] ??= []).push(run);
  }
  return levels;
}

/** Items shared out among tasks, as many as an array may have at most; those that follow each other stay together. */
export function sharedTasks<Item>(items: readonly Item[], mostTasks: number): readonly (readonly Item[])[] {
  const each = Math.ceil(items.length / Math.max(1, mostTasks));
  return Array.from({ length: Math.ceil(items.length / each) }, (_, task) =>
    items.slice(task * each, (task + 1) * each),
  );
}

/** A part of the frames of a run. */
export interface RunPart extends TaskPart {
  readonly run: string;
}

/** Parts of runs whose frames are shared out: the first of each, the second, ..., so that no run waits for another. */
export function partsOfRuns(runs: readonly Pick<PlannedRun, 'name' | 'parts'>[]): readonly RunPart[] {
  return runs
    .flatMap(({ name, parts }) => Array.from({ length: parts }, (_, part) => ({ run: name, part, of: parts })))
    .toSorted((a, b) => a.part - b.part);
}
