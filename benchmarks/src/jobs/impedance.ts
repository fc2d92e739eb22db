import { seededRandom } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

const series = 'tested, fitted and followed, with errors';
const noise = 0.003;

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { circuit, fitImpedanceSeries } = await build.load('multimodal');
  const count = quick ? 20 : 500;
  const model = circuit('R-p(R,CPE)-p(R,CPE)');
  const random = seededRandom(7);
  const frequency = Float64Array.from({ length: 57 }, (_, i) => 10 ** (6 - i / 8));
  // The slower arc grows from 60 to 740 ohm.
  const slow = Float64Array.from({ length: count }, (_, k) => 60 + (680 * k) / count);
  const spectra = Array.from(slow, (resistance, k) => {
    const values = [18, 95, 2.2e-8, 0.93, resistance, 1.1e-5, 0.82];
    const exact = Array.from(frequency, (f) => model.impedance(2 * Math.PI * f, values));
    const noisy = (part: 're' | 'im'): Float64Array =>
      Float64Array.from(exact, (z) => z[part] + noise * Math.hypot(z.re, z.im) * random.normal());
    return { name: `${k}`, frequency, re: noisy('re'), im: noisy('im'), start: k, end: k };
  });
  return {
    inputs: { frequency },
    candidates: [
      {
        name: 'copy of the parts',
        items: count,
        run: () => spectra.map(({ re, im }) => [re.slice(), im.slice()]),
      },
      { name: series, items: count, run: () => fitImpedanceSeries(spectra, { circuit: model, noise }) },
    ],
    check() {
      const fitted = fitImpedanceSeries(spectra, { circuit: model, noise }).spectra;
      const pulls = momentsOf(
        fitted.flatMap(({ fit }, k) => (fit === undefined ? [] : [(fit.parameters[4]! - slow[k]!) / fit.stderr[4]!])),
      );
      return [
        within('slower arc: scatter about the truth in standard errors', pulls.deviation, 0.6, 1.4),
        atMost('spectra without a minimum', fitted.filter(({ status }) => status !== 'converged').length, count / 100),
      ];
    },
  };
}

/** Impedance spectra with a circuit. */
export const impedanceJob: Job = {
  id: 'impedance',
  title: 'Impedance, 500 spectra of 57 frequencies, two arcs',
  item: 'spectrum',
  rounds: 5,
  goals: [{ candidate: series, beside: 'us', most: 4000, words: '500 spectra in 2 s' }],
  prepare,
};
