import type { PhaseState } from './phase-slices.js';
import type { SliceFitter } from './slice-fitter.js';

/** A frame that can be fitted. */
export interface FrameToFit {
  /** [position x detector x channel]; NaN where a channel must not be used. */
  readonly counts: ArrayLike<number>;
  /** s, of each position and detector; 1 where not known. */
  readonly live: Float64Array;
}

/** Neighbouring slices of some frames that can be fitted without the others: plain data. */
export interface SliceTask {
  /** First slice, from 0. */
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  /** Of each phase, from the slice above the first on, if there is one. */
  readonly state: readonly PhaseState[];
}

/** What became of them: plain data. */
export interface FittedSlices {
  /** Every row of the fitter, one after another: of each the slices of the first frame, of the second, ... */
  readonly rows: Float64Array;
  /** Of each phase, in these slices, after the last frame. */
  readonly state: readonly PhaseState[];
  /** Spectra in which the static line is not seen. */
  readonly withoutLine: number;
}

/** Fits parts of some frames, all at the same time if it can, and gives what became of each. */
export type SliceRunner = (
  frames: readonly FrameToFit[],
  tasks: readonly SliceTask[],
) => Promise<readonly FittedSlices[]>;

/** Parts that slices are cut into at most. */
const mostParts = 16;

/** Whether a slice's fits depend on those of the one above: a phase that it has not shown yet is looked for where that has it. */
function dependsOnAbove({ phases }: SliceFitter, slice: number): boolean {
  return phases.some((phase) => {
    const [above, own] = phase.state(slice - 1, slice + 1).cells;
    return own === undefined && above !== undefined;
  });
}

function taskOf({ phases }: SliceFitter, from: number, to: number): SliceTask {
  return { from, to, state: phases.map((phase) => phase.state(Math.max(0, from - 1), to)) };
}

/** Parts that do not depend on each other, unless a phase appears in the slice above one that has not shown it either. */
function planParts(fitter: SliceFitter, slices: number): SliceTask[] {
  const size = Math.ceil(slices / mostParts);
  const tasks: SliceTask[] = [];
  let from = 0;
  for (let to = 1; to <= slices; to++) {
    if (to < slices && (to - from < size || dependsOnAbove(fitter, to))) continue;
    tasks.push(taskOf(fitter, from, to));
    from = to;
  }
  return tasks;
}

/** A part with what became of it. */
interface DonePart {
  readonly task: SliceTask;
  readonly fitted: FittedSlices;
}

/** Whether what a part took the slice above to be holds no more after the last frame. */
function isStale({ task }: DonePart, above: DonePart | undefined): boolean {
  return (
    above !== undefined &&
    task.state.some(({ cells: [, own] }, p) => own === undefined && above.fitted.state[p]!.cells.at(-1) !== undefined)
  );
}

/** Parts that are stale, each together with those above that it depends on. */
function stretches(parts: readonly DonePart[]): { readonly first: number; readonly last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (let t = 1; t < parts.length; t++) {
    if (!isStale(parts[t]!, parts[t - 1])) continue;
    const before = found.at(-1);
    if (before?.last === t - 1) before.last = t;
    else found.push({ first: t - 1, last: t });
  }
  return found;
}

/** Fit parts; those that turn out to depend on others once more, together with them, until none does. */
async function runParts(
  fitter: SliceFitter,
  slices: number,
  run: (tasks: readonly SliceTask[]) => Promise<readonly FittedSlices[]>,
): Promise<readonly DonePart[]> {
  const doParts = async (tasks: readonly SliceTask[]): Promise<DonePart[]> => {
    const fitted = await run(tasks);
    return tasks.map((task, t) => ({ task, fitted: fitted[t]! }));
  };
  let parts = await doParts(planParts(fitter, slices));
  for (;;) {
    const stale = stretches(parts);
    if (stale.length === 0) return parts;
    const again = await doParts(
      stale.map(({ first, last }) => taskOf(fitter, parts[first]!.task.from, parts[last]!.task.to)),
    );
    const kept = parts.filter((_, t) => stale.every(({ first, last }) => t < first || t > last));
    parts = [...kept, ...again].toSorted((a, b) => a.task.from - b.task.from);
  }
}

/** Brings the rows of parts into the order in which one would have written them. */
function merge(fitter: SliceFitter, frames: number, parts: readonly DonePart[]): void {
  for (let frame = 0; frame < frames; frame++) {
    for (const { task, fitted } of parts) {
      const width = task.to - task.from;
      for (let k = 0; k < width; k++)
        fitter.rows.forEach((row, r) => row.push(fitted.rows[(r * frames + frame) * width + k]!));
    }
  }
  for (const { task, fitted } of parts) {
    fitter.phases.forEach((phase, p) => phase.restore(task.from, fitted.state[p]!));
    fitter.addWithoutLine(fitted.withoutLine);
  }
}

/** Have frames fitted in parts of the slices; the fitter is then as if it had fitted them. */
export async function fitShared(
  fitter: SliceFitter,
  slices: number,
  frames: readonly FrameToFit[],
  run: SliceRunner,
): Promise<void> {
  merge(fitter, frames.length, await runParts(fitter, slices, (tasks) => run(frames, tasks)));
}

/** Fits a part of some frames with a fitter that is used for nothing else. */
export function fitPart(fitter: SliceFitter, frames: readonly FrameToFit[], task: SliceTask): FittedSlices {
  const { from, to, state } = task;
  const { rows, phases } = fitter;
  for (const row of rows) row.length = 0;
  const before = fitter.withoutLine;
  phases.forEach((phase, p) => phase.restore(Math.max(0, from - 1), state[p]!));
  for (const { counts, live } of frames)
    for (let slice = from; slice < to; slice++) fitter.fitSlice(counts, slice, live);
  const all = new Float64Array(rows.length * (rows[0]?.length ?? 0));
  rows.forEach((row, r) => all.set(row, r * row.length));
  return {
    rows: all,
    state: phases.map((phase) => phase.state(from, to)),
    withoutLine: fitter.withoutLine - before,
  };
}
