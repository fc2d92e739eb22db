import { finishSteps } from '@operando/core';
import type { Steps } from '@operando/core';
import type { Doublet } from '@operando/peak-fit';
import { areRootsOfCounts, errorsOf } from './counts.js';
import { humpDefaults } from './defaults.js';
import { excludeRanges } from './excluded.js';
import type { HumpGround, HumpShape } from './fit-hump-frame.js';
import { createFrameData } from './frame-data.js';
import { emptyHump } from './hump-columns.js';
import type { Hump } from './hump-columns.js';
import { axialOf } from './optics.js';
import type { AxialDivergence } from './optics.js';
import type { TrackResult } from './track-types.js';
import { walkHumpsSteps } from './walk-humps.js';

/** Options of {@link fitHumps}. */
export interface FitHumpsOptions {
  /** Where humps are in about all frames, and how wide. */
  readonly humps: readonly HumpShape[];
  /** Standard deviations: one row, frames x points, or `'counts'`. @default as `trackPeakStack` */
  readonly sigma?: Float64Array | 'counts' | undefined;
  /** Frames x points, 1 where a point must not be used. @default none */
  readonly mask?: Uint8Array | undefined;
  /** Two wavelengths; x is then two-theta in degrees, and areas are those of the first line. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** Of the peaks, as in tracking. @default none */
  readonly axialDivergence?: AxialDivergence | undefined;
  /** Part of x that is used. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Ranges of x that are left out. @default none */
  readonly exclude?: readonly (readonly [number, number])[] | undefined;
  /** What lies below a hump, from two widths below it to two above: a line fixes its area better, where it is one. @default 'parabola' */
  readonly ground?: HumpGround | undefined;
  /** Unit of x, for the columns. @default '', not known */
  readonly unit?: string | undefined;
}

/** Widths to each side of a hump that are looked at. */
const besideHump = 2;
/**
 * Fit humps, Gaussians on a parabola, in every frame of a stack in which sharp peaks were followed.
 *
 * Peaks have the shapes that tracking found; their areas in the window are fitted along with the humps, so that the errors hold what they
 * share. Humps whose windows overlap are fitted together. Where one is too weak to have a place, that of the nearest frames that have one is
 * taken, with its uncertainty in the error of the area.
 *
 * @param x Two-theta, Q or energy, increasing.
 * @param stack Row-major frames x points.
 * @throws OperandoError as `trackPeakStack`.
 */
export function fitHumps(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracked: Pick<TrackResult, 'tracks' | 'dark'>,
  options: FitHumpsOptions,
): Hump[] {
  return finishSteps(fitHumpsSteps(x, stack, tracked, options));
}

/** {@link fitHumps} in steps: one after each frame of each window. @throws as {@link fitHumps}. */
export function* fitHumpsSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracked: Pick<TrackResult, 'tracks' | 'dark'>,
  options: FitHumpsOptions,
): Steps<Hump[]> {
  const { humps, doublet, range, ground = humpDefaults.ground, unit = '' } = options;
  const mask = excludeRanges(x, stack.length / x.length, options.exclude ?? [], options.mask);
  const sigma = options.sigma ?? errorsOf(stack, x.length, mask);
  const isCounts = sigma === 'counts' || areRootsOfCounts(stack, sigma, mask);
  const data = createFrameData(x, stack, sigma, range, mask);
  const out = humps.map((): Hump => emptyHump(unit, data.frames));
  const axial = axialOf(options.axialDivergence);
  const groups = groupsOf(humps);
  const total = groups.length * data.frames;
  let done = 0;
  for (const group of groups) {
    const starts = group.map((k) => humps[k]!);
    const window = group.map((k) => windowOf(humps[k]!));
    const reach = [Math.min(...window.map(([from]) => from)), Math.max(...window.map(([, to]) => to))] as const;
    const members = group.map((k) => out[k]!);
    const steps = walkHumpsSteps(data, tracked, reach, { starts, doublet, axial, ground, isCounts }, members);
    for (let step = steps.next(); step.done !== true; step = steps.next())
      yield { done: Math.min(++done, total), total };
  }
  return out;
}

const windowOf = ({ center, fwhm }: HumpShape): readonly [number, number] => [
  center - besideHump * fwhm,
  center + besideHump * fwhm,
];

/** Humps whose windows overlap. */
function groupsOf(humps: readonly HumpShape[]): number[][] {
  const order = humps.map((_, k) => k).sort((a, b) => windowOf(humps[a]!)[0] - windowOf(humps[b]!)[0]);
  const groups: number[][] = [];
  let end = -Infinity;
  for (const k of order) {
    const [from, to] = windowOf(humps[k]!);
    if (from < end) groups.at(-1)!.push(k);
    else groups.push([k]);
    end = Math.max(end, to);
  }
  return groups;
}
