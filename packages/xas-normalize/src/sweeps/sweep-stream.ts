import { OperandoError } from '@operando/core';
import { createStackNormalizer } from '../normalize-stack.js';
import type { NormalizeStackOptions } from '../normalize-stack-types.js';
import { averageSweeps } from './average-sweeps.js';
import type { AverageSweepsOptions } from './average-sweeps.js';
import { createSweepCollector } from './sweep-collector.js';
import type { SweepRecord } from './sweep-collector.js';
import { orderSweep, sweepOnGrid } from './sweep-grid.js';
import type { SweepGrouping, SweepSpectrum, SweepStream } from './sweep-types.js';

/** Options of {@link createSweepStream}. */
export interface SweepStreamOptions {
  /** Energies that all spectra come to lie on, increasing, eV; see `sweepGrid`. */
  readonly grid: Float64Array;
  /** How far the position travels from one turning point to the next, in its own unit. */
  readonly travel: number;
  /** As in `splitSweeps`, shares of `travel`. @default 0.1 */
  readonly minimumTravel?: number | undefined;
  /** Sweeps that travel less are left out. @default 0.9 */
  readonly completeTravel?: number | undefined;
  /** Which sweeps are used; `separate` averages those up and those down each for themselves. @default 'both' */
  readonly directions?: 'both' | 'up' | 'down' | 'separate' | undefined;
  /** Which sweeps are averaged. @default { every: 1 } */
  readonly group?: SweepGrouping | undefined;
  /** How they are averaged. @default those of `averageSweeps` */
  readonly average?: AverageSweepsOptions | undefined;
  /** Normalize each sweep before averaging; `use` says which of the spectra go on. @default not normalized */
  readonly normalize?:
    | (Omit<NormalizeStackOptions, 'out' | 'e0'> & {
        /** One edge energy for all sweeps. @default found */
        readonly e0?: number | undefined;
        /** @default 'flat' */
        readonly use?: 'norm' | 'flat' | undefined;
      })
    | undefined;
  /** Points of a sweep at most: a position that does not turn must not fill the memory. @default 2e6 */
  readonly longestSweep?: number | undefined;
  /** Receives each spectrum as soon as its sweeps are there. */
  readonly onSpectrum: (spectrum: SweepSpectrum) => void;
}

interface Group {
  key: number;
  readonly direction: SweepSpectrum['direction'];
  readonly members: { readonly index: number; readonly start: number; readonly end: number; readonly jitter: number }[];
  rows: Float64Array;
}

/**
 * From a continuous record, piece by piece, to spectra: split at turning points, each sweep ordered and brought onto one
 * grid, normalized if wanted, averaged in groups without the bad ones. Memory holds one sweep and one group.
 *
 * @throws OperandoError `invalid-argument` for a travel or grid that cannot be; when adding, `shape-mismatch`,
 * `non-finite`, and `unsplit-sweep` for a position that does not turn.
 */
export function createSweepStream(options: SweepStreamOptions): SweepStream {
  const { grid, directions = 'both', group: grouping = { every: 1 }, average = {}, onSpectrum } = options;
  const points = grid.length;
  for (let i = 0; i < points; i++) {
    if (!Number.isFinite(grid[i]!) || (i > 0 && !(grid[i]! > grid[i - 1]!)))
      throw new OperandoError('invalid-argument', `the grid is ${grid[i]} eV at ${i}.`, {
        where: { parameter: 'grid' },
        cure: 'Give increasing energies.',
      });
  }
  const { use = 'flat', e0, ...normalization } = options.normalize ?? {};
  const normalizer = options.normalize === undefined ? undefined : createStackNormalizer(grid, normalization);
  const width = typeof grouping === 'function' ? 1 : 'every' in grouping ? grouping.every : grouping.seconds;
  if (!(width > 0) || points < 2)
    throw new OperandoError('invalid-argument', `groups of ${width} on a grid of ${points} energies.`, {
      where: { parameter: 'group' },
    });
  const groups = new Map<SweepSpectrum['direction'], Group>();
  const counts = new Map<SweepSpectrum['direction'], number>();
  let firstTime: number | undefined;
  let [sweeps, incomplete, spectra] = [0, 0, 0];

  const close = (group: Group): void => {
    const { members, direction } = group;
    if (members.length === 0) return;
    let rows = group.rows.subarray(0, members.length * points);
    if (normalizer !== undefined) rows = normalizer(rows, { e0 })[use];
    const { mean, stderr, rejected } = averageSweeps(grid, rows, average);
    onSpectrum({
      index: spectra++,
      direction,
      mu: mean,
      stderr,
      sweeps: members.filter((_, k) => !rejected.includes(k)).map(({ index }) => index),
      rejected: rejected.map((k) => members[k]!.index),
      start: members[0]!.start,
      end: members.at(-1)!.end,
      jitter: members.reduce((sum, { jitter }) => sum + jitter, 0),
    });
    members.length = 0;
  };
  const keyOf = (sweep: SweepRecord, index: number, place: number): number => {
    if (typeof grouping === 'function') return grouping({ index, time: sweep.start, direction: sweep.direction });
    if ('every' in grouping) return Math.floor(place / grouping.every);
    firstTime ??= sweep.start;
    return Math.floor((sweep.start - firstTime) / grouping.seconds + 1e-9);
  };
  const take = (sweep: SweepRecord): void => {
    const index = sweeps++;
    if (!sweep.complete) {
      incomplete++;
      return;
    }
    if ((directions === 'up' || directions === 'down') && sweep.direction !== directions) return;
    const direction = directions === 'both' ? 'both' : sweep.direction;
    const place = counts.get(direction) ?? 0;
    counts.set(direction, place + 1);
    const key = keyOf(sweep, index, place);
    let group = groups.get(direction);
    if (group === undefined)
      groups.set(
        direction,
        (group = {
          key,
          direction,
          members: [],
          rows: new Float64Array(
            points * (typeof grouping === 'object' && 'every' in grouping ? Math.min(grouping.every, 4096) : 16),
          ),
        }),
      );
    if (group.key !== key) close(group);
    group.key = key;
    const at = group.members.length * points;
    if (at + points > group.rows.length) {
      const larger = new Float64Array(2 * (at + points));
      larger.set(group.rows);
      group.rows = larger;
    }
    const ordered = orderSweep(sweep.energy, sweep.mu);
    sweepOnGrid(ordered.energy, ordered.values, grid, group.rows, at);
    group.members.push({ index, start: sweep.start, end: sweep.end, jitter: ordered.jitter });
    if (typeof grouping === 'object' && 'every' in grouping && group.members.length === grouping.every) close(group);
  };
  const collector = createSweepCollector(options, take);
  return {
    add: collector.add,
    finish() {
      collector.finish();
      for (const group of groups.values()) close(group);
      return { sweeps, incomplete, spectra };
    },
  };
}
