// A campaign on the Slurm that answers here: one task at a time and two, beside a run without Slurm; then with too little memory,
// which has to be told and mended by itself, and with a node that goes down and is drained.
//   node scripts/slurm-campaign.mjs [--cells 6] [--frames 12000] [--memory 1500] [--little 200] [--skip-node]
// Needs a build, a Slurm whose tasks see this folder, the right to take its nodes down for the last part, and limits of memory by
// cgroups for the part before. Ends with 1 where something does not hold.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { expectSameBytes, expectSo, operando, stateCounts, writeCells, writePlan } from './campaign-data.mjs';

const { values: given } = parseArgs({
  options: {
    cells: { type: 'string', default: '6' },
    frames: { type: 'string', default: '12000' },
    memory: { type: 'string', default: '1500' },
    little: { type: 'string', default: '200' },
    'skip-speed': { type: 'boolean', default: false },
    'skip-memory': { type: 'boolean', default: false },
    'skip-node': { type: 'boolean', default: false },
  },
});
const cells = Number(given.cells);
const each = Math.ceil(Number(given.frames) / (2 * cells));
const folder = mkdtempSync(join(tmpdir(), 'operando-slurm-'));
chmodSync(folder, 0o755);
await writeCells(folder, cells, each);
const slurm = (what) => ({ more: [`slurm: {${what}}`] });
const plan = (output, what) => writePlan(folder, output, cells, slurm(what));
const same = (output) => expectSameBytes(folder, 'here', output, `${output}: the bytes of the run without Slurm`);
const status = async (path) => (await operando(['status', path, '--json'], undefined, 'ignore')).lines;
const sleep = (seconds) => new Promise((resolve) => void setTimeout(resolve, 1000 * seconds));

/** Waits until nothing is left to do; gives what was told last, and each new sentence on the way. */
async function ended(path, seen = () => undefined) {
  const told = new Set();
  for (const end = Date.now() + 900_000; Date.now() < end;) {
    const lines = await status(path);
    seen(lines);
    for (const { run, state, why, memory } of lines) {
      const line = `${state}${memory === undefined ? '' : ` with ${memory} MB`}${why === undefined ? '' : `: ${why}`}`;
      if (why !== undefined && !told.has(line)) console.log(`  ${run}: ${line}`);
      if (why !== undefined) told.add(line);
    }
    const counts = stateCounts(lines);
    // What is lost may be submitted again by the job at the end.
    if (counts['pending'] === undefined && counts['running'] === undefined && queued() === 0)
      return { lines: await status(path), told };
    await sleep(0.5);
  }
  throw new Error('it does not come to an end');
}
const queued = () => execFileSync('squeue', ['-h'], { encoding: 'utf8' }).split('\n').filter(Boolean).length;

/** Seconds between the first begin and the last end of tasks, by their own records; and those that they took together. */
function spans(output) {
  const times = readdirSync(join(folder, output), { recursive: true })
    .filter((name) => name.endsWith('run.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, output, name), 'utf8')))
    .map(({ started, seconds }) => ({ from: Date.parse(started) / 1000, seconds }));
  const first = Math.min(...times.map(({ from }) => from));
  const last = Math.max(...times.map(({ from, seconds }) => from + seconds));
  return { wall: last - first, work: times.reduce((sum, { seconds }) => sum + seconds, 0) };
}

console.log(`${cells} cells, ${2 * cells * each} frames in ${2 * cells} runs`);
const here = await operando(['run', plan('here', ''), '--json', '--threads', '1']);
console.log(`without Slurm, one thread: ${here.seconds.toFixed(1)} s`);
if (!given['skip-speed']) {
  const walls = [];
  const busy = [];
  for (const slots of [1, 2]) {
    const output = `slots-${slots}`;
    const path = plan(output, `memory: ${given.memory}, throttle: ${slots}`);
    await operando(['submit', path, '--json']);
    const { lines } = await ended(path);
    const { wall, work } = spans(output);
    walls.push(wall);
    busy.push(work / wall);
    console.log(
      `${slots} at once: ${JSON.stringify(stateCounts(lines))}, ${wall.toFixed(1)} s, work ${work.toFixed(1)} s`,
    );
    same(output);
  }
  // Where others use the machine, each task takes longer: how many were at work on average does not depend on that.
  console.log(`two at once are ${(walls[0] / walls[1]).toFixed(2)} times as fast as one`);
  const gained = busy[1] / busy[0];
  expectSo(gained >= 1.7, `${gained.toFixed(2)} times as many tasks were at work (1.7 wanted)`);
}
if (!given['skip-memory']) {
  const path = plan('little', `memory: ${given.little}, attempts: 4`);
  await operando(['submit', path, '--json']);
  const { lines, told } = await ended(path);
  const tried = lines.filter(({ attempt }) => attempt !== undefined);
  console.log(`too little memory: ${JSON.stringify(stateCounts(lines))}, ${tried.length} submitted again`);
  expectSo(
    tried.length > 0 && [...told].some((line) => line.includes('memory')),
    'too little memory is told, and mended',
  );
  same('little');
}
if (!given['skip-node']) {
  const node = execFileSync('sinfo', ['-h', '-N', '-o', '%N'], { encoding: 'utf8' }).trim().split('\n')[0];
  const set = (state, ...more) => execFileSync('scontrol', ['update', `nodename=${node}`, `state=${state}`, ...more]);
  const path = plan('node', `memory: ${given.memory}`);
  await operando(['submit', path, '--json']);
  let isDown = false;
  for (; !isDown; await sleep(0.2))
    if ((stateCounts(await status(path))['running'] ?? 0) > 0) {
      // What works there is put back into the queue, and nothing else begins.
      set('down', 'reason=tried');
      isDown = true;
    }
  const told = async (word, seconds) => {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(0.5)) {
      const found = (await status(path)).find(({ why }) => why?.includes(word));
      if (found === undefined) continue;
      console.log(`  ${found.run}: ${found.state}: ${found.why}`);
      return true;
    }
    return false;
  };
  expectSo(await told('put back', 30), 'what worked on a node that went down is told to be in the queue again');
  // One that answers comes back by itself, where Slurm is configured so.
  set('drain', 'reason=tried');
  expectSo(await told('not available', 60), 'a node that is drained is told');
  set('resume');
  const { lines } = await ended(path);
  expectSo(stateCounts(lines)['done'] === 2 * cells, 'what was put back into the queue is done');
  same('node');
}
rmSync(folder, { recursive: true });
