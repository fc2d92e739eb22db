import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { optimize } from 'ml-spectra-fitting';
import { peakStack } from '@operando/fixtures';
import type { PeakStack, PeakTruth } from '@operando/fixtures';
import { fitPeakStack } from '@operando/peak-fit';
import { runPython } from './python.js';

interface Case {
  readonly title: string;
  readonly points: number;
  readonly peaks: readonly PeakTruth[];
  /** Frames that the slow peers are given. */
  readonly few: number;
}

const cases: readonly Case[] = [
  { title: '60 points, one pseudo-Voigt + line, 6 parameters', points: 60, peaks: [[10.3, 0.08, 0.5, 5000]], few: 200 },
  {
    title: '400 points, three pseudo-Voigts + line, 14 parameters',
    points: 400,
    peaks: [
      [11, 0.12, 0.5, 5000],
      [12, 0.1, 0.4, 8000],
      [13.1, 0.15, 0.6, 3000],
    ],
    few: 40,
  },
];
const frames = 2000;

/** Parameters of a frame as [line at 10, slope, center, fwhm, eta, height ...]. */
type Model = (p: ArrayLike<number>) => (x: number) => number;
const model: Model = (p) => (x) => {
  let y = p[0]! + p[1]! * (x - 10);
  for (let k = 2; k < p.length; k += 4) {
    const v = (2 * (x - p[k]!)) / p[k + 1]!;
    y += p[k + 3]! * (p[k + 2]! / (1 + v * v) + (1 - p[k + 2]!) * Math.exp(-Math.LN2 * v * v));
  }
  return y;
};

function chi2Of({ x, stack }: PeakStack, frame: number, f: (x: number) => number): number {
  let chiSquare = 0;
  for (let i = 0; i < x.length; i++) {
    const y = stack[frame * x.length + i]!;
    chiSquare += (y - f(x[i]!)) ** 2 / Math.max(1, y);
  }
  return chiSquare;
}

/** Median rate of several runs, fits per second. */
function rate(run: () => void, fits: number, rounds: number): number {
  if (rounds > 1) for (let warm = 0; warm < 3; warm++) run();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return (1000 * fits) / times[times.length >> 1]!;
}

function fraction(values: readonly number[], reference: Float64Array): number {
  return values.filter((value, f) => value <= reference[f]! * (1 + 1e-6)).length / values.length;
}

/** ml-levenberg-marquardt with weights, from the truth of the first frame. */
function byLevenbergMarquardt(
  data: PeakStack,
  { peaks, few }: Case,
): { readonly perSecond: number; readonly values: readonly number[] } {
  const start = [200, 30, ...peaks.flat()];
  let values: number[] = [];
  const n = data.x.length;
  const perSecond = rate(
    () => {
      values = Array.from({ length: few }, (_, f) => {
        const y = data.stack.slice(f * n, (f + 1) * n);
        const fit = levenbergMarquardt({ x: data.x, y }, model, {
          initialValues: start,
          weights: y.map((value) => Math.sqrt(Math.max(1, value))),
          maxIterations: 50,
          damping: 1e-2,
          gradientDifference: 1e-6,
          centralDifference: true,
        });
        return chi2Of(data, f, model(fit.parameterValues));
      });
    },
    few,
    1,
  );
  return { perSecond, values };
}

/** ml-spectra-fitting, which has no weights: its chi2 is that of the unweighted fit. */
function bySpectraFitting(
  data: PeakStack,
  { peaks, few }: Case,
): { readonly perSecond: number; readonly values: readonly number[] } {
  const n = data.x.length;
  let values: number[] = [];
  const perSecond = rate(
    () => {
      values = Array.from({ length: few }, (_, f) => {
        const y = data.stack.slice(f * n, (f + 1) * n);
        // It fits no line: the true one is taken off beforehand.
        const above = y.map((value, i) => value - 200 - 30 * (data.x[i]! - 10));
        const { peaks: fitted } = optimize(
          { x: data.x, y: above },
          peaks.map(([x, fwhm, eta, height]) => ({
            x,
            y: height,
            shape: { kind: 'pseudoVoigt' as const, fwhm, mu: 1 - eta },
          })),
          { optimization: { kind: 'lm', options: { maxIterations: 50 } } },
        );
        const parameters = [
          200,
          30,
          ...fitted.flatMap(({ x, y: height, shape }) => {
            const { fwhm = 1, mu = 0.5 } = shape as { fwhm?: number; mu?: number };
            return [x, fwhm, 1 - mu, height];
          }),
        ];
        return chi2Of(data, f, model(parameters));
      });
    },
    few,
    1,
  );
  return { perSecond, values };
}

function benchmarkCase(one: Case): string {
  const data = peakStack(frames, one.points, one.peaks, 1);
  const options = { peaks: one.peaks.map(([center, fwhm]) => ({ center, fwhm })), sigma: 'counts' } as const;
  const reference = fitPeakStack(data.x, data.stack, { ...options, method: 'general' });
  const fast = fitPeakStack(data.x, data.stack, options);
  const few = data.stack.slice(0, 10 * one.few * one.points);
  const slow = fitPeakStack(data.x, few, { ...options, method: 'general' });
  const copy = new Float64Array(data.stack.length);
  const copies = rate(() => copy.set(data.stack), frames, 15);
  const rows: [string, number, number][] = [
    [
      'fitPeakStack, errors included',
      rate(() => void fitPeakStack(data.x, data.stack, options), frames, 15),
      fraction(Array.from(fast.chiSquare), reference.chiSquare),
    ],
    [
      'fitPeakStack, general way',
      rate(() => void fitPeakStack(data.x, few, { ...options, method: 'general' }), 10 * one.few, 3),
      fraction(Array.from(slow.chiSquare), reference.chiSquare),
    ],
  ];
  const levenberg = byLevenbergMarquardt(data, one);
  rows.push(['ml-levenberg-marquardt 5.1.0', levenberg.perSecond, fraction(levenberg.values, reference.chiSquare)]);
  const spectra = bySpectraFitting(data, one);
  rows.push([
    'ml-spectra-fitting 6.2.2 (no weights)',
    spectra.perSecond,
    fraction(spectra.values, reference.chiSquare),
  ]);
  const python = runPython('peak_peers', one.points, JSON.stringify(one.peaks), one.few) as
    | Readonly<Record<string, number>>
    | undefined;
  for (const [name, perSecond] of Object.entries(python ?? {})) rows.push([name, perSecond, Number.NaN]);
  if (python === undefined) rows.push(['scipy and lmfit: not here', Number.NaN, Number.NaN]);
  const own = rows[0]![1];
  return [
    `\n${one.title}; ${frames} frames with Poisson noise; copying a frame takes ${((1e6 / copies) * 1000).toFixed(0)} ns`,
    ...rows.map(
      ([name, perSecond, share]) =>
        `  ${name.padEnd(40)} ${perSecond.toFixed(0).padStart(9)} fits/s ${(own / perSecond).toFixed(1).padStart(8)} x slower ${(copies / perSecond).toFixed(0).padStart(8)} x copy  ${Number.isNaN(share) ? '' : `fraction at the minimum ${share.toFixed(3)}`}`,
    ),
  ].join('\n');
}

/** Peak fits per second beside other programs, and how many of them reach the reference chi2 within 1e-6. */
export function benchmarkPeaks(): string {
  return cases.map(benchmarkCase).join('\n');
}
