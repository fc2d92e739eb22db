// A campaign of cells, run through a plan: killed at random moments and gone on with, then with an option changed. Says what each
// costs beside a run that was left alone, and that the results are the same to the last byte.
//   node scripts/campaign.mjs [--cells 12] [--frames 40000] [--patterns 0] [--kills 5] [--seed 1] [--keep]
// With patterns, so many are refined as a run of their own.
// Needs a build. Ends with 1 where a byte differs, or more or less was done than had to be.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../packages/numerics/dist/index.js';
import {
  expectSameBytes,
  expectSo,
  operando,
  stateCounts,
  writeCells,
  writePatterns,
  writePlan,
} from './campaign-data.mjs';

const { values: given } = parseArgs({
  options: {
    cells: { type: 'string', default: '12' },
    frames: { type: 'string', default: '40000' },
    patterns: { type: 'string', default: '0' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const cells = Number(given.cells);
const each = Math.ceil(Number(given.frames) / (2 * cells));
const random = seededRandom(Number(given.seed));
const folder = mkdtempSync(join(tmpdir(), 'operando-campaign-'));
await writeCells(folder, cells, each);
const patterns = Number(given.patterns) > 0;
if (patterns) writePatterns(folder, Number(given.patterns));
const runs = 2 * cells + (patterns ? 1 : 0);

const plan = (output, halfWindow) => writePlan(folder, output, cells, { halfWindow, patterns });
const run = async (path, after) => {
  const done = await operando(['run', path, '--json'], after === undefined ? undefined : { after, signal: 'SIGKILL' });
  const states = stateCounts(done.lines.filter(({ event }) => event === 'ended'));
  return { ...done, states };
};
const shown = ({ code, states, seconds, cpu }) =>
  `${seconds.toFixed(1)} s (${cpu.toFixed(1)} s of processors), exit ${code}, ${JSON.stringify(states)}`;

console.log(
  `${cells} cells, ${2 * cells * each} frames in ${2 * cells} runs${patterns ? `, ${given.patterns} patterns refined in one` : ''}`,
);
const whole = await run(plan('whole', 0.3));
console.log(`left alone: ${shown(whole)}`);
const again = await run(plan('whole', 0.3));
console.log(`once more: ${shown(again)}`);
expectSo(again.states['reused'] === runs, 'all is used again');
const killed = plan('killed', 0.3);
let spent = 0;
for (let kill = 0; kill < Number(given.kills); kill++) {
  const part = await run(killed, random.uniform() * 0.5 * whole.seconds);
  spent += part.cpu;
  console.log(`killed: ${shown(part)}`);
}
const last = await run(killed);
const share = (spent + last.cpu) / whole.cpu;
console.log(`gone on with: ${shown(last)}; all together ${share.toFixed(2)} of the processor time of a run left alone`);
expectSameBytes(folder, 'whole', 'killed');
if (patterns) {
  // In the midst of the patterns: once some of them are kept.
  const kept = () => existsSync(join(folder, 'cut', '.blocks'));
  const args = ['run', plan('cut', 0.3), '--only', 'phases', '--json'];
  await operando(args, { when: kept, signal: 'SIGKILL' });
  expectSo(kept(), 'killed with some patterns kept');
  await operando(args);
  const { blocks = 0 } = JSON.parse(readFileSync(join(folder, 'cut', 'phases', 'phases', 'run.json'), 'utf8'));
  expectSo(blocks > 0, `${blocks} blocks of patterns are taken up`);
  expectSameBytes(folder, join('whole', 'phases'), join('cut', 'phases'));
}
const changed = await run(plan('killed', 0.4));
console.log(`another window for peaks: ${shown(changed)}`);
expectSo(changed.states['done'] === cells && changed.states['reused'] === runs - cells, 'only its step is done again');
if (given.keep || process.exitCode === 1) console.log(folder);
else rmSync(folder, { recursive: true });
