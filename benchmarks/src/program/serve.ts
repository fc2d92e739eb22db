import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jobs } from '../jobs/index.js';
import { buildIn } from './build.js';
import type { Candidate } from './job.js';
import type { Answer, Request } from './messages.js';

/**
 * A process for one job: `node serve.js JOB ROOT full|quick [peers]`. Times of processor, that of collecting garbage and compiling included, which
 * neighbours on the machine lengthen less than they do waiting.
 */
const [id, root, size, which] = process.argv.slice(2);
const quick = size === 'quick';
/** Shorter runs are repeated up to so many microseconds, since clocks of processors tick. */
const shortest = quick ? 0 : 20_000;
/** Candidates are run for so long before they are timed: what is hot is compiled by then. */
const warming = quick ? 0 : 400_000;

const say = (answer: Answer): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

async function timeOf(candidate: Candidate, repeats: number): Promise<number> {
  const start = process.cpuUsage();
  for (let k = 0; k < repeats; k++) await candidate.run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

const job = jobs.find((one) => one.id === id);
if (job === undefined || root === undefined) throw new Error(`there is no job ${id}`);
try {
  const prepared = await job.prepare(buildIn(root), quick);
  const repeats = new Map<string, number>();
  const { peers = [] } = prepared;
  const candidates = which === 'peers' ? peers : prepared.candidates;
  const candidateOf = (name: string): Candidate => candidates.find((one) => one.name === name)!;

  const warm = async (name: string): Promise<number> => {
    let total = 0;
    let last = await timeOf(candidateOf(name), 1);
    for (let runs = 1; total < warming && runs < 10_000; runs++) {
      last = await timeOf(candidateOf(name), 1);
      total += last;
    }
    repeats.set(name, Math.max(1, Math.ceil(shortest / Math.max(1, last))));
    return last;
  };
  const run = async (name: string): Promise<number> => {
    const times = repeats.get(name) ?? 1;
    return (await timeOf(candidateOf(name), times)) / times;
  };
  const took = (microseconds: number): void => say({ microseconds, megabytes: process.resourceUsage().maxRSS / 1024 });
  const writeInputs = (folder: string): void => {
    for (const [name, values] of Object.entries(prepared.inputs ?? {}))
      writeFileSync(join(folder, `${name}.f64`), values);
  };

  say({ candidates: candidates.map(({ name, items }) => ({ name, items })), peers: peers.length > 0, skipped: [] });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if (request.ask === 'warm') took(await warm(request.name));
    else if (request.ask === 'run') took(await run(request.name));
    else if (request.ask === 'check') say({ checks: prepared.check() });
    else {
      writeInputs(request.folder);
      took(0);
    }
  }
} catch (error) {
  say({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
