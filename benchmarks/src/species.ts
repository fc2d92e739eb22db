import { seededRandom } from '@operando/fixtures';
import { linearCombinationStack } from '@operando/xas-normalize';
import { compare, formatTimings } from './harness.js';
import { runPython } from './python.js';

/** Three-component linear combination of every frame of a large stack, against copying the same bytes; numpy's lstsq beside it. */
export function benchmarkSpecies(frames = 10_000, points = 1000): string {
  const random = seededRandom(1);
  const energy = Float64Array.from({ length: points }, (_, i) => 8300 + 0.2 * i);
  const components = [8345, 8347, 8349].map((edge) => ({
    energy,
    norm: energy.map((e) => 0.5 + Math.atan((e - edge) / 1.6) / Math.PI),
  }));
  const noise = Float64Array.from({ length: 4096 }, () => 0.002 * random.normal());
  const stack = new Float64Array(frames * points);
  for (let f = 0; f < frames; f++) {
    const t = f / (frames - 1);
    const weights = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    for (let i = 0; i < points; i++) {
      let value = noise[(f * 2663 + i * 7) & 4095]!;
      for (let k = 0; k < 3; k++) value += weights[k]! * components[k]!.norm[i]!;
      stack[f * points + i] = value;
    }
  }
  const out = new Float64Array(stack.length);
  const timings = compare(
    [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(stack) },
      {
        name: 'weights between 0 and 1 that sum to one, errors, R-factor',
        items: frames,
        run: () => void linearCombinationStack(energy, stack, components, { bounds: [0, 1] }),
      },
      {
        name: 'weights without bounds or sum, errors, R-factor',
        items: frames,
        run: () => void linearCombinationStack(energy, stack, components, { sumToOne: false }),
      },
      {
        name: 'the same and the residuals',
        items: frames,
        run: () => void linearCombinationStack(energy, stack, components, { sumToOne: false, residuals: true }),
      },
    ],
    7,
  );
  const lines = [
    formatTimings(
      `\nLinear combinations, 3 components, ${frames} x ${points} (${(8e-6 * stack.length).toFixed(0)} MB)`,
      timings,
    ),
  ];
  const peers = runPython('species_peers', frames, points) as Readonly<Record<string, number>> | undefined;
  if (peers === undefined) lines.push('  numpy: python3 with numpy is not here.');
  else
    for (const [name, time] of Object.entries(peers))
      lines.push(
        `  ${name.padEnd(50)} ${time.toFixed(2).padStart(9)} ms ${(time / peers['numpy copy of the same bytes']!).toFixed(2).padStart(8)} x its own copy`,
      );
  return lines.join('\n');
}
