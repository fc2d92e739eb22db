import { edgeShape, xasStack } from '@operando/fixtures';
import type { XasStack } from '@operando/fixtures';
import type { NormalizedStack } from '@operando/xas-normalize';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Check, Job, Prepared } from '../program/job.js';
import { farthest, momentsOf, quartileDeviation } from '../program/statistics.js';

const copy = 'copy of the same bytes';
/** Where the edge of the first frame of the stack lies. */
const edge0 = 8344.3;

/** Slopes by their definition. */
function slopes(energy: Float64Array, mu: Float64Array, row: number): Float64Array {
  const n = energy.length;
  return energy.map((_, i) => {
    const [low, high] = [Math.max(0, i - 1), Math.min(n - 1, i + 1)];
    return (mu[row * n + high]! - mu[row * n + low]!) / (energy[high]! - energy[low]!);
  });
}

/** What a normalized stack is against the stack's truth. */
function normChecks({ energy, shift, edgeStep }: XasStack, result: NormalizedStack, prefix: string): readonly Check[] {
  const n = energy.length;
  const off = Float64Array.from(edgeStep, (step, f) => result.edgeStep[f]! / step - 1);
  // The truth has a curved baseline and oscillations, which lines and parabolas follow to some hundredths.
  const squares = Float64Array.from(shift, (moved, f) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const e = energy[i]!;
      const truth = edgeShape(e, edge0 + moved) * (1 - 6e-5 * Math.max(0, e - edge0 - moved));
      sum += (result.norm[f * n + i]! - truth) ** 2;
    }
    return Math.sqrt(sum / n);
  });
  return [
    within(`${prefix}edge steps against the truth, mean share off`, momentsOf(off).mean, -0.05, 0.05),
    atMost(`${prefix}edge steps, scatter of that`, momentsOf(off).deviation, 0.006),
    atMost(`${prefix}norm against the truth, worst frame (rms)`, Math.max(...squares), 0.05),
    atMost(`${prefix}frames without a result`, momentsOf(result.edgeStepStderr).lost, 0),
  ];
}

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { derivativeRows } = await build.load('core');
  const { createEdgeFinder, edgePositionStack, normalizeStack, preEdge } = await build.load('xas-normalize');
  const [frames, points] = [quick ? 200 : 2000, 1000];
  const stack = xasStack({ frames, points, seed: 1 });
  const { energy, mu, shift } = stack;
  const out = { norm: new Float64Array(mu.length), flat: new Float64Array(mu.length) };
  const derivative = new Float64Array(mu.length);
  const reference = normalizeStack(energy, mu);
  const finder = createEdgeFinder(energy);
  const single = Math.floor(frames / 20);
  const row = (f: number): Float64Array => mu.subarray(f * points, (f + 1) * points);
  const halfSteps = () =>
    edgePositionStack(energy, reference.flat, { e0: reference.e0, methods: ['half-step'] }).columns['half-step']!;
  return {
    inputs: { energy, mu },
    candidates: [
      { name: copy, items: frames, run: () => out.norm.set(mu) },
      { name: 'derivative map', items: frames, run: () => derivativeRows(energy, mu, frames, derivative) },
      {
        name: 'e0 alone',
        items: frames,
        run: () => {
          for (let f = 0; f < frames; f++) finder.find(mu, f * points);
        },
      },
      {
        name: 'norm + flat + step error, fixed e0',
        items: frames,
        run: () => normalizeStack(energy, mu, { out, e0: 8345 }),
      },
      { name: 'e0 + norm + flat + step error', items: frames, run: () => normalizeStack(energy, mu, { out }) },
      { name: 'half-step position with error', items: frames, run: halfSteps },
      {
        name: 'preEdge, one by one',
        items: single,
        run: () => {
          for (let f = 0; f < single; f++) preEdge(energy, row(f));
        },
      },
    ],
    check() {
      const each = normalizeStack(energy, mu);
      const fixed = normalizeStack(energy, mu, { e0: 8345 });
      const place = Float64Array.from(each.e0, (e0, f) => e0 - edge0 - shift[f]!);
      const alone = Array.from({ length: single }, (_, f) => preEdge(energy, row(f), { e0: each.e0[f]! }));
      const together = alone.map(({ norm }, f) => farthest(norm, each.norm.subarray(f * points, (f + 1) * points)));
      derivativeRows(energy, mu, frames, derivative);
      const sampled = [0, 1, frames >> 1, frames - 1];
      const slope = sampled.map((f) =>
        farthest(derivative.subarray(f * points, (f + 1) * points), slopes(energy, mu, f)),
      );
      const half = halfSteps();
      const moved = Float64Array.from(half.values, (value, f) => value - shift[f]!);
      // Neighbours have the same shape: what is left of their difference is noise, that of the edge step
      // among it, which rows that are flat already do not tell.
      const pulls = moved
        .subarray(1)
        .map((value, f) => (value - moved[f]!) / Math.hypot(half.stderr[f]!, half.stderr[f + 1]!));
      return [
        within('e0 against the truth, mean (eV)', momentsOf(place).mean, -0.5, 0.5),
        atMost('e0, scatter of that (eV)', momentsOf(place).deviation, 0.3),
        ...normChecks(stack, each, ''),
        ...normChecks(stack, fixed, 'fixed e0: '),
        atMost('norm against that of single spectra', Math.max(...together), 1e-9),
        atMost('derivative against its definition (per eV)', Math.max(...slope), 1e-12),
        atMost('half-step against the true shift, scatter (eV)', momentsOf(moved).deviation, 0.05),
        within('half-step: scatter of neighbours in standard errors', quartileDeviation([...pulls]), 0.8, 1.5),
        atMost('half-step: frames without a result', momentsOf(pulls).lost, 0),
      ];
    },
  };
}

/** Normalization of absorption spectra and what comes of it. */
export const xasJob: Job = {
  id: 'xas',
  title: 'Absorption spectra, 2000 x 1000, noisy (16 MB)',
  item: 'spectrum',
  goals: [
    { candidate: 'e0 + norm + flat + step error', beside: copy, most: 5, words: '5 copies' },
    { candidate: 'norm + flat + step error, fixed e0', beside: copy, most: 2.2, words: '2.2 copies' },
    { candidate: 'derivative map', beside: copy, most: 1.3, words: '1.3 copies' },
    { candidate: 'half-step position with error', beside: copy, most: 10, words: '10 copies' },
  ],
  peers: [{ script: 'xas_peers' }],
  prepare,
};
