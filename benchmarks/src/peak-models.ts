import { seededRandom } from '@operando/fixtures';
import { fitPeakStack, peakProfiles, secondCenter } from '@operando/peak-fit';
import type { FitPeakStackOptions, PeakProfileName } from '@operando/peak-fit';

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
}

/** Frames of drifting peaks of a model on a slope, with counting noise. */
function simulate(model: Model, centers: readonly number[], points: number, frames: number): Data {
  const { profile = 'pseudo-voigt', shape = [0.1, 0.5], options } = model;
  const random = seededRandom(3);
  const x = Float64Array.from({ length: points }, (_, i) => 40 + 0.01 * i);
  const stack = new Float64Array(frames * points);
  const second = new Float64Array(2);
  for (let frame = 0; frame < frames; frame++) {
    const clean = x.map((at) => 200 + 5 * (at - 40));
    for (const center of centers) {
      const at = center + 0.05 * Math.sin(frame / 100);
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
  return { x, stack };
}

/** Processor time of a run in microseconds: other work on the machine lengthens it less. */
function timeOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** Fits per second of each of several candidates in turn, by medians. */
function perSecond(
  candidates: readonly { readonly run: () => void; readonly fits: number }[],
  rounds: number,
): number[] {
  const times = candidates.map((): number[] => []);
  for (let round = 0; round < rounds; round++) candidates.forEach(({ run }, k) => times[k]!.push(timeOf(run)));
  return candidates.map(({ fits }, k) => {
    const sorted = times[k]!.toSorted((one, other) => one - other);
    return (1e6 * fits) / sorted[sorted.length >> 1]!;
  });
}

interface Size {
  readonly title: string;
  readonly centers: readonly number[];
  readonly points: number;
  readonly frames: number;
}

function compareModels({ title, centers, points, frames }: Size): string {
  const peaks = centers.map((center) => ({ center, fwhm: 0.1 }));
  const prepared = models.map((model) => {
    const { x, stack } = simulate(model, centers, points, frames);
    const options: FitPeakStackOptions = Object.assign(
      { sigma: 'counts', profile: model.profile, peaks, bounds: model.bounds?.(centers) },
      model.options,
    );
    const few = stack.subarray(0, (frames / 10) * points);
    return {
      fast: { fits: frames, run: () => void fitPeakStack(x, stack, options) },
      slow: { fits: frames / 10, run: () => void fitPeakStack(x, few, Object.assign({ method: 'general' }, options)) },
    };
  });
  const fast = perSecond(
    prepared.map((each) => each.fast),
    21,
  );
  const slow = perSecond(
    prepared.map((each) => each.slow),
    5,
  );
  const rows = models.map(
    (model, k) =>
      `  ${model.title.padEnd(26)} ${fast[k]!.toFixed(0).padStart(8)} fits/s ${(fast[k]! / fast[0]!).toFixed(2).padStart(6)} of plain ${(fast[k]! / slow[k]!).toFixed(0).padStart(5)} x the general way`,
  );
  return [`\nModels of peaks, processor time: ${title}`, ...rows].join('\n');
}

/** Fits per second of processor time of models that once went the general way, beside that way and beside plain pseudo-Voigts. */
export function benchmarkPeakModels(): string {
  const sizes = [
    { title: 'one peak, 60 points', centers: [40.3], points: 60, frames: 1000 },
    { title: 'three peaks, 400 points', centers: [41, 42, 43.1], points: 400, frames: 200 },
  ];
  return sizes.map(compareModels).join('\n');
}
