// The deviation of each source of stopping powers from NIST's tables, as docs/agreement.md has it. Needs a build.
//   node scripts/stopping-table.mjs [--check]
import { material, stoppingFunction, stoppingPower } from '../packages/ndp-depth/dist/index.js';
import { writeTables } from './document.mjs';

const energies = [200, 500, 1000, 2060, 2730];
const percent = (value) => `${value >= 0 ? '+' : '-'}${Math.abs(100 * value).toFixed(1)}`;
const tables = [];
for (const ion of ['triton', 'alpha']) {
  const lines = [
    `| ${ion} in | source | ${energies.map((energy) => `${energy / 1000} MeV`).join(' | ')} |`,
    `|---|---|${energies.map(() => '---|').join('')}`,
  ];
  tables.push(lines);
  for (const name of ['graphite', 'Al', 'Si', 'Cu', 'LiF', 'SiO2', 'Kapton']) {
    const table = stoppingFunction(ion, name, 'nist');
    const { nist: _nist, ...untabulated } = material(name);
    const isElement = Object.keys(untabulated.composition).length === 1;
    const sources = [
      ...(isElement ? [] : [{ label: 'NIST elements, Bragg', other: stoppingFunction(ion, untabulated, 'nist') }]),
      { label: 'ICRU-49', other: stoppingFunction(ion, name, 'icru49') },
      { label: 'ZBL-85', other: stoppingFunction(ion, name, 'zbl85') },
    ];
    for (const { label, other } of sources) {
      const cells = energies.map(
        (energy) =>
          `${percent(other.electronic(energy) / table.electronic(energy) - 1)} (${(100 * other.relativeUncertainty(energy)).toFixed(0)})`,
      );
      lines.push(`| ${name} | ${label} | ${cells.join(' | ')} |`);
    }
  }
}
console.log(
  `\nNIST tables themselves: ${energies.map((energy) => `${(100 * stoppingPower({ ion: 'triton', energy, material: 'Al' }).relativeUncertainty).toFixed(0)} %`).join(', ')} (triton), ${energies.map((energy) => `${(100 * stoppingPower({ ion: 'alpha', energy, material: 'Al' }).relativeUncertainty).toFixed(0)} %`).join(', ')} (alpha)`,
);
writeTables('stopping-table', 'agreement.md', tables);
