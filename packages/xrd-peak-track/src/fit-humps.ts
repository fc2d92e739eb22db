import { finishSteps, statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import type { VariableProjectionResult } from '@operando/numerics';
import type { Doublet } from '@operando/peak-fit';
import { areRootsOfCounts, errorsOf } from './counts.js';
import { excludeRanges } from './excluded.js';
import { fitHumpFrame } from './fit-hump-frame.js';
import type { HumpModel, HumpShape } from './fit-hump-frame.js';
import { createFrameData } from './frame-data.js';
import type { FrameData } from './frame-data.js';
import { isBeyondChance } from './misfit.js';
import { peaksThrough } from './peaks-through.js';
import { put, trackColumn } from './track-types.js';
import type { TrackColumn, TrackResult } from './track-types.js';

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
  /** Part of x that is used. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Ranges of x that are left out. @default none */
  readonly exclude?: readonly (readonly [number, number])[] | undefined;
  /** Unit of x, for the columns. @default '', not known */
  readonly unit?: string | undefined;
}

/** A hump through a series; every column has one value per frame. */
export interface Hump {
  /** In the unit of x, as is `fwhm`; NaN where the hump is too weak to have them (status `held`). */
  readonly center: TrackColumn;
  readonly fwhm: TrackColumn;
  /** Intensity times x. */
  readonly area: TrackColumn;
  /**
   * Bytes of `statusNames`: `converged`; `held`: too weak for place and width, those of the nearest frame that has them were taken and
   * the area alone was fitted; `at-bound`; `misfit`: hump, peaks and parabola do not describe the data, errors are too small; `masked`:
   * dark frames, or too few points; `failed`.
   */
  readonly status: Uint8Array;
  /** Reduced chi2 of its window. */
  readonly reducedChiSquare: Float64Array;
}

/** Widths to each side of a hump that are looked at. */
const besideHump = 2;
/** Area in standard errors from which on place and width are fitted. */
const shapeSignificance = 8;

/**
 * Fit humps, Gaussians on a parabola, in every frame of a stack in which sharp peaks were followed.
 *
 * Peaks have the shapes that tracking found; their areas in the window are fitted along with the humps, so that the errors hold what they
 * share. Humps whose windows overlap are fitted together. Where one is too weak to have a place, those of the nearest frame that has
 * one are taken.
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

/** {@link fitHumps} in steps: one after each frame of each window. */
export function* fitHumpsSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracked: Pick<TrackResult, 'tracks' | 'dark'>,
  options: FitHumpsOptions,
): Steps<Hump[]> {
  const { humps, doublet, range, unit = '' } = options;
  const mask = excludeRanges(x, stack.length / x.length, options.exclude ?? [], options.mask);
  const sigma = options.sigma ?? errorsOf(stack, x.length, mask);
  const isCounts = sigma === 'counts' || areRootsOfCounts(stack, sigma, mask);
  const data = createFrameData(x, stack, sigma, range, mask);
  const out = humps.map((): Hump => emptyHump(unit, data.frames));
  const groups = groupsOf(humps);
  const total = groups.length * data.frames;
  let done = 0;
  for (const group of groups) {
    const starts = group.map((k) => humps[k]!);
    const members = group.map((k) => out[k]!);
    const steps = fitGroupSteps(data, tracked, starts, members, { doublet, isCounts });
    for (let step = steps.next(); step.done !== true; step = steps.next()) yield { done: Math.min(++done, total), total };
  }
  return out;
}

