import { derivativeRows } from '@operando/core';
import { xasStack } from '@operando/fixtures';
import { createEdgeFinder, edgePositionStack, normalizeStack, preEdge } from '@operando/xas-normalize';
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
    { name: 'e0 alone', items: frames, run: () => {
      for (let frame = 0; frame < frames; frame++) finder.find(mu, frame * points);
    } },
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
