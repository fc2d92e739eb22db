// The deviation of each source of stopping powers from NIST's tables, as docs/agreement.md has it. Needs a build.
//   node scripts/stopping-table.mjs [--check]
import { material, materialPresets, stoppingFunction, stoppingPower } from '../packages/ndp-depth/dist/index.js';
import { astar } from '../packages/ndp-depth/dist/tables/nist-astar.js';
import { expectCheckOnly, writeTables } from './document.mjs';

expectCheckOnly('stopping-table');

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
// Alphas of boron and lithium at birth, in every material of ASTAR and in every preset.
const births = [1472, 2055];
const named = Object.entries(materialPresets).map(([name, { nist }]) => [name, nist]);
const symbols = Object.keys(astar).filter((key) => /^[A-Z][a-z]?$/.test(key));
const alphas = [
  `| alpha of 1.472 and 2.055 MeV in | NIST ASTAR, MeV cm2/g | taken here | ICRU-49 | ZBL-85 | NIST elements, Bragg |`,
  '|---|---|---|---|---|---|',
];
for (const [name, nist] of [...symbols.map((symbol) => [symbol, symbol]), ...named]) {
  // Powers per mass: the density is of no account.
  const of = material({ formula: name, density: 1 });
  const { nist: _nist, ...untabulated } = of;
  const table = nist === undefined ? undefined : stoppingFunction('alpha', of, 'nist');
  const cells = (target, source) => {
    const other = stoppingFunction('alpha', target, source);
    return births
      .map((energy) => {
        const own = (100 * other.relativeUncertainty(energy)).toFixed(0);
        if (table === undefined) return `${(10 * other.electronic(energy)).toFixed(0)} (${own} %)`;
        return `${percent(other.electronic(energy) / table.electronic(energy) - 1)} (${own})`;
      })
      .join(', ');
  };
  const isCompound = Object.keys(of.atomDensity).length > 1;
  alphas.push(
    `| ${name} | ${table === undefined ? 'none' : births.map((energy) => (10 * table.electronic(energy)).toFixed(1)).join(', ')} | ${cells(of, 'auto')} | ${cells(of, 'icru49')} | ${cells(of, 'zbl85')} | ${isCompound ? cells(untabulated, 'nist') : ''} |`,
  );
}
tables.push(alphas);
console.log(
  `\nNIST tables themselves: ${energies.map((energy) => `${(100 * stoppingPower({ ion: 'triton', energy, material: 'Al' }).relativeUncertainty).toFixed(0)} %`).join(', ')} (triton), ${energies.map((energy) => `${(100 * stoppingPower({ ion: 'alpha', energy, material: 'Al' }).relativeUncertainty).toFixed(0)} %`).join(', ')} (alpha)`,
);
writeTables('stopping-table', 'agreement.md', tables);