function emptyHump(unit: string, frames: number): Hump {
  return {
    center: trackColumn('center', unit, frames),
    fwhm: trackColumn('fwhm', unit, frames),
    area: trackColumn('area', '', frames),
    status: new Uint8Array(frames).fill(statusOf.masked),
    reducedChiSquare: new Float64Array(frames).fill(Number.NaN),
  };
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

/** What all frames of a window are fitted with. */
type Always = Pick<HumpModel, 'doublet' | 'isCounts'>;

/** The fit of a frame, undefined where there are too few points. */
type FitFrame = (
  frame: number,
  humps: readonly HumpShape[],
  held: readonly boolean[],
) => VariableProjectionResult | undefined;

/** Fit a window in all frames, into the columns of its humps. */
function* fitGroupSteps(
  data: FrameData,
  { tracks, dark }: Pick<TrackResult, 'tracks' | 'dark'>,
  starts: readonly HumpShape[],
  out: readonly Hump[],
  always: Always,
): Generator<void, void, void> {
  const from = Math.min(...starts.map((hump) => windowOf(hump)[0]));
  const to = Math.max(...starts.map((hump) => windowOf(hump)[1]));
  const fitFrame: FitFrame = (frame, humps, held) =>
    fitHumpFrame(data.window(frame, from, to), { humps, held, starts, peaks: peaksThrough(tracks, frame), ...always });
  let last = starts;
  for (let frame = 0; frame < data.frames; frame++) {
    if (dark[frame] !== 1) {
      const fit = fitOnce(frame, last, starts, fitFrame);
      if (fit !== undefined) enter(out, frame, fit.result, fit.held);
      last = starts.map((_, k) => shapeIn(out[k]!, frame) ?? last[k]!);
    }
    yield;
  }
  // What is too weak in a frame has the shape of the nearest, before or after.
  for (let frame = 0; frame < data.frames; frame++) {
    const isHeld = out.map(({ status }) => status[frame] === statusOf.held);
    if (!isHeld.includes(true)) continue;
    const shapes = starts.map((start, k) => shapeIn(out[k]!, nearest(out[k]!, frame)) ?? start);
    const result = fitFrame(frame, shapes, isHeld);
    if (result !== undefined) enter(out, frame, result, isHeld);
  }
}

/** A frame fitted from the shapes of the one before: those of strong humps freely. */
function fitOnce(
  frame: number,
  last: readonly HumpShape[],
  starts: readonly HumpShape[],
  fitFrame: FitFrame,
): { readonly result: VariableProjectionResult; readonly held: readonly boolean[] } | undefined {
  const all = starts.map(() => true);
  const areas = fitFrame(frame, last, all);
  if (areas === undefined) return undefined;
  const held = starts.map((_, k) => !(areas.amplitudes[k]! > shapeSignificance * areas.amplitudesStderr[k]!));
  if (!held.includes(false)) return { result: areas, held };
  const result = fitFrame(frame, last, held);
  // Free, it may turn out to be too weak to have a place.
  const weak = starts.map(
    (start, k) =>
      held[k]! ||
      !(result !== undefined && result.amplitudes[k]! > 0.5 * shapeSignificance * result.amplitudesStderr[k]!) ||
      result.stderr[2 * k]! > 0.5 * start.fwhm,
  );
  if (result === undefined || weak.every((each, k) => each === held[k])) return result && { result, held };
  const again = fitFrame(frame, last, weak);
  return again && { result: again, held: weak };
}

/** Place and width of a hump in a frame where it has them. */
function shapeIn({ center, fwhm, status }: Hump, frame: number): HumpShape | undefined {
  const isOwn = status[frame] === statusOf.converged || status[frame] === statusOf.misfit;
  return isOwn ? { center: center.values[frame]!, fwhm: fwhm.values[frame]! } : undefined;
}

/** The nearest frame in which a hump has a shape, -1 for none. */
function nearest(hump: Hump, frame: number): number {
  const frames = hump.status.length;
  for (let off = 1; off < frames; off++) {
    if (shapeIn(hump, frame - off) !== undefined) return frame - off;
    if (shapeIn(hump, frame + off) !== undefined) return frame + off;
  }
  return -1;
}

/** Write a frame to the columns of its humps. */
function enter(
  humps: readonly Hump[],
  frame: number,
  result: VariableProjectionResult,
  held: readonly boolean[],
): void {
  const { parameters, stderr, amplitudes, amplitudesStderr, clipped, chiSquare, degreesOfFreedom } = result;
  const reducedChiSquare = chiSquare / degreesOfFreedom;
  humps.forEach(({ center, fwhm, area, ...hump }, k) => {
    hump.reducedChiSquare[frame] = reducedChiSquare;
    if (result.status === 'singular' || result.status === 'failed') {
      hump.status[frame] = statusOf.failed;
      return;
    }
    put(area, frame, { value: amplitudes[k]!, stderr: amplitudesStderr[k]! });
    if (held[k]!) {
      hump.status[frame] = statusOf.held;
      return;
    }
    put(center, frame, { value: parameters[2 * k]!, stderr: stderr[2 * k]! });
    put(fwhm, frame, { value: parameters[2 * k + 1]!, stderr: stderr[2 * k + 1]! });
    const isBound = clipped.includes(2 * k) || clipped.includes(2 * k + 1);
    hump.status[frame] = isBound
      ? statusOf['at-bound']
      : isBeyondChance(reducedChiSquare, degreesOfFreedom)
        ? statusOf.misfit
        : statusOf.converged;
  });
}
