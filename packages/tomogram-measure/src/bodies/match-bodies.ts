import type { BodyRuns } from './kept-runs.js';

/** Voxels that a body of one volume and a body of another have in common. */
export interface BodyOverlap {
  /** Number of the body in the first volume. */
  readonly a: number;
  /** Number of the body in the other. */
  readonly b: number;
  /** How many they have in common. */
  readonly voxels: number;
}

/** How bodies of two volumes of one size overlap, most voxels first. Time is that of going through both once. */
export function matchBodies(a: BodyRuns, b: BodyRuns): BodyOverlap[] {
  const found = new Map<string, { a: number; b: number; voxels: number }>();
  let [i, j] = [0, 0];
  while (i < a.row.length && j < b.row.length) {
    const common = a.row[i] === b.row[j] ? Math.min(a.end[i]!, b.end[j]!) - Math.max(a.start[i]!, b.start[j]!) : 0;
    if (common > 0 && a.body[i]! >= 0 && b.body[j]! >= 0) {
      const key = `${a.body[i]} ${b.body[j]}`;
      const pair = found.get(key) ?? { a: a.body[i]!, b: b.body[j]!, voxels: 0 };
      pair.voxels += common;
      found.set(key, pair);
    }
    const isFirst = a.row[i]! - b.row[j]! || a.end[i]! - b.end[j]!;
    if (isFirst <= 0) i++;
    else j++;
  }
  return [...found.values()].toSorted((one, other) => other.voxels - one.voxels || one.a - other.a || one.b - other.b);
}

/** What became of a body since the volume before. */
export type BodyEvent = 'first' | 'birth' | 'same' | 'merge' | 'split';

/** A body of one volume, told through time. */
export interface FollowedBody {
  /** The same through all volumes. */
  readonly id: number;
  /** What became of it since the volume before. */
  readonly event: BodyEvent;
  /** Bodies of the volume before that went into it, by their numbers there. */
  readonly from: readonly number[];
}

/** Bodies of a volume: where they are, and how large. */
export interface BodyList {
  /** Where they are. */
  readonly runs: BodyRuns;
  /** Size of each. */
  readonly voxels: readonly number[];
}

/** Least overlap of two bodies that are linked, over the smaller of both. */
const leastOverlap = 0.1;

function followStep(before: BodyList, own: BodyList, ids: readonly number[], next: () => number): FollowedBody[] {
  const links = matchBodies(before.runs, own.runs).filter(
    ({ a, b, voxels }) => voxels > leastOverlap * Math.min(before.voxels[a]!, own.voxels[b]!),
  );
  const heir = new Map<number, number>();
  // The largest overlap hands the identity on: of a split to one part.
  for (const { a, b } of links) if (!heir.has(a)) heir.set(a, b);
  return own.voxels.map((_, body): FollowedBody => {
    const from = links.filter(({ b }) => b === body).map(({ a }) => a);
    // A merge keeps the older identity: the smaller number.
    const inherited = from.filter((a) => heir.get(a) === body).map((a) => ids[a]!);
    const isPart = from.length > 0 && inherited.length === 0;
    const splits = from.some((a) => links.filter((link) => link.a === a).length > 1);
    return {
      id: inherited.length > 0 ? Math.min(...inherited) : next(),
      event: from.length === 0 ? 'birth' : from.length > 1 ? 'merge' : isPart || splits ? 'split' : 'same',
      from,
    };
  });
}

/** Bodies through time: births, merges, splits, and identities that follow the largest overlap. Volumes are registered. */
export function followBodies(volumes: readonly BodyList[]): FollowedBody[][] {
  let count = 0;
  const next = (): number => ++count;
  const all: FollowedBody[][] = [];
  volumes.forEach((own, t) => {
    const before = volumes[t - 1];
    const known = all[t - 1]?.map(({ id }) => id);
    all.push(
      before === undefined || known === undefined
        ? own.voxels.map(() => ({ id: next(), event: 'first' as const, from: [] }))
        : followStep(before, own, known, next),
    );
  });
  return all;
}
