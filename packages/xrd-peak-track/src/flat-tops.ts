/** A top that several points share exactly. */
export interface FlatTop {
  /** From 0. */
  readonly frame: number;
  /** First point of it. */
  readonly from: number;
  /** Last point of it. */
  readonly to: number;
}

/** Tops that are cut off, as by the limit of a detector. */
export interface FlatTops {
  /** Intensity at which they are. */
  readonly level: number;
  /** In the order of frames. */
  readonly tops: readonly FlatTop[];
}

/** Points of one value that a top of noise hardly has; and how many where frames agree on the value. */
const longRun = 3;
const agreedRun = 2;
const leastAgreed = 3;
/** Counts below which equal neighbours are chance, for frames by themselves and for those that agree. */
const leastCounts = 50;
const leastAgreedCounts = 1000;
/** By how much what lies beside has to be lower, in least differences: tops of smooth, rounded data are flat too. */
const steepest = 3;
/** Tops in units of what chance makes. */
const beyondChance = 5;
/** Chance of one that a single top is believed at. */
const leastChance = 1e-3;

/** A run of the highest value of a row, and that value, also in least differences of the row: of scaled counts the counts. */
interface Run extends FlatTop {
  readonly level: number;
  readonly counts: number;
}

/** Runs of the highest value of a row, of at least `agreedRun` points that are used and clearly above what lies beside. */
function runsOf(row: Float64Array, mask: Uint8Array | undefined, frame: number): Run[] {
  const isUsed = (i: number): boolean => mask?.[i] !== 1 && Number.isFinite(row[i]!);
  let level = -Infinity;
  for (let i = 0; i < row.length; i++) if (isUsed(i) && row[i]! > level) level = row[i]!;
  const runs: FlatTop[] = [];
  for (let i = 0; i < row.length; i++) {
    if (!isUsed(i) || row[i] !== level) continue;
    const from = i;
    while (i + 1 < row.length && isUsed(i + 1) && row[i + 1] === level) i++;
    if (i - from + 1 >= agreedRun) runs.push({ frame, from, to: i });
  }
  if (runs.length === 0 || !(level > 0)) return [];
  const quantum = quantumOf(row);
  const drop = (i: number): number => (i < 0 || i >= row.length ? 0 : level - row[i]!);
  return runs
    .filter(({ from, to }) => Math.max(drop(from - 1), drop(to + 1)) > steepest * quantum)
    .map(({ from, to }) => ({ frame, from, to, level, counts: level / quantum }));
}

/** Least difference between neighbours of a row that is none by rounding of the last digit. */
function quantumOf(row: Float64Array): number {
  let least = Infinity;
  for (let i = 1; i < row.length; i++) {
    const step = Math.abs(row[i]! - row[i - 1]!);
    if (step > 1e-9 * Math.abs(row[i]!) && step < least) least = step;
  }
  return least;
}

/** Runs of equal points that are high, but not the highest: values are repeated there, as by a nearest neighbour. */
function repeats(row: Float64Array, level: number): number {
  let count = 0;
  for (let i = 2; i < row.length; i++)
    if (row[i]! > 0.25 * level && row[i]! < level && row[i] === row[i - 1] && row[i] === row[i - 2]) count++;
  return count;
}

/**
 * Tops of patterns at which several neighbouring points have exactly the highest value, more than chance makes of counts: there a
 * detector was at its limit, or something was cut off. Values that are repeated all over (interpolated data) are none.
 *
 * @param stack Row-major frames x points. @param mask 1 where a point must not be used.
 * @returns Undefined where there are none.
 */
export function flatTops(stack: Float64Array, points: number, mask?: Uint8Array): FlatTops | undefined {
  const frames = stack.length / points;
  const runs: Run[] = [];
  let repeated = 0;
  for (let frame = 0; frame < frames; frame++) {
    const row = stack.subarray(frame * points, (frame + 1) * points);
    const found = runsOf(row, mask?.subarray(frame * points, (frame + 1) * points), frame);
    if (found.length > 0) repeated += repeats(row, found[0]!.level);
    runs.push(...found);
  }
  if (runs.length === 0 || repeated >= runs.length) return undefined;
  const level = runs.reduce((most, run) => Math.max(most, run.level), 0);
  const tell = (tops: readonly Run[]): FlatTops => ({
    level,
    tops: tops.map(({ frame, from, to }) => ({ frame, from, to })),
  });
  const agreed = runs.filter((run) => run.level === level && run.counts >= leastAgreedCounts);
  if (agreed.length >= leastAgreed) return tell(agreed);
  const long = runs.filter((run) => run.to - run.from + 1 >= longRun && run.counts >= leastCounts);
  if (long.length === 0) return undefined;
  // Two neighbours of n counts each are equal to a third with a chance of 1 / (4 pi n); some three places are near the top.
  const fewest = long.reduce((least, run) => Math.min(least, run.counts), Infinity);
  const chance = (longRun * frames) / (4 * Math.PI * fewest);
  return long.length > beyondChance * chance && (long.length > 1 || chance < leastChance) ? tell(long) : undefined;
}
