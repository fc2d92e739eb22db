import { createPacer } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';
import type { FrameRow } from './row-types.js';
import { lookAgain } from './second-look.js';
import { createSeriesWalk } from './series-walk.js';
import { checkCourses } from './shape-columns.js';
import { shareParameters } from './shared-parameters.js';
import { smoothParameters } from './smooth-parameters.js';
import type { FrameData, SeriesWalk } from './walk-types.js';

/** Reads frames in their order, all or those that are wanted, and hands out each; its arrays need not last. */
export type VisitFrames = (
  look: (frame: number, data: FrameData) => void,
  wanted?: ReadonlySet<number>,
) => Promise<void>;

/** What is done beside following each frame, and while. */
export interface FollowOptions {
  /** Names of refined parameters that have one value in all frames. */
  readonly shared: readonly string[];
  /** Names of refined parameters that go smoothly through the series. */
  readonly smooth: readonly string[];
  /** Called with each row that is new or became another, and all that there are. */
  readonly onRow: (row: FrameRow, rows: readonly FrameRow[]) => void;
  /** Gives the work up between two frames; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Walks forward through the series, in another way than with a push for each frame. */
  readonly walkFirst?: ((walk: SeriesWalk) => Promise<FirstWalk>) | undefined;
}

/** How a series was walked forward. */
export interface FirstWalk {
  /** Whether blocks of frames began anew, so that frames before one may know more of it as well. */
  readonly isJoined: boolean;
  /** What is to be said of it; empty where nothing is. */
  readonly warnings: readonly OperandoWarning[];
}

/** A series as followed. */
export interface FollowedSeries {
  /** What came of each frame, in order. */
  readonly rows: readonly FrameRow[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Refine a series frame by frame: forward, each from the last good one; back (and on) from where another start has found another
 * minimum; those once more that their neighbours say more of; then with what all say together of shared and smooth parameters.
 *
 * @param visit Called some times.
 * @throws OperandoError `invalid-argument` for shared and smooth parameters that are not refined.
 */
export async function followSeries(
  refiner: Refiner,
  visit: VisitFrames,
  { shared, smooth, onRow, signal, walkFirst }: FollowOptions,
): Promise<FollowedSeries> {
  checkCourses(refiner, shared, smooth);
  const walk = createSeriesWalk(refiner);
  const { rows } = walk;
  const tell = (row: FrameRow | undefined): void => {
    if (row !== undefined) onRow(row, rows);
  };
  const first = await walkFirst?.(walk);
  if (first === undefined) await visit((_, data) => tell(walk.push(data)));
  walk.settle();
  const pace = createPacer(signal);
  const again = lookAgain(refiner, walk);
  for (let wanted = again.next(); wanted.length > 0; wanted = again.next()) {
    const read = new Map<number, FrameData>();
    await visit((frame, data) => read.set(frame, copyOf(data)), new Set(wanted));
    for (const frame of wanted) {
      await pace();
      tell(again.visit(frame, read.get(frame)!));
    }
  }
  await visit((frame, data) => tell(walk.revise(frame, data)), new Set(walk.pending(first?.isJoined)));
  const sharing = shared.length > 0 ? shareParameters(refiner, walk, shared) : undefined;
  if (sharing !== undefined)
    do await visit((frame, data) => tell(sharing.visit(frame, data)));
    while (sharing.next());
  const smoothing = smooth.length > 0 ? smoothParameters(refiner, walk, smooth, shared) : undefined;
  if (smoothing !== undefined) await visit((frame, data) => tell(smoothing.visit(frame, data)));
  sharing?.finish();
  if (sharing !== undefined) for (const row of rows) onRow(row, rows);
  return { rows, warnings: [...(first?.warnings ?? []), ...(smoothing?.warnings ?? [])] };
}

function copyOf({ intensity, sigma, mask }: FrameData): FrameData {
  const copy = (values: ArrayLike<number> | undefined) =>
    values === undefined ? undefined : Float64Array.from(values);
  return { intensity: Float64Array.from(intensity), sigma: copy(sigma), mask: copy(mask) };
}
