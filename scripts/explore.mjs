// Tries every test with made-up cases on fresh ones: properties with other seeds, readers with other damaged copies;
// and the simulations of which `npm test` takes only the first.
//   node scripts/explore.mjs [--times 20] [--only <regular expression of paths>] [--cases <at most, per run>] [--seed <first seed>]
// Tells each failure with the seed that repeats it. Ends with 1 when something failed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: given } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    cases: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const files = readdirSync(join(root, 'packages'))
  .map((name) => join('packages', name, 'test'))
  .filter((tests) => existsSync(join(root, tests)))
  .flatMap((tests) => readdirSync(join(root, tests), { recursive: true }).map((file) => join(tests, file)))
  .filter((file) => file.endsWith('.test.ts') && new RegExp(given.only).test(file))
  .filter((file) => /fast-check|exploredSeeds|isExploring|survives\.js/.test(readFileSync(join(root, file), 'utf8')))
  .toSorted();
console.log(`${files.length} files, ${given.times} times each, from seed ${given.seed} on`);

const folder = mkdtempSync(join(tmpdir(), 'operando-explore-'));
const report = join(folder, 'report.json');
let failed = 0;
for (const file of files) {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      file,
      '--coverage.enabled=false',
      '--maxWorkers=1',
      '--testTimeout=0',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: {
        ...process.env,
        OPERANDO_SEED: given.seed,
        OPERANDO_RUNS: given.times,
        OPERANDO_CASES: given.cases,
      },
    },
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) {
    console.log(`ok      ${file} (${seconds} s)`);
    continue;
  }
  failed++;
  console.log(`FAILED  ${file} (${seconds} s)`);
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
  const told = results.flatMap((each) => each.assertionResults).filter((test) => test.status === 'failed');
  for (const { fullName, failureMessages } of told) {
    const [message = ''] = failureMessages;
    const lines = message.split(/\n\s+at /)[0].split('\n');
    console.log([`  ${fullName}`, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n'));
    // As fast-check tells it, or a list of damaged copies.
    const seed = /seed: (-?\d+)|"(-?\d+): /.exec(message)?.slice(1).find(Boolean) ?? given.seed;
    console.log(`    again: OPERANDO_SEED=${seed} npx vitest run ${file} -t ${JSON.stringify(fullName)}`);
  }
  if (told.length === 0) console.log(stderr);
  rmSync(report, { force: true });
}
rmSync(folder, { recursive: true, force: true });
console.log(failed === 0 ? 'all held' : `${failed} of ${files.length} files failed`);
process.exitCode = failed === 0 ? 0 : 1;
