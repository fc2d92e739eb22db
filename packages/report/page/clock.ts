import { isTextColumn } from '@operando/core';
import type { ResultTable, ViewTime } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import { numberColumns } from './frame-axis.js';
import { firstAbove } from './pool.js';
import type { Selection } from './selection.js';

/** When frames were measured, as far as their table tells; nothing where it was not known. */
export function timeOfTable(
  table: ResultTable | undefined,
  { isTimed }: Pick<PageResult, 'isTimed'>,
): ViewTime | undefined {
  const columns = numberColumns(table);
  const middle = columns.find(({ name }) => name === 'time')?.values;
  if (middle === undefined || !isTimed || !middle.every(Number.isFinite)) return undefined;
  const duration = columns.find(({ name }) => name === 'duration')?.values ?? new Float64Array(middle.length);
  return { start: middle.map((time, i) => time - duration[i]! / 2), duration };
}

/** The date at which the first frame began, seconds since 1970, where its table states it; without a zone as if it were UTC. */
export function epochOfTable(table: ResultTable | undefined): number | undefined {
  const start = table?.columns.find(({ name }) => name === 'start');
  const stamp = start !== undefined && isTextColumn(start) ? start.words[0] : undefined;
  if (stamp === undefined || stamp === '') return undefined;
  const milliseconds = Date.parse(/[zZ]$|[+-]\d\d:\d\d$/.test(stamp) ? stamp : `${stamp}Z`);
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : undefined;
}

/** Frames of a result on the clock of all results. */
export interface Clocked {
  readonly selection: Selection;
  /** Middle of each frame, seconds after the earliest frame of all results. */
  readonly middles: Float64Array;
}

/** The frame whose middle is nearest to a time. */
export function nearestFrame(middles: Float64Array, time: number): number {
  const next = firstAbove(middles, time);
  if (next === 0) return 0;
  if (next === middles.length) return next - 1;
  return time - middles[next - 1]! <= middles[next]! - time ? next - 1 : next;
}

/** Whichever frame is chosen in one result, the others go to theirs that is nearest in time. */
export function linkClocks(results: readonly Clocked[]): void {
  let isMoving = false;
  for (const { selection, middles } of results) {
    let before = selection.chosen();
    selection.follow(() => {
      const chosen = selection.chosen();
      if (chosen === before) return;
      before = chosen;
      if (isMoving) return;
      isMoving = true;
      for (const other of results)
        if (other.selection !== selection) other.selection.choose(nearestFrame(other.middles, middles[chosen]!));
      isMoving = false;
    });
  }
}
