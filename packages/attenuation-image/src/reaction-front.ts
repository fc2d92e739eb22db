import { statusOf } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import { chiSquareTail } from '@operando/numerics';
import { radiographDefaults } from './defaults.js';
import type { DepthProfiles } from './depth-profiles.js';
import { amongFrames, columnAmongFrames, framesWithValues, profilesOfFrames } from './frames-with-values.js';
import type { FrontData } from './front-equations.js';
import { fitFrontSeries } from './front-series.js';
import type { FrontSeriesFit } from './front-series.js';
import { startOf } from './front-start.js';
import { halfMaximum } from './half-maximum.js';
import { straightChiSquares } from './straight-change.js';

/** How the place of a front is found. */
export type FrontModel = 'error-function' | 'half-maximum';

/** Options of {@link reactionFront}. */
export interface ReactionFrontOptions {
  /** Rows of the layer that it moves through. */
  readonly rows: readonly [top: number, bottom: number];
  /** Rows at both ends of the layer that are left out, where its borders are blurred. @default 3 */
  readonly margin?: number | undefined;
  /** How the place of the front is found. @default 'error-function' */
  readonly model?: FrontModel | undefined;
  /**
   * Standard deviation of the blur of the camera, rows: it blurs transmission and not attenuation, and the model 'error-function' takes
   * account of that. Where it is left at 0 the side that attenuates more is found too short by |height| psfSigma^2 / (2 sqrt(3 pi) width)
   * rows: 0.02 for a height of 0.2 and a blur of 1.1 rows. @default 0
   */
  readonly psfSigma?: number | undefined;
}

/** A front through a series. */
export interface ReactionFront {
  /** Row of its centre in each frame, with its standard error, rows. */
  readonly center: EstimateColumn;
  /** Standard deviation of the transition in each frame, rows. */
  readonly width: EstimateColumn;
  /** Change of attenuation (-ln T) where it has passed. */
  readonly height: number;
  /** Standard error of the height, in the same unit. */
  readonly heightStderr: number;
  /** 1 where it moves to larger rows, -1 to smaller ones. */
  readonly direction: 1 | -1;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Points less what was fitted. */
  readonly degreesOfFreedom: number;
  /** Difference of the information criterion of a straight profile and of the front, frame by frame: above 6 a front is seen. */
  readonly evidence: Float64Array;
}

const leastEvidence = 6;
const misfitChance = 1e-4;

/** Profiles of the rows of a layer without its borders. @throws RangeError for rows outside of the profiles. */
function dataOf(profiles: DepthProfiles, top: number, bottom: number, psfSigma: number): FrontData {
  const { firstRow, rows: all, frames, doseStderr } = profiles;
  if (!(top >= firstRow && bottom <= firstRow + all && bottom - top >= 6))
    throw new RangeError(
      `a front needs six rows of the profiles, ${top} to ${bottom} of ${firstRow} to ${firstRow + all}`,
    );
  const rows = bottom - top;
  const cut = (values: Float64Array): Float64Array => {
    const out = new Float64Array(frames * rows);
    for (let f = 0; f < frames; f++)
      out.set(values.subarray(f * all + top - firstRow, f * all + bottom - firstRow), f * rows);
    return out;
  };
  return {
    values: cut(profiles.values),
    variances: cut(profiles.variances),
    frames,
    rows,
    offsetStderr: doseStderr,
    psfSigma,
  };
}

/** Difference of the information criteria of a straight change and of a front, frame by frame. */
function evidenceOf(data: FrontData, fit: FrontSeriesFit): Float64Array {
  const straight = straightChiSquares(data);
  const penalty = Math.log(data.rows);
  return fit.chiSquare.map((front, f) => {
    const offset = (fit.offset[f]! / data.offsetStderr[f]!) ** 2;
    return straight[f]! + 2 * penalty - (front - offset + 3 * penalty);
  });
}

