import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check, Job } from './job.js';
import { spreadOf } from './statistics.js';
import type { Spread } from './statistics.js';
import { startProcess } from './timed-process.js';
import type { TimedProcess } from './timed-process.js';

/** How a run of the program goes. */
export interface RunOptions {
  readonly quick: boolean;
  /** Folder of another build of the repository. */
  readonly against: string | undefined;
  readonly rounds: number | undefined;
}

/** One row of a job: this build (`here`), the other (`before`), or a peer. */
export interface Row {
  readonly name: string;
  readonly kind: 'here' | 'before' | 'peer';
  /** Microseconds of processor time an item. */
  readonly item: Spread;
  /** Ratio to the copy of the same bytes in the same rounds, for the same items. */
  readonly copies: Spread;
  /** Highest resident memory of its process, MB. */
  readonly megabytes: number;
}

/** A job that was measured. */
export interface Measured {
  readonly job: Job;
  readonly rows: readonly Row[];
  readonly checks: readonly Check[];
  /** Peers and builds that are not there, with the reason. */
  readonly skipped: readonly string[];
  /** Ratio of the times an item of two rows in the same rounds; undefined where one was not measured. */
  ratio(
    this: void,
    candidate: string,
    beside: { readonly name: string; readonly kind: Row['kind'] },
  ): Spread | undefined;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Nothing is run longer than so many microseconds in all. */
const longest = 12e6;

interface Timed {
  readonly name: string;
  readonly kind: Row['kind'];
  readonly items: number;
  readonly process: TimedProcess;
  /** Microseconds an item by round. */
  readonly times: number[];
  /** Highest resident memory so far, MB. */
  megabytes: number;
}

interface Started {
  readonly here: TimedProcess;
  readonly timed: Timed[];
  readonly skipped: string[];
  readonly all: readonly TimedProcess[];
}

/** What an error says first; another build may put all of its data into it. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.slice(0, 160);

/**
 * Everything that takes part in a job, with the same data. Each candidate has a process of its own, in which nothing else is compiled
 * or thrown away; a quick run has one for all.
 */
async function start(job: Job, { quick, against }: RunOptions, folder: string): Promise<Started> {
  const serve = fileURLToPath(new URL('serve.js', import.meta.url));
  const node = (of: string, which = 'candidates'): Promise<TimedProcess> =>
    startProcess(process.execPath, [serve, job.id, of, quick ? 'quick' : 'full', which]);
  const here = await node(root);
  const [all, skipped, timed]: [TimedProcess[], string[], Timed[]] = [[here], [...here.ready.skipped], []];
  /** Each candidate of a process, the first by that and the others by more of its kind. */
  const add = async (first: TimedProcess, kind: Row['kind'], more?: () => Promise<TimedProcess>): Promise<void> => {
    for (const [k, { name, items }] of first.ready.candidates.entries()) {
      const own = k === 0 || more === undefined ? first : await more();
      if (own !== first) all.push(own);
      timed.push({ name, kind, items, process: own, times: [], megabytes: 0 });
    }
  };
  const attempt = async (what: string, begin: () => Promise<void>): Promise<void> => {
    try {
      await begin();
    } catch (error) {
      skipped.push(`${what}: ${firstLine(error)}`);
    }
  };
  await add(here, 'here', quick ? undefined : () => node(root));
  if (quick) return { here, timed, skipped, all };
  if (against !== undefined) {
    await attempt('the other build', async () => {
      const before = await node(against);
      all.push(before);
      await add(before, 'before', () => node(against));
    });
  }
  const companions = here.ready.peers === true ? [() => node(root, 'peers')] : [];
  await here.inputs(folder);
  const python = (job.peers ?? []).map(({ script, given = {} }) => () => {
    const path = join(root, 'benchmarks', 'python', `${script}.py`);
    return startProcess('python3', [path, folder, JSON.stringify(given)]);
  });
  for (const begin of [...companions, ...python]) {
    await attempt('a peer', async () => {
      const peer = await begin();
      all.push(peer);
      skipped.push(...peer.ready.skipped);
      await add(peer, 'peer');
    });
  }
  return { here, timed, skipped, all };
}

/** Runs everything in turn, round after round, so that a noisy moment of the machine strikes all; what is slow in fewer rounds. */
async function runRounds({ timed, skipped }: Started, rounds: number): Promise<void> {
  const turns = new Map<Timed, number>();
  for (const one of timed.slice()) {
    try {
      const { microseconds } = await one.process.warm(one.name);
      turns.set(one, Math.min(rounds, Math.max(3, Math.floor(longest / microseconds))));
    } catch (error) {
      if (one.kind === 'here') throw error;
      skipped.push(`${one.name}: ${firstLine(error)}`);
      timed.splice(timed.indexOf(one), 1);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of timed) {
      if (round >= turns.get(one)!) continue;
      const { microseconds, megabytes } = await one.process.run(one.name);
      one.times.push(microseconds / one.items);
      one.megabytes = megabytes;
    }
  }
}

/** Ratios of the rounds that both were in. */
function ratioOf(one: Timed, other: Timed): Spread {
  const rounds = Math.min(one.times.length, other.times.length);
  return spreadOf(one.times.slice(0, rounds).map((time, k) => time / other.times[k]!));
}

/**
 * Measure a job, in processes of its own.
 *
 * @throws Error where this build cannot do it.
 */
export async function measureJob(job: Job, options: RunOptions): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'operando-bench-'));
  try {
    const started = await start(job, options, folder);
    const { here, timed, skipped, all } = started;
    try {
      await runRounds(started, options.quick ? 1 : (options.rounds ?? job.rounds ?? 15));
      const { checks } = await here.check();
      const copy = timed[0]!;
      const rows = timed.map((one): Row => ({
        name: one.name,
        kind: one.kind,
        item: spreadOf(one.times),
        copies: ratioOf(one, copy),
        megabytes: one.megabytes,
      }));
      return {
        job,
        rows,
        checks,
        skipped,
        ratio(candidate, beside) {
          const one = timed.find(({ name, kind }) => name === candidate && kind === 'here');
          const other = timed.find(({ name, kind }) => name === beside.name && kind === beside.kind);
          return one === undefined || other === undefined ? undefined : ratioOf(one, other);
        },
      };
    } finally {
      for (const each of all) await each.end();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
