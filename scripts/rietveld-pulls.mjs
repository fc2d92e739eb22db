// Deviations from the truth over standard errors in the three simulated series of whole patterns, of several draws each, as a table;
// the words for which phases are there are checked on the way. Needs the reference data; a draw takes some 15 s of processor time.
// Of one series alone where that is named: lfp-synchrotron, nmc-laboratory or nmc-neutron.
//   OPERANDO_REFERENCE_DATA=... node scripts/rietveld-pulls.mjs [draws] [first seed] [series]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [draws = '4', seed = '100', series = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'operando-pulls-'));
const table = join(folder, 'table.md');
const { status } = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    'packages/xrd-rietveld/test/series-seeds',
    '--coverage.enabled=false',
    '--maxWorkers=1',
    '--testTimeout=0',
    ...(series === '' ? [] : ['-t', series]),
  ],
  {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, OPERANDO_SEED: seed, OPERANDO_RUNS: draws, OPERANDO_CASES: '1', OPERANDO_PULLS: table },
  },
);
console.log('| series | of | values | mean | width |\n|---|---|---|---|---|');
console.log(existsSync(table) ? readFileSync(table, 'utf8').trimEnd() : '');
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
