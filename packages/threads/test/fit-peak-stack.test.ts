import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fitPeakStack } from '@operando/peak-fit';
import type { FitPeakStackOptions } from '@operando/peak-fit';
import { fitPeakStackOnThreads, openThreads } from '../src/index.js';

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

const x = Float64Array.from({ length: 60 }, (_, i) => 10 + 0.02 * i);
const frames = 90;
const truth = Float64Array.from({ length: frames }, (_, f) => 10.5 + 0.002 * f);
const random = seededRandom(6);
const stack = new Float64Array(new SharedArrayBuffer(8 * frames * x.length));
stack.set(
  Float64Array.from({ length: frames * x.length }, (_, k) => {
    const u = (x[k % x.length]! - truth[Math.floor(k / x.length)]!) / 0.06;
    return random.poisson(20 + 400 * (0.6 * Math.exp(-u * u) + 0.4 / (1 + u * u)));
  }),
);
const sigma = stack.map((count) => Math.sqrt(Math.max(1, count)));
const options: FitPeakStackOptions = {
  peaks: [{ profile: 'pseudo-voigt', center: 10.5 }],
  background: { chebyshev: 1 },
  sigma: 'counts',
};

describe('peaks of a stack on threads', () => {
  it.each<[string, FitPeakStackOptions]>([
    ['errors of counts', options],
    ['errors of each point', { ...options, sigma }],
    ['errors of one row', { ...options, sigma: new Float64Array(x.length).fill(10) }],
    ['without errors', { ...options, sigma: undefined }],
    ['shares on a bound', { ...options, bounds: { 'peak0.eta': [0.55, 0.65] } }],
    ['by likelihood', { ...options, sigma: undefined, likelihood: 'poisson' }],
  ])(
    '%s: the same to the bit for any number of threads; without warm starts that of fitPeakStack',
    async (_, given) => {
      const chain = 32;
      const [one, two, three] = await Promise.all(
        pools.map((threads) => fitPeakStackOnThreads(x, stack, given, { threads, chain })),
      );
      expect(two).toEqual(one);
      expect(three).toEqual(one);
      // Of short chains two threads are given two at a time, three one.
      const [each, some, others] = await Promise.all(
        pools.map((threads) => fitPeakStackOnThreads(x, stack, given, { threads, chain: 5 })),
      );
      expect(some).toEqual(each);
      expect(others).toEqual(each);
      expect(one!.peaks[0]!.center.values.every((value, f) => Math.abs(value - truth[f]!) < 0.02)).toBe(true);
      const cold = { ...given, warmStart: false };
      const plain = fitPeakStack(x, stack, cold);
      expect(await fitPeakStackOnThreads(x, stack, cold, { threads: pools[1]!, chain })).toEqual(plain);
      // A chain that is the whole stack is fitPeakStack.
      expect(await fitPeakStackOnThreads(x, stack, given, { threads: pools[1]!, chain: frames })).toEqual(
        fitPeakStack(x, stack, given),
      );
      // Chains change where fits begin, and where they end by less than what is left to gain (1e-6 of chi2, by fitPeakStack's docs).
      const whole = fitPeakStack(x, stack, given);
      one!.chiSquare.forEach((value, f) => expect(Math.abs(value / whole.chiSquare[f]! - 1)).toBeLessThan(1e-5));
    },
  );

  it('errors are those of fitPeakStack, with the number of the frame', async () => {
    const bad = stack.slice();
    bad[70 * x.length + 4] = Number.NaN;
    for (const threads of pools)
      await expect(fitPeakStackOnThreads(x, bad, options, { threads, chain: 16 })).rejects.toMatchObject({
        code: 'non-finite',
        where: { frame: 70 },
      });
    for (const wrong of [stack.subarray(1), new Float64Array(0)]) {
      const told = await fitPeakStackOnThreads(x, wrong, options).then(
        ({ frames: count }) => count,
        ({ code }: { readonly code: string }) => code,
      );
      expect(told).toBe(wrong.length === 0 ? 0 : 'shape-mismatch');
    }
    await expect(fitPeakStackOnThreads(x, stack, { ...options, sigma: sigma.subarray(1) })).rejects.toMatchObject({
      code: 'shape-mismatch',
    });
    for (const chain of [0, 2.5, Number.NaN])
      await expect(fitPeakStackOnThreads(x, stack, options, { chain })).rejects.toMatchObject({
        code: 'invalid-argument',
        where: { parameter: 'chain' },
      });
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    const onProgress = (done: number, total: number): void => void told.push(done, total);
    await fitPeakStackOnThreads(x, stack, options, { chain: 40, onProgress });
    expect(told).toEqual([40, 90, 80, 90, 90, 90]);
  });
});
