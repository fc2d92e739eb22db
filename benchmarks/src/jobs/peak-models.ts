import { seededRandom } from '@operando/fixtures';
import { peakProfiles, secondCenter } from '@operando/peak-fit';
import type { FitPeakStackOptions, PeakProfileName } from '@operando/peak-fit';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Candidate, Check, Goal, Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

const doublet = { wavelength1: 1.540593, wavelength2: 1.544427, ratio: 0.5 };

/** What is fitted beside plain pseudo-Voigts: a profile with its shape, and options. */
interface Model {
  readonly title: string;
  readonly profile?: PeakProfileName;
  readonly shape?: readonly number[];
  readonly options?: Partial<FitPeakStackOptions>;
  /** Bounds of the peaks at these centers. */
  readonly bounds?: (centers: readonly number[]) => FitPeakStackOptions['bounds'];
}

/** Centers are on theirs as long as they drift beyond, widths in about half of the frames. */
function shapeBounds(centers: readonly number[]): FitPeakStackOptions['bounds'] {
  return Object.fromEntries(
    centers.flatMap((center, k): [string, [number, number]][] => [
      [`peak${k}.center`, [center - 1, center + 0.025]],
      [`peak${k}.fwhm`, [0.05, 0.1]],
    ]),
  );
}

const models: readonly Model[] = [
  { title: 'pseudo-Voigts' },
  { title: 'K alpha doublets', options: { doublet } },
  { title: 'split pseudo-Voigts', profile: 'split-pseudo-voigt', shape: [0.09, 0.11, 0.5, 0.4] },
  { title: 'shares on their bound', shape: [0.1, 1] },
  { title: 'centers and widths bound', bounds: shapeBounds },
  { title: 'Thompson-Cox-Hastings', profile: 'thompson-cox-hastings', shape: [0.08, 0.05] },
  { title: 'counts by likelihood', options: { likelihood: 'poisson', sigma: undefined } },
];

interface Data {
  readonly x: Float64Array;
  readonly stack: Float64Array;
  /** How far the peaks have moved in each frame. */
  readonly moved: Float64Array;
}

/** Frames of drifting peaks of a model on a slope, with counting noise. */
function simulate(model: Model, centers: readonly number[], points: number, frames: number): Data {
  const { profile = 'pseudo-voigt', shape = [0.1, 0.5], options } = model;
  const random = seededRandom(3);
  const x = Float64Array.from({ length: points }, (_, i) => 40 + 0.01 * i);
  const stack = new Float64Array(frames * points);
  const second = new Float64Array(2);
  const moved = Float64Array.from({ length: frames }, (_, frame) => 0.05 * Math.sin(frame / 100));
  for (let frame = 0; frame < frames; frame++) {
    const clean = x.map((at) => 200 + 5 * (at - 40));
    for (const center of centers) {
      const at = center + moved[frame]!;
      const add = (place: number, height: number): void =>
        peakProfiles[profile].evaluate(x, [place, height, ...shape]).forEach((value, i) => (clean[i]! += value));
      add(at, 4000);
      if (options?.doublet === undefined) continue;
      secondCenter(doublet, at, second);
      add(second[0]!, 2000);
    }
    for (let i = 0; i < points; i++)
      stack[frame * points + i] = Math.max(0, Math.round(clean[i]! + Math.sqrt(clean[i]!) * random.normal()));
  }
  return { x, stack, moved };
}

interface Size {
  readonly id: string;
  readonly title: string;
  readonly centers: readonly number[];
  readonly points: number;
  readonly frames: number;
}

const generally = (title: string): string => `${title}, general way`;

function modelsJob({ id, title, centers, points, frames }: Size): Job {
  const goals = models.slice(1).map((model): Goal => ({
    candidate: model.title,
    beside: models[0]!.title,
    most: 2,
    words: 'half the rate of plain pseudo-Voigts',
  }));
  return {
    id,
    title,
    item: 'fit',
    goals,
    async prepare(build: Build, quick: boolean): Promise<Prepared> {
      const { fitPeakStack } = await build.load('peak-fit');
      const count = quick ? frames / 5 : frames;
      const prepared = models.map((model) => {
        const { x, stack, moved } = simulate(model, centers, points, count);
        const options: FitPeakStackOptions = Object.assign(
          {
            sigma: 'counts',
            profile: model.profile,
            peaks: centers.map((center) => ({ center, fwhm: 0.1 })),
            bounds: model.bounds?.(centers),
          },
          model.options,
        );
        const few = stack.subarray(0, (count / 10) * points);
        return {
          model,
          moved,
          stack,
          fit: () => fitPeakStack(x, stack, options),
          few: () => fitPeakStack(x, few, { ...options, method: 'general' }),
        };
      });
      const out = new Float64Array(count * points);
      return {
        candidates: [
          { name: 'copy of the same bytes', items: count, run: () => out.set(prepared[0]!.stack) },
          ...prepared.map(({ model, fit }): Candidate => ({ name: model.title, items: count, run: fit })),
          ...prepared.map(({ model, few }): Candidate => ({
            name: generally(model.title),
            items: count / 10,
            run: few,
          })),
        ],
        check() {
          const checks: Check[] = [];
          for (const { model, moved, fit, few } of prepared) {
            const result = fit();
            const beyond = Array.from(few().chiSquare, (least, f) => result.chiSquare[f]! / least - 1);
            checks.push(atMost(`${model.title}: chi2 above the general fitter's (share)`, Math.max(...beyond), 2e-6));
            // Centers on a bound have no error, and the truth lies beyond.
            if (model.bounds !== undefined) continue;
            const pulls = result.peaks.map(({ center }, p) =>
              momentsOf(center.values.map((value, f) => (value - centers[p]! - moved[f]!) / center.stderr[f]!)),
            );
            const largest = Math.max(...pulls.map((one) => one.deviation));
            checks.push(within(`${model.title}: largest scatter of centers in standard errors`, largest, 0.8, 1.2));
          }
          return checks;
        },
      };
    },
  };
}

/** Models beside plain pseudo-Voigts, of one peak. */
export const oneModelJob: Job = modelsJob({
  id: 'model',
  title: 'Models of one peak, 60 points',
  centers: [40.3],
  points: 60,
  frames: 1000,
});

/** The same of three. */
export const threeModelsJob: Job = modelsJob({
  id: 'models',
  title: 'Models of three peaks, 400 points',
  centers: [41, 42, 43.1],
  points: 400,
  frames: 200,
});
