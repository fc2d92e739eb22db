import { OperandoError } from '@operando/core';
import type { Sweep } from '@operando/core';
import type { SweepChunk, SweepStream } from './sweep-types.js';
import { createTurnFinder } from '@operando/core';

/** One sweep of a stream, lent until the next. */
export interface SweepRecord {
  readonly energy: Float64Array;
  readonly mu: Float64Array;
  readonly start: number;
  readonly end: number;
  readonly direction: Sweep['direction'];
  readonly complete: boolean;
}

/** Where and how a stream is split. */
export interface SweepCollectorOptions {
  readonly travel: number;
  readonly minimumTravel?: number | undefined;
  readonly completeTravel?: number | undefined;
  readonly longestSweep?: number | undefined;
}

/** Collects the points of a record until the position has turned; gives whole sweeps. */
export function createSweepCollector(
  options: SweepCollectorOptions,
  onSweep: (sweep: SweepRecord) => void,
): { readonly add: SweepStream['add']; readonly finish: () => void } {
  const { travel, minimumTravel = 0.1, completeTravel = 0.9, longestSweep = 2e6 } = options;
  if (!(travel > 0) || !Number.isFinite(travel) || !(minimumTravel > 0))
    throw new OperandoError('invalid-argument', `the position travels ${travel} between turning points.`, {
      where: { parameter: 'travel' },
      cure: 'Give the distance between its turning points, above 0.',
    });
  const finder = createTurnFinder(minimumTravel * travel);
  let capacity = 4096;
  let position = new Float64Array(capacity);
  let energy = new Float64Array(capacity);
  let mu = new Float64Array(capacity);
  let time = new Float64Array(capacity);
  let filled = 0;
  /** Number of the first collected point in the whole record. */
  let first = 0;

  const append = (chunk: SweepChunk, from: number, to: number): void => {
    const count = to - from;
    if (filled + count > longestSweep) {
      throw new OperandoError(
        'unsplit-sweep',
        `the position has not turned in ${filled + count} points, up to ${chunk.position[to - 1]}.`,
        {
          where: { row: first + filled + count },
          cure: 'Give the channel that turns and how far it travels, or raise longestSweep.',
        },
      );
    }
    while (filled + count > capacity) {
      capacity *= 2;
      position = enlarged(position, capacity);
      energy = enlarged(energy, capacity);
      mu = enlarged(mu, capacity);
      time = enlarged(time, capacity);
    }
    copyInto(position, filled, chunk.position, from, to);
    copyInto(energy, filled, chunk.energy ?? chunk.position, from, to);
    copyInto(mu, filled, chunk.mu, from, to);
    if (chunk.time !== undefined) copyInto(time, filled, chunk.time, from, to);
    else for (let i = 0; i < count; i++) time[filled + i] = first + filled + i;
    filled += count;
  };
  const give = (count: number, sign: number): void => {
    const reach = Math.abs(position[count - 1]! - position[0]!);
    onSweep({
      energy: energy.subarray(0, count),
      mu: mu.subarray(0, count),
      start: time[0]!,
      end: time[count - 1]!,
      direction: sign >= 0 ? 'up' : 'down',
      complete: reach >= completeTravel * travel,
    });
    for (const values of [position, energy, mu, time]) values.copyWithin(0, count, filled);
    filled -= count;
    first += count;
  };
  return {
    add(chunk) {
      const n = chunk.position.length;
      const at = chunk.energy ?? chunk.position;
      if (at.length !== n || chunk.mu.length !== n || (chunk.time !== undefined && chunk.time.length !== n)) {
        throw new OperandoError(
          'shape-mismatch',
          `${n} positions, ${at.length} energies, ${chunk.mu.length} absorptions and ${chunk.time?.length ?? n} times.`,
        );
      }
      let from = 0;
      for (let i = 0; i < n; i++) {
        const place = chunk.position[i]!;
        const number = first + filled + i - from;
        if (!Number.isFinite(place))
          throw new OperandoError('non-finite', `position ${number} is ${place}.`, {
            where: { row: number },
            cure: 'Cut the point, or repair the record.',
          });
        const turn = finder.push(place);
        if (turn < 0) continue;
        append(chunk, from, i + 1);
        from = i + 1;
        give(turn - first + 1, -finder.direction());
      }
      append(chunk, from, n);
    },
    finish() {
      if (filled > 1) give(filled, finder.direction());
    },
  };
}

function enlarged(old: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(old);
  return larger;
}

function copyInto(target: Float64Array, at: number, source: ArrayLike<number>, from: number, to: number): void {
  if (source instanceof Float64Array) target.set(source.subarray(from, to), at);
  else for (let i = from; i < to; i++) target[at + i - from] = source[i]!;
}
