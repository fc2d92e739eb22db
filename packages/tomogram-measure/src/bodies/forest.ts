import { enlarged } from './runs.js';
import { createSums, mergeRows, newRow } from './sums.js';
import type { BodySums } from './sums.js';

/** Provisional labels joined to bodies (union-find): the root of a body is the oldest of its labels, and has its sums. */
export interface Forest {
  parent: Int32Array;
  /** Row of the sums of each root. */
  row: Int32Array;
  size: number;
  readonly sums: BodySums;
}

/** A forest without trees. */
export function createForest(): Forest {
  return { parent: new Int32Array(1024), row: new Int32Array(1024), size: 0, sums: createSums() };
}

/** A new label with a row of sums. */
export function newTree(forest: Forest, group: number, firstVoxel: number): number {
  if (forest.size === forest.parent.length) {
    forest.parent = enlarged(forest.parent);
    forest.row = enlarged(forest.row);
  }
  forest.parent[forest.size] = forest.size;
  forest.row[forest.size] = newRow(forest.sums, group, firstVoxel);
  return forest.size++;
}

/** The oldest label of the body to which a label belongs. */
export function rootOf({ parent }: Forest, label: number): number {
  let at = label;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}

/** Join two bodies and their sums; gives their oldest label. */
export function unite(forest: Forest, a: number, b: number): number {
  const first = rootOf(forest, a);
  const second = rootOf(forest, b);
  if (first === second) return first;
  const old = Math.min(first, second);
  const young = Math.max(first, second);
  forest.parent[young] = old;
  mergeRows(forest.sums, forest.row[old]!, forest.row[young]!);
  return old;
}
