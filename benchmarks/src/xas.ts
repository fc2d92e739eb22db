import { derivativeRows } from '@operando/core';
import { edgeShape, imageStack, xasStack } from '@operando/fixtures';
import {
  createEdgeFinder,
  createSweepStream,
  edgeMap,
  edgePositionStack,
  exafsStack,
  imageSource,
  normalizeStack,
  preEdge,
  sweepGrid,
} from '@operando/xas-normalize';
import { compare } from './harness.js';
import type { Timing } from './harness.js';

/** Normalization and derivative map of a real-size stack, against copying the same bytes. */
export function benchmarkXas(frames = 2000, points = 1000): Timing[] {
  const { energy, mu } = xasStack({ frames, points, seed: 1 });
  const out = { norm: new Float64Array(mu.length), flat: new Float64Array(mu.length) };
  const derivative = new Float64Array(mu.length);
  const reference = normalizeStack(energy, mu);
  const finder = createEdgeFinder(energy);
  const tenth = Math.floor(frames / 10);
  return compare([
    { name: 'copy of the same bytes (one output)', items: frames, run: () => out.norm.set(mu) },
    { name: 'derivative map', items: frames, run: () => derivativeRows(energy, mu, frames, derivative) },
    {
      name: 'e0 alone',
      items: frames,
      run: () => {
        for (let frame = 0; frame < frames; frame++) finder.find(mu, frame * points);
      },
    },
    {
      name: 'norm + flat + edge step error, fixed e0',
      items: frames,
      run: () => void normalizeStack(energy, mu, { out, e0: 8345 }),
    },
    {
      name: 'e0 per frame + norm + flat + edge step error',
      items: frames,
      run: () => void normalizeStack(energy, mu, { out }),
    },
    {
      name: 'half-step edge positions with errors',
      items: frames,
      run: () => void edgePositionStack(energy, reference.flat, { e0: reference.e0, methods: ['half-step'] }),
    },
    {
      name: 'preEdge frame by frame (a tenth of the frames)',
      items: tenth,
      run: () => {
        for (let frame = 0; frame < tenth; frame++) preEdge(energy, mu.subarray(frame * points, (frame + 1) * points));
      },
    },
  ]);
}

/** chi(k) and |chi(R)| of a stack, background without and with clamps. */
export function benchmarkExafs(frames = 500, points = 1000): Timing[] {
  const { energy, mu } = xasStack({ frames, points, seed: 1 });
  const out = new Float64Array(mu.length);
  return compare(
    [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(mu) },
      {
        name: 'autobk + xftf, linear (nclamp 0)',
        items: frames,
        run: () => void exafsStack(energy, mu, { e0: 8345, edgeStep: 0.8, nclamp: 0 }),
      },
      {
        name: 'autobk + xftf, clamped as in Larch',
        items: frames,
        run: () => void exafsStack(energy, mu, { e0: 8345, edgeStep: 0.8 }),
      },
    ],
    7,
  );
}

/** A continuous record split, ordered, gridded, normalized and averaged by 20, streamed; and an edge map. In words, since each runs once. */
export function describeStreams(sweeps = 110_000, each = 1000): string {
  const grid = sweepGrid({ from: 8255, to: 8740, step: 2, edge: 8345, edgeStep: 0.4 });
  const kept = 100;
  const position = new Float64Array(kept * each);
  const mu = new Float64Array(kept * each);
  for (let i = 0; i < position.length; i++) {
    const share = ((i % each) + 0.5) / each;
    const at = 8250 + 500 * (Math.floor(i / each) % 2 === 1 ? 1 - share : share) + 0.1 * Math.sin(1.7 * i);
    position[i] = at;
    mu[i] = 0.2 + 0.9 * edgeShape(at, 8345) + 0.01 * Math.sin(i * i);
  }
  const copy = new Float64Array(position.length);
  let start = performance.now();
  for (let k = 0; k < sweeps / kept; k++) {
    copy.set(position);
    copy.set(mu);
  }
  const copying = performance.now() - start;
  start = performance.now();
  const stream = createSweepStream({
    grid,
    travel: 500,
    group: { every: 20 },
    normalize: {},
    onSpectrum: () => undefined,
  });
  for (let k = 0; k < sweeps / kept; k++) stream.add({ position, mu });
  const { spectra } = stream.finish();
  const streamed = performance.now() - start;
  const images = imageStack();
  start = performance.now();
  const { used } = edgeMap(images.energy, imageSource(images.energy, images.mu));
  const mapped = performance.now() - start;
  return [
    `\nQuick-XAS, ${sweeps} sweeps x ${each} points streamed: split, ordered, gridded, e0, normalized, averaged to ${spectra} spectra`,
    `  ${(streamed / 1000).toFixed(1)} s, ${((1000 * streamed) / sweeps).toFixed(1)} us per sweep, ${(streamed / copying).toFixed(0)} x copying the same numbers`,
    `Edge map of ${images.width} x ${images.height} pixels x ${images.energy.length} energies: ${(mapped / 1000).toFixed(1)} s, ${used} pixels with an edge`,
    `  peak memory of the whole run so far ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  ].join('\n');
}
