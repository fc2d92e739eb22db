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

/** Runs shared out among tasks, as many as an array may have at most. */
export function sharedTasks(runs: readonly PlannedRun[], mostTasks: number): readonly (readonly string[])[] {
  const each = Math.ceil(runs.length / Math.max(1, mostTasks));
  return Array.from({ length: Math.ceil(runs.length / each) }, (_, task) =>
    runs.slice(task * each, (task + 1) * each).map(({ name }) => name),
  );
}
