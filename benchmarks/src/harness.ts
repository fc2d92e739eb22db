/** One thing to be timed. */
export interface Candidate {
  readonly name: string;
  readonly run: () => void;
  /** How many times the work of one item (spectrum, fit) is done in one run. */
  readonly items: number;
}

/** Median processor time of a candidate, and its ratio to the first candidate of its group. */
export interface Timing {
  readonly name: string;
  readonly milliseconds: number;
  readonly microsecondsPerItem: number;
  readonly ratio: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : 0.5 * (sorted[half - 1]! + sorted[half]!);
}

/**
 * Time candidates in turn, round after round, so that a noisy moment of the
 * machine strikes all of them, and compare medians within this one run. Processor time is taken, that of collecting garbage
 * included: on a busy machine waiting would strike long runs, not short ones.
 *
 * @param candidates The first is the yardstick.
 * @param rounds @default 15
 */
export function compare(candidates: readonly Candidate[], rounds = 15): Timing[] {
  for (const { run } of candidates) for (let warm = 0; warm < 3; warm++) run();
  const times = candidates.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    candidates.forEach(({ run }, i) => {
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      times[i]!.push((user + system) / 1000);
    });
  }
  const medians = times.map(median);
  return candidates.map(({ name, items }, i) => ({
    name,
    milliseconds: medians[i]!,
    microsecondsPerItem: (1000 * medians[i]!) / items,
    ratio: medians[i]! / medians[0]!,
  }));
}

/** A table for people. */
export function formatTimings(title: string, timings: readonly Timing[]): string {
  const width = Math.max(...timings.map(({ name }) => name.length));
  const lines = timings.map(
    ({ name, milliseconds, microsecondsPerItem, ratio }) =>
      `  ${name.padEnd(width)}  ${milliseconds.toFixed(2).padStart(9)} ms  ${microsecondsPerItem
        .toFixed(3)
        .padStart(9)} us/item  ${ratio.toFixed(2).padStart(7)} x copy`,
  );
  return [title, ...lines].join('\n');
}
