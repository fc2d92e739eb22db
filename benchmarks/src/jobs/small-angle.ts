import { seededRandom, smallAngleCuts } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';

const one = 'fit of one cut, 7 free';
const series = 'series, widths shared';
const scipy = 'scipy least_squares, 7 free';

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { createCutCurve, fitCut, fitCutSeries } = await build.load('small-angle-fit');
  const frames = quick ? 20 : 100;
  const { q, counts, radius, distance } = smallAngleCuts({ frames, points: 230, seed: 9 });
  const data = counts.map((intensity) => ({ q, intensity }));
  const model = (scope: 'free' | 'shared') =>
    ({
      populations: [
        {
          form: 'sphere',
          structure: 'paracrystal',
          coupling: 'product',
          parameters: { radius: 60, width: { value: 0.22, scope }, distance: 320, disorder: { value: 80, scope } },
        },
      ],
      background: { powerLaw: { exponent: { value: 3, scope: 'fixed' } } },
      resolution: { sigma: 0 },
    }) as const;
  const smeared = { ...model('free'), resolution: { sigma: 0.0016 } };
  const random = seededRandom(3);
  const exact = new Float64Array(q.length);
  createCutCurve(smeared, q).evaluate(Float64Array.of(20_000, 55, 0.2, 310, 70, 15, 2e-4, 3), exact);
  const blurred = { q, intensity: exact.map((value) => random.poisson(value)) };
  return {
    inputs: { q, counts: blurred.intensity },
    candidates: [
      { name: 'copy of the counts', items: frames, run: () => counts.map((each) => each.slice()) },
      { name: one, items: 1, run: () => fitCut(blurred, smeared) },
      { name: series, items: frames, run: () => fitCutSeries(data, model('shared')) },
    ],
    check() {
      const { fits } = fitCutSeries(data, model('shared'));
      const pulls = (name: string, truth: Float64Array): number => {
        const k = fits[0]!.parameters.findIndex((each) => each.name === name);
        const squares = fits.map(({ values, stderr }, f) => ((values[k]! - truth[f]!) / stderr[k]!) ** 2);
        return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / frames);
      };
      return [
        within('radius: scatter about the truth in standard errors', pulls('radius_median', radius), 0.6, 1.4),
        within('distance: the same', pulls('distance', distance), 0.6, 1.4),
        atMost('frames without a minimum', fits.filter(({ status }) => status !== 'converged').length, 0),
      ];
    },
  };
}

/** Radius and distance of domains from cuts. */
export const smallAngleJob: Job = {
  id: 'small-angle',
  title: 'cuts of 230 points, spheres on a paracrystal',
  item: 'cut',
  rounds: 5,
  goals: [
    { candidate: one, beside: scipy, most: 0.01, words: '0.01 of scipy with 201 sizes and 1400 points as one product' },
    { candidate: one, beside: 'us', most: 5000, words: '5 ms' },
    { candidate: series, beside: 'us', most: 6000, words: '6 ms a cut (1000 in 6 s)' },
  ],
  peers: [{ script: 'small_angle_peers' }],
  prepare,
};
