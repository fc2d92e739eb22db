// From raw continuous sweeps with a foil to shares of species against charge, on a synthetic experiment whose truth is known.
// node scripts/quick-xas-demo.mjs [sweeps] [folder]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../packages/cli/dist/index.js';
import { writeQuickXas } from '../fixtures/dist/index.js';

const sweeps = Number(process.argv[2] ?? 2000);
const given = process.argv[3];
const folder = given ?? mkdtempSync(join(tmpdir(), 'operando-quick-xas-'));
const perFile = Math.min(100, sweeps);
const { scans, cycler, standards, share, shift } = writeQuickXas(folder, {
  files: Math.ceil(sweeps / perFile),
  sweeps: perFile,
});
const file = join(folder, 'standards.yml');
writeFileSync(
  file,
  `standards:\n  - {name: first, file: ${standards[0]}}\n  - {name: second, file: ${standards[1]}}\n`,
);
const recipe = `--sweeps both --bin 0.5 --reference auto --merge 10 --lcf ${file}`.split(' ');
const { exitCode, results } = await run([
  'xas',
  scans,
  '--ec',
  cycler,
  ...recipe,
  '-o',
  join(folder, 'results'),
  '--force',
]);
if (exitCode === 0) {
  const columns = new Map(results[0].tables[0].columns.map((column) => [column.name, column]));
  const groups = columns.get('share_second').values.length;
  const mean = (values, g) =>
    values.subarray(10 * g, 10 * (g + 1)).reduce((sum, value, _, { length }) => sum + value / length, 0);
  const rms = (found, truth) => {
    let squares = 0;
    for (let g = 0; g < groups; g++) squares += (found[g] - truth(g)) ** 2 / groups;
    return Math.sqrt(squares);
  };
  const ofShare = rms(columns.get('share_second').values, (g) => mean(share, g));
  const first = mean(shift, 0);
  const energy = columns.get('energy_shift').values;
  const ofShift = rms(
    energy.map((value) => value - energy[0]),
    (g) => mean(shift, g) - first,
  );
  console.log(`against the truth, rms: shares ${ofShare.toFixed(4)}, energies ${(1000 * ofShift).toFixed(1)} meV`);
}
if (given === undefined) rmSync(folder, { recursive: true, force: true });
process.exitCode = exitCode;
