import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { runTechnique } from '../src/index.js';

const energy = Float64Array.from({ length: 300 }, (_, i) => 7050 + 0.8 * i);
const drift = 0.05;

/** Six spectra whose scale of energies drifts. */
function seriesOf(signal: string, of: (frame: number, mu: number) => number) {
  const values = new Float64Array(6 * energy.length);
  for (let f = 0; f < 6; f++) {
    energy.forEach((e, i) => {
      const x = e - 7121 - drift * f;
      const waves = x > 0 ? 0.05 * Math.sin(0.15 * x) : 0;
      values[f * energy.length + i] = of(f, 0.3 + 0.5 + Math.atan(x / 1.5) / Math.PI + waves);
    });
  }
  return createSeries({
    signal: values,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from({ length: 6 }, (_, f) => 60 * f), duration: 60 }),
    metadata: { signal },
  });
}

describe('the reference that spectra are aligned by', () => {
  const random = seededRandom(8);
  const noisy = (value: number, noise = 0.001): number => value + noise * random.normal();
  const spectra = seriesOf('ln(i0 / itrans)', (_, mu) => noisy(mu));
  const run = (reference: ReturnType<typeof seriesOf>) => runTechnique('xas', { spectra, reference }, {});

  it('takes the drift of the scale away', async () => {
    const { headline } = await run(seriesOf('ln(itrans / irefer)', (_, mu) => noisy(1.4 * mu)));
    const { from, to } = headline['edgeHalfStep'] as { from: number; to: number };
    expect(Math.abs(to - from)).toBeLessThan(0.02);
  });

  it.each([
    [
      'counts, which fall at the edge',
      'itrans',
      (_: number, mu: number) => 1e5 * noisy(Math.exp(-mu), 1e-4),
      'falls at its edge',
    ],
    ['counts without an edge', 'i0', () => noisy(1e5, 10), 'shows no edge'],
    ['the sample itself', 'ln(i0 / itrans)', (_: number, mu: number) => noisy(mu), 'absorption of the sample itself'],
    [
      'one that most spectra do not have',
      'ln(itrans / irefer)',
      (frame: number, mu: number) => (frame < 2 ? noisy(1.4 * mu) : noisy(1, 0.01)),
      'could be aligned in 2 of 6 spectra',
    ],
  ] as const)('is refused where it is %s', async (_, signal, of, message) => {
    await expect(run(seriesOf(signal, of))).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
      where: { parameter: 'reference' },
      cure: expect.stringContaining('--reference') as string,
    });
  });
});
