import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { optimize } from 'ml-spectra-fitting';
import { peakStack } from '@operando/fixtures';
import type { PeakStack, PeakTruth } from '@operando/fixtures';
import type { FitPeakStackOptions, FitPeakStackResult } from '@operando/peak-fit';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Candidate, Check, Goal, Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

const copy = 'copy of the same bytes';
const fast = 'fitPeakStack, errors included';
const general = 'fitPeakStack, general way';
const scipy = 'scipy leastsq, analytic Jacobian, no errors';

interface Size {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly frames: number;
  readonly peaks: readonly PeakTruth[];
  /** Frames of what is slow. */
  readonly few: number;
  readonly goals: readonly Goal[];
}

/** Parameters of a frame as [line at 10, slope, center, fwhm, eta, height ...]. */
type Parameters = ArrayLike<number>;
const model =
  (p: Parameters) =>
  (x: number): number => {
    let y = p[0]! + p[1]! * (x - 10);
    for (let k = 2; k < p.length; k += 4) {
      const v = (2 * (x - p[k]!)) / p[k + 1]!;
      y += p[k + 3]! * (p[k + 2]! / (1 + v * v) + (1 - p[k + 2]!) * Math.exp(-Math.LN2 * v * v));
    }
    return y;
  };

/** What npm has: weights as documented (ml-levenberg-marquardt), none at all (ml-spectra-fitting, whose line is taken off beforehand). */
function npmPeers({ x, stack }: PeakStack, peaks: readonly PeakTruth[], few: number): readonly Candidate[] {
  const n = x.length;
  const frame = (f: number): Float64Array => stack.slice(f * n, (f + 1) * n);
  const start = [200, 30, ...peaks.flat()];
  const shapes = peaks.map(([center, fwhm, eta, height]) => ({
    x: center,
    y: height,
    shape: { kind: 'pseudoVoigt' as const, fwhm, mu: 1 - eta },
  }));
  return [
    {
      name: 'ml-levenberg-marquardt, no errors',
      items: few,
      run: () => {
        for (let f = 0; f < few; f++) {
          const y = frame(f);
          levenbergMarquardt({ x, y }, model, {
            initialValues: start,
            weights: y.map((value) => Math.sqrt(Math.max(1, value))),
            maxIterations: 50,
            damping: 1e-2,
            gradientDifference: 1e-6,
            centralDifference: true,
          });
        }
      },
    },
    {
      name: 'ml-spectra-fitting, no weights, no errors',
      items: few,
      run: () => {
        for (let f = 0; f < few; f++) {
          const above = frame(f).map((value, i) => value - 200 - 30 * (x[i]! - 10));
          optimize({ x, y: above }, shapes, { optimization: { kind: 'lm', options: { maxIterations: 50 } } });
        }
      },
    },
  ];
}

/** Centers against the truth in standard errors, and chi2 against the general fitter's, at full precision. */
function fitChecks(
  result: FitPeakStackResult,
  reference: FitPeakStackResult,
  centers: readonly Float64Array[],
): readonly Check[] {
  const pulls = result.peaks.map(({ center }, p) =>
    momentsOf(center.values.map((value, f) => (value - centers[p]![f]!) / center.stderr[f]!)),
  );
  const beyond = Array.from(reference.chiSquare, (least, f) => result.chiSquare[f]! / least - 1);
  return [
    atMost(
      'centers: mean off the truth in standard errors',
      Math.max(...pulls.map(({ mean }) => Math.abs(mean))),
      0.25,
    ),
    within('centers: least scatter in standard errors', Math.min(...pulls.map((one) => one.deviation)), 0.85, 1.15),
    within('centers: largest scatter in standard errors', Math.max(...pulls.map((one) => one.deviation)), 0.85, 1.15),
    atMost('frames without a center or its error', Math.max(...pulls.map(({ lost }) => lost)), 0),
    atMost('chi2 above the general fitter’s, worst frame (share)', Math.max(...beyond), 1e-6),
  ];
}

function peakJob({ id, title, points, frames, peaks, few, goals }: Size): Job {
  return {
    id,
    title,
    item: 'fit',
    goals,
    peers: [
      { script: 'peak_peers', given: { peaks, few } },
      { script: 'fityk_peer', given: { peaks, few } },
    ],
    async prepare(build: Build, quick: boolean): Promise<Prepared> {
      const { fitPeakStack } = await build.load('peak-fit');
      const data = peakStack(quick ? 300 : frames, points, peaks, 1);
      const { x, stack, centers } = data;
      const options: FitPeakStackOptions = {
        peaks: peaks.map(([center, fwhm]) => ({ center, fwhm })),
        sigma: 'counts',
      };
      const part = stack.subarray(0, few * points);
      const out = new Float64Array(stack.length);
      return {
        inputs: { x, stack },
        candidates: [
          { name: copy, items: data.frames, run: () => out.set(stack) },
          { name: fast, items: data.frames, run: () => fitPeakStack(x, stack, options) },
          { name: general, items: few, run: () => fitPeakStack(x, part, { ...options, method: 'general' }) },
        ],
        peers: npmPeers(data, peaks, Math.ceil(few / 10)),
        check: () =>
          fitChecks(
            fitPeakStack(x, stack, options),
            fitPeakStack(x, quick ? part : stack, { ...options, method: 'general' }),
            centers,
          ),
      };
    },
  };
}

/** One pseudo-Voigt on a line in few points. */
export const onePeakJob: Job = peakJob({
  id: 'peak',
  title: 'One pseudo-Voigt + line, 60 points',
  points: 60,
  frames: 2000,
  peaks: [[10.3, 0.08, 0.5, 5000]],
  few: 200,
  goals: [
    { candidate: fast, beside: 'before', most: 1 / 3.3, words: '3.3 x faster than the build before' },
    { candidate: fast, beside: scipy, most: 1 / 90, words: '90 x faster than scipy' },
  ],
});

/** Three pseudo-Voigts on a line. */
export const threePeaksJob: Job = peakJob({
  id: 'peaks',
  title: 'Three pseudo-Voigts + line, 400 points',
  points: 400,
  frames: 1000,
  peaks: [
    [11, 0.12, 0.5, 5000],
    [12, 0.1, 0.4, 8000],
    [13.1, 0.15, 0.6, 3000],
  ],
  few: 60,
  goals: [{ candidate: fast, beside: 'before', most: 1 / 3, words: '3 x faster than the build before' }],
});
