// How well lags, changes and their absence are told over many simulated signals whose truth is known, each beside what is claimed. Needs a build; takes some minutes.
//   node scripts/signal-pulls.mjs [simulations] [lags|changes|walks|impedance]
import { seededRandom, simulateCoupledSignals } from '../fixtures/dist/index.js';
import { changesOf, circuit, createSignal, fitImpedanceSeries, lagBetween } from '../packages/multimodal/dist/index.js';

const simulations = Number(process.argv[2] ?? 200);
const wanted = process.argv[3];
const signal = (name, { time, values, stderr }) => createSignal({ name, start: time, values, stderr });
const width = (pulls) => Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
const share = (list) => (list.filter(Boolean).length / list.length).toFixed(3);

function lags() {
  const [pulls, inside] = [[], []];
  for (let k = 0; k < simulations; k++) {
    // Lags of either sign.
    const lag = 60 * (k % 21) - 600;
    const { edge, lattice } = simulateCoupledSignals({ seed: 1000 + k, lag });
    const range = [lag - 700, lag + 700];
    const found = lagBetween(signal('edge', edge), signal('lattice', lattice), { range, surrogates: 0 });
    pulls.push((found.lag - lag) / found.stderr);
    inside.push(found.interval[0] <= lag && lag <= found.interval[1]);
  }
  console.log(`lags: width of pulls ${width(pulls).toFixed(3)} (0.9 to 1.1), 95 % intervals hold ${share(inside)}`);
}

function walks() {
  const p = [];
  for (let k = 0; k < simulations; k++) {
    const { edge, lattice, walk } = simulateCoupledSignals({ seed: 3000 + k });
    const other = k % 2 === 0 ? signal('edge', edge) : signal('lattice', lattice);
    p.push(lagBetween(other, signal('walk', walk), { surrogates: 99, seed: k + 1 }).pValue);
  }
  console.log(`random walks: p above 0.05 in ${share(p.map((value) => value > 0.05))} (0.95)`);
}

function changes() {
  const truth = [4100, 9800, 15_500];
  const [inside, near, further] = [[], [], []];
  for (let k = 0; k < simulations; k++) {
    const { edge, lattice } = simulateCoupledSignals({ seed: 5000 + k });
    const isLater = k % 2 === 1;
    const found = changesOf(isLater ? signal('lattice', lattice) : signal('edge', edge)).changes.filter(
      (each) => !each.isWeak,
    );
    for (const kink of truth.map((time) => time + (isLater ? 412 : 0))) {
      const change = found.toSorted((a, b) => Math.abs(a.time - kink) - Math.abs(b.time - kink))[0];
      near.push(change !== undefined && Math.abs(change.time - kink) < 200);
      inside.push(change !== undefined && change.interval[0] <= kink && kink <= change.interval[1]);
    }
    further.push(found.length > truth.length);
  }
  console.log(
    `changes: within 200 s ${share(near)}, in their 95 % intervals ${share(inside)} (0.93 to 0.97), a further main one in ${share(further)}`,
  );
}

function impedance() {
  const model = circuit('R-p(R,CPE)-p(R,CPE)');
  const frequency = Float64Array.from({ length: 57 }, (_, i) => 10 ** (6 - i / 8));
  const random = seededRandom(7);
  const truth = Array.from({ length: simulations }, (_, k) => [
    18,
    95,
    2.2e-8,
    0.93,
    60 + (680 * k) / simulations,
    1.1e-5,
    0.82,
  ]);
  const spectra = truth.map((p, k) => {
    const z = Array.from(frequency, (f) => model.impedance(2 * Math.PI * f, p));
    const noisy = (part) =>
      Float64Array.from(z, ({ re, im }) => part({ re, im }) + 0.003 * Math.hypot(re, im) * random.normal());
    return { name: `${k}`, frequency, re: noisy(({ re }) => re), im: noisy(({ im }) => im), start: k, end: k };
  });
  const before = process.cpuUsage();
  const fitted = fitImpedanceSeries(spectra, { circuit: model, noise: 0.003 });
  const { user } = process.cpuUsage(before);
  const widths = model.parameters.map(({ name }, p) => {
    const pulls = fitted.spectra.flatMap(({ fit }, k) =>
      fit === undefined ? [] : [(fit.parameters[p] - truth[k][p]) / fit.stderr[p]],
    );
    return `${name} ${width(pulls).toFixed(2)}`;
  });
  const converged = fitted.spectra.filter(({ status }) => status === 'converged').length;
  console.log(
    `impedance: ${converged} of ${simulations} converged, widths of pulls ${widths.join(', ')}; ${(user / 1e6).toFixed(1)} s`,
  );
}

for (const job of [impedance, lags, walks, changes]) if (wanted === undefined || wanted === job.name) job();
