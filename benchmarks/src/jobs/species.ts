import { imageStack, seededRandom, xasStack } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf, quartileDeviation } from '../program/statistics.js';

async function prepareCombinations(build: Build, quick: boolean): Promise<Prepared> {
  const { linearCombinationStack } = await build.load('xas-normalize');
  const [frames, points] = [quick ? 500 : 10_000, 1000];
  const random = seededRandom(1);
  const energy = Float64Array.from({ length: points }, (_, i) => 8300 + 0.2 * i);
  const components = [8345, 8347, 8349].map((edge) => ({
    energy,
    norm: energy.map((e) => 0.5 + Math.atan((e - edge) / 1.6) / Math.PI),
  }));
  const noise = Float64Array.from({ length: 4096 }, () => 0.002 * random.normal());
  const stack = new Float64Array(frames * points);
  const truth = Array.from({ length: frames }, (_, f) => {
    const t = f / (frames - 1);
    return [(1 - t) * (1 - t), 2 * t * (1 - t), t * t] as const;
  });
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) {
      let value = noise[(f * 2663 + i * 7) & 4095]!;
      for (let k = 0; k < 3; k++) value += truth[f]![k]! * components[k]!.norm[i]!;
      stack[f * points + i] = value;
    }
  }
  const out = new Float64Array(stack.length);
  const free = () => linearCombinationStack(energy, stack, components, { sumToOne: false });
  return {
    inputs: { energy, stack },
    candidates: [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(stack) },
      {
        name: 'weights between 0 and 1 that sum to one, errors, R-factor',
        items: frames,
        run: () => linearCombinationStack(energy, stack, components, { bounds: [0, 1] }),
      },
      { name: 'weights without bounds or sum, errors, R-factor', items: frames, run: free },
    ],
    check() {
      const { weights, stderr } = free();
      const pulls = components.map((_, k) =>
        momentsOf(truth.map((shares, f) => (weights[3 * f + k]! - shares[k]!) / stderr[3 * f + k]!)),
      );
      return [
        atMost(
          'weights: mean off the truth in standard errors',
          Math.max(...pulls.map(({ mean }) => Math.abs(mean))),
          0.2,
        ),
        within('weights: least scatter in standard errors', Math.min(...pulls.map((one) => one.deviation)), 0.85, 1.15),
        within(
          'weights: largest scatter in standard errors',
          Math.max(...pulls.map((one) => one.deviation)),
          0.85,
          1.15,
        ),
      ];
    },
  };
}

/** Spectra as mixtures of known ones. */
export const combinationJob: Job = {
  id: 'combinations',
  title: 'Linear combinations, 3 components, 10 000 x 1000 (80 MB)',
  item: 'spectrum',
  rounds: 7,
  goals: [],
  peers: [{ script: 'species_peers' }],
  prepare: prepareCombinations,
};

async function prepareExafs(build: Build, quick: boolean): Promise<Prepared> {
  const { edgeMap, exafsStack, imageSource } = await build.load('xas-normalize');
  const [frames, points] = [quick ? 50 : 500, 1000];
  const { energy, mu } = xasStack({ frames, points, seed: 1, span: 0 });
  const out = new Float64Array(mu.length);
  const settings = { e0: 8345, edgeStep: 0.8 };
  const images = imageStack(quick ? { width: 64, height: 64 } : {});
  const map = () => edgeMap(images.energy, imageSource(images.energy, images.mu));
  return {
    candidates: [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(mu) },
      {
        name: 'autobk + xftf, linear',
        items: frames,
        run: () => exafsStack(energy, mu, { ...settings, nclamp: 0 }),
      },
      { name: 'autobk + xftf, clamped', items: frames, run: () => exafsStack(energy, mu, settings) },
      { name: 'edge map, a pixel', items: images.width * images.height, run: map },
    ],
    check() {
      const { r, magnitude } = exafsStack(energy, mu, settings);
      // Waves of the truth, sin(2 k 1.55 + 0.4), whose transform peaks a little nearer.
      const tops = Array.from({ length: frames }, (_, f) => {
        const row = magnitude.subarray(f * r.length, (f + 1) * r.length);
        let top = r.findIndex((distance) => distance > 1);
        for (let i = top; r[i]! < 3; i++) if (row[i]! > row[top]!) top = i;
        return r[top]!;
      });
      const { edge } = map();
      const off = [...edge.keys()]
        .filter((i) => images.edgeStep[i]! > 0.3 && Number.isFinite(edge[i]!))
        .map((i) => edge[i]! - images.edge[i]!);
      return [
        within('|chi(R)|: nearest top (angstrom)', Math.min(...tops), 1.35, 1.75),
        within('|chi(R)|: farthest top (angstrom)', Math.max(...tops), 1.35, 1.75),
        atMost('edges of pixels: scatter about the truth (eV)', quartileDeviation(off), 0.25),
      ];
    },
  };
}

/** Fine structure and images. */
export const exafsJob: Job = {
  id: 'exafs',
  title: 'Fine structure, 500 x 1000, and an edge map of 512 x 512 pixels x 60 energies',
  item: 'spectrum or pixel',
  rounds: 7,
  goals: [],
  prepare: prepareExafs,
};
