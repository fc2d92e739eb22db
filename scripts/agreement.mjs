// How well this library agrees with Larch on the measured reference spectra: the worst relative difference of each
// quantity, by degree of the post-edge polynomial, as docs/agreement.md has it. Needs OPERANDO_REFERENCE_DATA and a build.
//   node scripts/agreement.mjs [--check]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findE0, preEdge } from '../packages/xas-normalize/dist/index.js';
import { expectCheckOnly, writeTables } from './document.mjs';

expectCheckOnly('agreement');

const root = process.env.OPERANDO_REFERENCE_DATA;
if (!root || !existsSync(join(root, 'xas', 'reference'))) {
  console.log('agreement with Larch: skipped, OPERANDO_REFERENCE_DATA is not set (see CONTRIBUTING.md)');
  process.exit(0);
}
const folder = join(root, 'xas', 'reference');
const read = (...parts) => JSON.parse(readFileSync(join(folder, ...parts), 'utf8'));
const renamed = { step: 'edgeStep', make_flat: 'flat' };
const optionsOf = (args) =>
  Object.fromEntries(
    Object.entries(args)
      .filter(([, v]) => v !== null)
      .map(([k, v]) => [renamed[k] ?? k, v]),
  );
const worst = (actual, { index, value }) =>
  index.reduce((most, i, k) => Math.max(most, Math.abs(actual[i] - value[k]) / Math.max(1, Math.abs(value[k]))), 0);

let spectra = 0;
let sameE0 = 0;
const table = new Map();
for (const { id } of read('INDEX.json')) {
  const reference = read(`${id}.json`);
  const { energy, mu } = read('full', `${id}.json`);
  spectra++;
  if (findE0(energy, mu) === reference.find_e0) sameE0++;
  for (const expected of [reference.pre_edge_default, ...Object.values(reference.pre_edge_cases)]) {
    const actual = preEdge(energy, mu, optionsOf(expected.args));
    const row = table.get(expected.nnorm) ?? { fits: 0, step: 0, norm: 0, flat: 0, pre: 0 };
    row.fits++;
    row.step = Math.max(row.step, Math.abs(actual.edgeStep / expected.edge_step - 1));
    row.norm = Math.max(row.norm, worst(actual.norm, expected.norm));
    row.flat = Math.max(row.flat, worst(actual.flat, expected.flat));
    row.pre = Math.max(row.pre, worst(actual.preEdge, expected.pre_edge));
    table.set(expected.nnorm, row);
  }
}
console.log(`agreement with Larch: e0 equal to the last bit in ${sameE0} of ${spectra} measured spectra`);
// Below 1e-11 all is rounding, which another version of the engine may do otherwise: the power of ten is enough.
const difference = (value) => (value < 1e-11 ? `< 1e${Math.ceil(Math.log10(value))}` : value.toExponential(1));
const rows = [...table].sort(([a], [b]) => a - b);
writeTables('agreement', 'agreement.md', [
  [
    '| nnorm | fits | edge step | norm | flat | pre-edge |',
    '|---|---|---|---|---|---|',
    ...rows.map(
      ([degree, { fits, step, norm, flat, pre }]) =>
        `| ${degree} | ${fits} | ${[step, norm, flat, pre].map(difference).join(' | ')} |`,
    ),
  ],
]);