/** Status of each frame. */
function statusesOf(fit: FrontSeriesFit, evidence: Float64Array, rows: number, margin: number): Uint8Array {
  const { center, centerStderr, isSingular, isConverged, totalChiSquare, degreesOfFreedom } = fit;
  const isMisfit =
    chiSquareTail(totalChiSquare, degreesOfFreedom) < misfitChance && totalChiSquare / degreesOfFreedom > 1.5;
  const isSeen = evidence.some((each) => each > leastEvidence);
  return Uint8Array.from(center, (value, f) => {
    if (isSingular) return statusOf.singular;
    if (!isConverged) return statusOf['limit-reached'];
    if (!isSeen) return statusOf['not-visible'];
    // Beyond the layer there is nothing that it could be in.
    if (!(value > -margin - 1 && value < rows + margin)) return statusOf['at-bound'];
    const hasMoved = Math.abs(value - center[0]!) > 5 * Math.hypot(centerStderr[f]!, centerStderr[0]!);
    if (hasMoved && !(evidence[f]! > leastEvidence)) return statusOf.ambiguous;
    return isMisfit ? statusOf.misfit : statusOf.converged;
  });
}

/** A front in profiles that all have values. */
function frontOfAll(profiles: DepthProfiles, options: ReactionFrontOptions): ReactionFront {
  const {
    rows: [top, bottom],
    margin = radiographDefaults.frontMargin,
    model = 'error-function',
    psfSigma = 0,
  } = options;
  if (!(psfSigma >= 0 && psfSigma < Infinity)) throw new RangeError(`the blur is ${psfSigma} rows: give 0 or more`);
  const first = top + margin;
  const data = dataOf(profiles, first, bottom - margin, psfSigma);
  const start = startOf(data);
  const isFitted = model === 'error-function';
  const fit = isFitted ? fitFrontSeries(data, start) : halfMaximum(data, start);
  const evidence = isFitted ? evidenceOf(data, fit) : new Float64Array(data.frames).fill(Number.NaN);
  const status = isFitted
    ? statusesOf(fit, evidence, data.rows, margin)
    : Uint8Array.from(fit.center, (value) => (Number.isNaN(value) ? statusOf['not-visible'] : statusOf.doubtful));
  // Errors are those of counting; where the profiles scatter by more, they are wider.
  const excess = Math.sqrt(Math.max(1, fit.degreesOfFreedom > 0 ? fit.totalChiSquare / fit.degreesOfFreedom : 1));
  const known = (errors: Float64Array): Float64Array => errors.map((each) => each * excess);
  const moved = fit.center.at(-1)! - fit.center[0]!;
  return {
    center: {
      name: 'front_row',
      unit: 'px',
      values: fit.center.map((value) => value + first),
      stderr: known(fit.centerStderr),
      status,
    },
    width: {
      name: 'front_width',
      unit: 'px',
      values: Float64Array.from(fit.width),
      stderr: known(fit.widthStderr),
      status,
    },
    height: fit.height,
    heightStderr: fit.heightStderr * excess,
    direction: Number.isNaN(moved) ? start.direction : moved >= 0 ? 1 : -1,
    chiSquare: fit.totalChiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    evidence,
  };
}

/**
 * A reaction front through a layer, frame by frame: the place where what has changed gives way to what has not.
 *
 * Profiles of all frames are fitted together: what stays the same in every row, and the height of the front, are known from all of
 * them, so that errors of the first frame are not in each difference, and errors of centres are those of their counts.
 * Frames without any value (blank ones) are left out, and `failed`.
 * @throws RangeError for fewer than six rows without the margins, or rows outside of the profiles, or a blur that is
 * negative or no number.
 */
export function reactionFront(profiles: DepthProfiles, options: ReactionFrontOptions): ReactionFront {
  const { frames } = profiles;
  const kept = framesWithValues(profiles);
  if (kept.length === frames || kept.length < 2) return frontOfAll(profiles, options);
  const found = frontOfAll(profilesOfFrames(profiles, kept), options);
  return {
    ...found,
    center: columnAmongFrames(found.center, kept, frames),
    width: columnAmongFrames(found.width, kept, frames),
    evidence: amongFrames(found.evidence, kept, frames),
  };
}
