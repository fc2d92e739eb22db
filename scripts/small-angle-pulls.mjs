// Pulls of radius and distance over simulated series, and coverage of the intervals of a cut that does not determine its radius.
// Needs a build; takes some minutes.
//   node scripts/small-angle-pulls.mjs [draws]
import { seededRandom, smallAngleCuts } from '../fixtures/dist/index.js';
import { finishSteps } from '../packages/core/dist/index.js';
import { createCutCurve, fitCutSeries, seriesProfileSteps } from '../packages/small-angle-fit/dist/index.js';

const draws = Number(process.argv[2] ?? 200);

const sphere = (parameters, structure = 'paracrystal') => ({
  form: 'sphere',
  structure,
  coupling: 'product',
  parameters,
});
const rms = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const share = (values) => `${((100 * values.filter(Boolean).length) / values.length).toFixed(1)} %`;

/** Series of many frames: pulls of both, and of the widths that they share. */
function ofSeries() {
  const { q, counts, radius, distance } = smallAngleCuts({
    frames: draws,
    points: 230,
    seed: 11,
    course: (f) => [52 + (16 * f) / draws + Math.sin(f), 300 + (60 * f) / draws + 3 * Math.cos(f)],
  });
  const model = {
    populations: [sphere({ radius: 60, width: 0.25, distance: 330, disorder: 80 })],
    background: { powerLaw: { exponent: 3 } },
  };
  const began = process.cpuUsage().user;
  const { fits } = fitCutSeries(
    counts.map((intensity) => ({ q, intensity })),
    model,
  );
  const seconds = (process.cpuUsage().user - began) / 1e6;
  const at = (name) => fits[0].parameters.findIndex((each) => each.name === name);
  for (const [name, truth] of Object.entries({ radius_median: radius, distance })) {
    const pulls = fits.map(({ values, stderr }, f) => (values[at(name)] - truth[f]) / stderr[at(name)]);
    const off = fits.map(({ values }, f) => values[at(name)] - truth[f]);
    console.log(
      `${name}: pull ${rms(pulls).toFixed(3)}, within 95 % ${share(pulls.map((each) => Math.abs(each) < 1.96))}, rms ${rms(off).toFixed(3)} angstrom`,
    );
  }
  const degenerate = fits.filter(({ status }) => status !== 'converged').length;
  console.log(
    `${draws} frames of ${q.length} points in ${seconds.toFixed(2)} s of processor; ${degenerate} not converged`,
  );
}

/** A short cut of broad spheres: radius 52, width 0.42, distance 260, disorder 120 angstrom. */
function ofDegenerate() {
  const q = Float64Array.from({ length: 48 }, (_, i) => 0.012 + (0.024 * i) / 47);
  const model = {
    populations: [sphere({ radius: 50, width: 0.35, distance: 260, disorder: 110 })],
    background: { flat: { value: 0, scope: 'fixed' }, powerLaw: { exponent: { value: 3, scope: 'fixed' } } },
  };
  const curve = createCutCurve(model, q);
  const exact = new Float64Array(q.length);
  // Counts fall from 1200 to 130 over the range.
  curve.evaluate(Float64Array.of(3680, 52, 0.42, 260, 120, 0, 5.9e-4, 3), exact);
  const random = seededRandom(12);
  const found = Array.from({ length: draws }, () => {
    const series = fitCutSeries([{ q, intensity: exact.map((value) => random.poisson(value)) }], model);
    const { profiles, parameters, isDegenerate } = finishSteps(seriesProfileSteps(series, 'doubtful'));
    const p = parameters.findIndex((k) => series.fits[0].parameters[k].name === 'radius_median');
    const profile = profiles[0][p];
    const holds = (range) => range.low <= 52 && range.high >= 52;
    return {
      told: isDegenerate[0][p] || series.fits[0].statuses[parameters[p]] === 'at-bound',
      one: profile !== undefined && holds(profile.interval),
      two: profile !== undefined && holds(profile.interval95),
      known: profile !== undefined,
    };
  });
  const known = found.filter((each) => each.known);
  console.log(
    `a cut that does not determine its radius: told in ${share(found.map(({ told }) => told))} of ${draws} draws, profile in ${known.length}; one standard deviation holds the truth in ${share(known.map(({ one }) => one))}, 95 % in ${share(known.map(({ two }) => two))}`,
  );
}

ofSeries();
ofDegenerate();
