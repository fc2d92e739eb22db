/**
 * Counts what becomes of damaged copies of the samples of one format; started by `scripts/fuzz.mjs`, which watches its time and memory.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { formats, read, readScans } from '@operando/beamline-io';
import { readFile } from '@operando/beamline-io/node';
import { damagedCopy, outcomeOf, outcomeOfError, outcomeOfResult } from './damaged.js';
import type { Outcome } from './damaged.js';
import { explanationOf } from './explained-changes.js';
import { fuzzSamples } from './fuzz-samples.js';
import { mutateBinary } from './mutate.js';
import { isOfOneLine, silentChanges } from './silent-changes.js';

/** What the worker is asked for. */
interface Task {
  readonly format: string;
  /** Damaged copies of all samples together. */
  readonly mutations: number;
  /** Draws of changes of each sample. */
  readonly draws: number;
  readonly seed: number;
  /** Milliseconds that one file may take. */
  readonly slowest: number;
  /** Where the worker writes which sample and seed it is at. */
  readonly at: SharedArrayBuffer;
}

const { format: id, mutations, draws, seed: first, slowest, at } = workerData as Task;
const format = formats.find((each) => each.id === id)!;
const samples = fuzzSamples(read)
  .filter((sample) => sample.format === id)
  .map(({ name, bytes }) => ({ name, bytes: bytes() }));
const place = new Int32Array(at);
const folder = mkdtempSync(join(tmpdir(), 'operando-fuzz-'));

/** Files that are read in parts have names of their own: one written over would be another instance of the library. */
async function outcomeOfFile(damaged: Uint8Array, seed: number): Promise<Outcome> {
  const path = join(folder, `damaged-${seed}`);
  writeFileSync(path, damaged);
  try {
    return outcomeOfResult(await readFile(path, { seconds: slowest / 1000, format: id }));
  } catch (error) {
    return outcomeOfError(error);
  } finally {
    rmSync(path);
  }
}

/** Milliseconds of processor time of the process. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  let milliseconds = 0;
  // Once more when it was slow: the machine may have been busy.
  for (let attempt = 0; attempt < 2; attempt++) {
    const [start, used] = [performance.now(), processorTime()];
    const outcome = await work();
    // Of a busy machine only what was worked counts; an end that never comes is seen from outside.
    milliseconds = Math.min(performance.now() - start, processorTime() - used);
    if (milliseconds <= slowest + (format.kind === 'file' ? 1000 : 0)) return outcome;
  }
  return { kind: 'wrong', problem: `took ${milliseconds.toFixed(0)} ms` };
}

const counts = { read: 0, refused: 0, wrong: 0 };
const wrong: string[] = [];
for (const [k, { name, bytes }] of samples.entries()) {
  const share = Math.floor((mutations * (k + 1)) / samples.length) - Math.floor((mutations * k) / samples.length);
  Atomics.store(place, 0, k);
  for (let seed = first; seed < first + share; seed++) {
    Atomics.store(place, 1, seed);
    const damaged = format.kind === 'file' ? mutateBinary(bytes, seed) : damagedCopy(bytes, seed);
    let outcome = await timed(() =>
      format.kind === 'file' ? outcomeOfFile(damaged, seed) : outcomeOf({ read, readScans }, damaged, id),
    );
    // One in five also as if nothing were known of it.
    if (outcome.kind !== 'wrong' && seed % 5 === 0 && format.kind !== 'file') {
      const unknown = await timed(() => outcomeOf({ read, readScans }, damaged, undefined));
      if (unknown.kind === 'wrong') outcome = unknown;
    }
    counts[outcome.kind]++;
    if (outcome.kind === 'wrong') wrong.push(`${name}, seed ${seed}: ${outcome.problem}`);
  }
}

const changes = { changes: 0, refused: 0, told: 0, followed: 0 };
const silent: string[] = [];
const explained: Record<string, number> = {};
if (format.kind === 'text')
  for (const [k, { name, bytes }] of samples.entries()) {
    Atomics.store(place, 0, k);
    const seeds = Array.from({ length: draws }, (_, i) => first + i);
    const found = silentChanges({ read, bytes, format: id, seeds, hasRows: !isOfOneLine(format) });
    for (const key of ['changes', 'refused', 'told', 'followed'] as const) changes[key] += found[key];
    for (const change of found.silent) {
      const why = explanationOf(id, change);
      if (why === undefined) silent.push(`${name}, ${change}`);
      else explained[why] = (explained[why] ?? 0) + 1;
    }
  }
rmSync(folder, { recursive: true });
parentPort!.postMessage({ samples: samples.length, counts, wrong, changes, silent, explained }, []);
