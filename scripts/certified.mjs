// Certified digits reached on NIST's nonlinear reference sets, beside scipy's and lmfit's, as the table of
// docs/certified.md. Needs OPERANDO_REFERENCE_DATA and a build.
//   node scripts/certified.mjs [--check]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateStrd } from '../fixtures/dist/index.js';
import { leastSquares } from '../packages/numerics/dist/index.js';
import { expectCheckOnly, writeTables } from './document.mjs';

expectCheckOnly('certified');

const root = process.env.OPERANDO_REFERENCE_DATA;
if (!root || !existsSync(join(root, 'xrd', 'strd', 'strd.json'))) {
  console.log('NIST StRD: skipped, OPERANDO_REFERENCE_DATA is not set (see CONTRIBUTING.md)');
  process.exit(0);
}
const read = (...parts) => JSON.parse(readFileSync(join(root, 'xrd', ...parts), 'utf8'));
const sets = read('strd', 'strd.json');
const python = read('results', 'nist_python.json');
// Eleven digits are certified: no more can be reached.
const digits = (actual, certified) => Math.max(0, Math.min(11, -Math.log10(Math.abs(actual / certified - 1) || 1e-16)));
const worst = (actual, certified) =>
  certified.reduce((least, value, k) => Math.min(least, digits(actual[k], value) || 0), 11);
const peers = ['leastsq_default', 'leastsq_tight', 'lmfit_default', 'lmfit_tight', 'least_squares_trf_tight'];

const lines = [
  '| set, start | status | iterations | parameters | standard errors | scipy leastsq | leastsq, 1e-15 | lmfit | lmfit, 1e-15 | scipy trf, 1e-15 |',
  '|---|---|---|---|---|---|---|---|---|---|',
];
const reached = { own: 0, ...Object.fromEntries(peers.map((name) => [name, 0])) };
for (const [name, set] of Object.entries(sets)) {
  for (const start of [1, 2]) {
    const x = set.x.map((value) => (typeof value === 'number' ? [value] : value));
    const y = Float64Array.from(set.y, (value) => (name === 'Nelson' ? Math.log(value) : value));
    const model = (p, _x, out, jacobian) => evaluateStrd(name, p, x, out, jacobian);
    const fit = leastSquares({ model, x: new Float64Array(y.length), y }, set[`start${start}`], {
      scaleCovariance: true,
    });
    const parameters = worst(fit.parameters, set.cert_values);
    const errors = worst(fit.stderr, set.cert_stderr);
    if (parameters >= 6) reached.own++;
    const others = peers.map((peer) => {
      const lre = python[peer][`${name}/${start}`]?.lre ?? 0;
      if (lre >= 6) reached[peer]++;
      return lre.toFixed(1);
    });
    lines.push(
      `| ${name}, ${start} | ${fit.status} | ${fit.iterations} | ${parameters.toFixed(1)} | ${errors.toFixed(1)} | ${others.join(' | ')} |`,
    );
  }
}
lines.push(
  `| **6 digits or more** | | | **${reached.own} of 54** | | ${peers.map((peer) => `${reached[peer]} of 54`).join(' | ')} |`,
);
writeTables('certified', 'certified.md', [lines]);
