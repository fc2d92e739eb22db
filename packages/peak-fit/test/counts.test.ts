import { describe, expect, it } from 'vitest';
import { exploration, seededRandom } from '@operando/fixtures';
import { fitPeaks, gaussian } from '../src/index.js';
import type { FitPeaksOptions } from '../src/index.js';

/** Of what is claimed of ten thousand fits `npm test` tries a fifth, whose limits are as much wider as chance is. */
const fits = exploration.isExploring ? 10_000 : 2000;
/** Four standard errors of a width of 1 are 0.028 of ten thousand and 0.063 of two thousand. */
const widthLimit = Math.max(0.05, 4 / Math.sqrt(2 * fits));
const x = Array.from({ length: 25 }, (_, i) => i - 12);

/** Poisson deviate: Knuth's products, in pieces that do not underflow. */
function poisson(mean: number, random: ReturnType<typeof seededRandom>): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    const limit = Math.exp(-Math.min(left, 30));
    for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  }
  return count;
}

/** Mean and width of (estimate - truth) / error; and mean estimate with its own error. */
interface Statistics {
  readonly pullMean: number;
  readonly pullWidth: number;
  readonly mean: number;
  readonly meanError: number;
  readonly spread: number;
}
function simulate(
  counts: number,
  background: number,
  options: FitPeaksOptions,
  read: (fit: ReturnType<typeof fitPeaks>) => readonly { value: number; stderr: number }[],
  truths: readonly number[],
): Statistics[] {
  const random = seededRandom(counts);
  const clean = gaussian.evaluate(x, [0.2, counts, 5], { amplitude: 'area' }).map((value) => value + background);
  const sums = truths.map(() => ({ pull: 0, pull2: 0, sum: 0, sum2: 0 }));
  for (let trial = 0; trial < fits; trial++) {
    const fit = fitPeaks(
      x,
      clean.map((mean) => poisson(mean, random)),
      options,
    );
    read(fit).forEach(({ value, stderr }, k) => {
      const pull = (value - truths[k]!) / stderr;
      sums[k]!.pull += pull;
      sums[k]!.pull2 += pull * pull;
      sums[k]!.sum += value;
      sums[k]!.sum2 += value * value;
    });
  }
  return sums.map(({ pull, pull2, sum, sum2 }) => {
    const mean = sum / fits;
    const spread = Math.sqrt(sum2 / fits - mean * mean);
    return {
      pullMean: pull / fits,
      pullWidth: Math.sqrt(pull2 / fits - (pull / fits) ** 2),
      mean,
      meanError: spread / Math.sqrt(fits),
      spread,
    };
  });
}

it('the deviates themselves have the mean and variance of Poisson', () => {
  const random = seededRandom(1);
  for (const mean of [0.3, 5, 1400]) {
    const values = Array.from({ length: 20_000 }, () => poisson(mean, random));
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / 20_000));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.05 + 4 * Math.sqrt((2 + 1 / mean) / 20_000));
  }
});

describe('thousands of fits of counted peaks', () => {
  const peaks = [{ center: 0.2, fwhm: 5 }];
  const usual: FitPeaksOptions = { peaks, profile: 'gaussian', likelihood: 'poisson' };

  it('5 counts: the likelihood gives the unbiased area, with the spread sqrt(N)', () => {
    // With centre and width known and no background, the estimate is the number of counts: mean and variance are theory's.
    const [area] = simulate(
      5,
      0,
      { ...usual, background: 'none', fixed: ['peak0.center', 'peak0.fwhm'] },
      ({ peaks: [peak] }) => [peak!.area],
      [5],
    );
    const inWindow = gaussian.evaluate(x, [0.2, 1, 5], { amplitude: 'area' }).reduce((sum, value) => sum + value, 0);
    expect(inWindow).toBeCloseTo(1, 6);
    expect(Math.abs(area!.mean - 5)).toBeLessThan(3 * area!.meanError);
    expect(Math.abs(area!.spread / Math.sqrt(5) - 1)).toBeLessThan(widthLimit);
  });

  it('50 counts: unbiased centre and area, centre pulls of width 1', () => {
    const [center, area] = simulate(
      50,
      0,
      { ...usual, background: 'none', fixed: ['peak0.fwhm'] },
      ({ peaks: [peak] }) => [peak!.center, peak!.area],
      [0.2, 50],
    );
    expect(Math.abs(center!.pullMean)).toBeLessThan(3 / Math.sqrt(fits));
    expect(Math.abs(center!.pullWidth - 1)).toBeLessThan(widthLimit);
    expect(Math.abs(area!.mean - 50)).toBeLessThan(3 * area!.meanError);
    expect(Math.abs(area!.spread / Math.sqrt(50) - 1)).toBeLessThan(widthLimit);
  });

  it('5000 counts: all parameters unbiased, pulls of width 1', () => {
    const read = ({ peaks: [peak], background }: ReturnType<typeof fitPeaks>) => [
      peak!.center,
      peak!.area,
      peak!.fwhm,
      background.coefficients[0]!,
    ];
    const statistics = simulate(5000, 20, { ...usual, background: 'line' }, read, [0.2, 5000, 5, 20]);
    for (const { pullMean, pullWidth } of statistics) {
      // The error of an estimate grows with it: pulls lean by about half their relative error.
      expect(Math.abs(pullMean)).toBeLessThan(3 / Math.sqrt(fits) + 0.02);
      expect(Math.abs(pullWidth - 1)).toBeLessThan(widthLimit);
    }
  });

  it('5000 counts: weights of the true rate are unbiased; weights of the counts lose about chi2 counts', () => {
    const rate = gaussian.evaluate(x, [0.2, 5000, 5], { amplitude: 'area' }).map((value) => Math.sqrt(value + 20));
    const read = ({ peaks: [peak], background }: ReturnType<typeof fitPeaks>) => [
      peak!.area,
      background.coefficients[0]!,
    ];
    const options: FitPeaksOptions = { peaks, profile: 'gaussian', background: 'constant', sigma: rate };
    for (const { pullMean, pullWidth } of simulate(5000, 20, options, read, [5000, 20])) {
      expect(Math.abs(pullMean)).toBeLessThan(3 / Math.sqrt(fits) + 0.02);
      expect(Math.abs(pullWidth - 1)).toBeLessThan(widthLimit);
    }
    const [area, background] = simulate(5000, 20, { ...options, sigma: 'counts' }, read, [5000, 20]);
    // Total fitted = total counted - chi2 (Baker and Cousins 1984): 21 degrees of freedom over 25 points. Two thousand sums of 5500 counts
    // leave 1.7 on their mean.
    const lost = 5000 + 25 * 20 - (area!.mean + 25 * background!.mean);
    expect(lost).toBeGreaterThan(15);
    expect(lost).toBeLessThan(30);
  });
});
