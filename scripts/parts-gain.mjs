// What is gained by sharing the frames of one run out between two processes: patterns that are refined in blocks, by one run, and by
// two parts at once with the run that joins them. Says how long both take, by the wall and by processor time, and that results are the
// same to the byte. Each part and the join read all files; the join draws and writes: what is gained is refining alone, and the more of
// it there is (points, terms of the background that are refined), the more.
//   node scripts/parts-gain.mjs [--patterns 1000] [--points 600] [--terms 4] [--parts 2]
// Needs a build. Ends with 1 where a byte differs or a process fails. For times of the wall nothing else should be at work.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { expectSameBytes, expectSo, operando, writePatterns } from './campaign-data.mjs';

const { values: given } = parseArgs({
  options: {
    patterns: { type: 'string', default: '1000' },
    points: { type: 'string', default: '600' },
    terms: { type: 'string', default: '4' },
    parts: { type: 'string', default: '2' },
  },
});
const patterns = Number(given.patterns);
const parts = Number(given.parts);
const folder = mkdtempSync(join(tmpdir(), 'operando-parts-'));
writePatterns(folder, patterns, Number(given.points));

function plan(output) {
  const path = join(folder, `${output}.yml`);
  const step = `{name: phases, technique: rietveld, optionsFile: phases/phases.yml, options: {blockFrames: ${Math.ceil(patterns / parts)}, background: {terms: ${given.terms}}}, parts: ${parts}}`;
  writeFileSync(
    path,
    `version: 1\noutput: ${output}\nsets:\n  phases: {files: {rietveld: phases/*.xy}}\nsteps:\n  - ${step}\n`,
  );
  return path;
}

const one = ['--json', '--threads', '1'];
const alone = await operando(['run', plan('alone'), ...one]);
expectSo(alone.code === 0, 'the run alone');
const shared = plan('shared');
const began = performance.now();
const each = await Promise.all(
  Array.from({ length: parts }, (_, k) => operando(['run', shared, '--part', `${k + 1}/${parts}`, ...one])),
);
const partsSeconds = (performance.now() - began) / 1000;
const joined = await operando(['run', shared, ...one]);
expectSo(
  [...each, joined].every(({ code }) => code === 0),
  'the parts, and the run that joins them',
);
expectSameBytes(folder, 'alone', 'shared');
const seconds = partsSeconds + joined.seconds;
const work = each.reduce((sum, { cpu }) => sum + cpu, joined.cpu);
const cpu = ({ cpu: spent }) => `${spent.toFixed(1)} s`;
console.log(
  [
    `${patterns} patterns: alone ${alone.seconds.toFixed(1)} s; ${parts} parts ${partsSeconds.toFixed(1)} s and ${joined.seconds.toFixed(1)} s to join: ${(alone.seconds / seconds).toFixed(2)} times as fast`,
    `of processors: alone ${cpu(alone)}; parts ${each.map(cpu).join(', ')}; to join ${cpu(joined)}: ${(work / alone.cpu).toFixed(2)} of the work`,
  ].join('\n'),
);
rmSync(folder, { recursive: true });
