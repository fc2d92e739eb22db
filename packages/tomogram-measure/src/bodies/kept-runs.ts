import { rootOf } from './forest.js';
import type { Forest } from './forest.js';
import { enlarged } from './runs.js';
import type { SliceRuns } from './runs.js';

/** Where bodies are: runs along x in the order of their voxels. */
export interface BodyRuns {
  /** Row of each run: z times the height, plus y. */
  readonly row: Int32Array;
  /** First voxel of each run, along x from 0. */
  readonly start: Int32Array;
  /** One past the last voxel. */
  readonly end: Int32Array;
  /** Place in the list of bodies; -1 for bodies that were too small. */
  readonly body: Int32Array;
}

/** Runs that are kept while slices come. */
export interface KeptRuns {
  row: Int32Array;
  start: Int32Array;
  end: Int32Array;
  label: Int32Array;
  count: number;
}

/** Room for runs. */
export function keptRuns(): KeptRuns {
  const room = (): Int32Array => new Int32Array(1024);
  return { row: room(), start: room(), end: room(), label: room(), count: 0 };
}

/** Keep the runs `from` to before `to` of a slice. */
export function keepRuns(kept: KeptRuns, runs: SliceRuns, from: number, to: number, row: number): void {
  while (kept.count + to - from > kept.row.length) {
    kept.row = enlarged(kept.row);
    kept.start = enlarged(kept.start);
    kept.end = enlarged(kept.end);
    kept.label = enlarged(kept.label);
  }
  for (let i = from; i < to; i++) {
    kept.row[kept.count] = row;
    kept.start[kept.count] = runs.start[i]!;
    kept.end[kept.count] = runs.end[i]!;
    kept.label[kept.count] = runs.label[i]!;
    kept.count++;
  }
}

/** Kept runs with the places of their bodies. @param order Roots of the bodies, in their order. */
export function collectRuns(kept: KeptRuns, forest: Forest, order: readonly number[]): BodyRuns {
  const { count } = kept;
  const place = new Int32Array(forest.size).fill(-1);
  order.forEach((root, k) => {
    place[root] = k;
  });
  return {
    row: kept.row.slice(0, count),
    start: kept.start.slice(0, count),
    end: kept.end.slice(0, count),
    body: kept.label.slice(0, count).map((label) => place[rootOf(forest, label)]!),
  };
}
