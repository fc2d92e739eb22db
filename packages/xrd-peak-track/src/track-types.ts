import { emptyColumn } from '@operando/core';
import type { EstimateColumn, Status } from '@operando/core';
import type { Doublet } from '@operando/peak-fit';
import type { AxialDivergence } from './optics.js';
import type { TrackProfile } from './defaults.js';

/**
 * What is known of a track in a frame. `converged`: a peak stands out of the noise; `held`: it lies within another, what was known
 * of place, shape and share went into the fit and into the errors; `ambiguous`: so it does, and which of the two came out as which is
 * not sure; `misfit`: the model does not describe the data there, errors are too small; `at-bound`: center or width ended on a bound;
 * `not-visible`: too weak to see, `areaLimit` holds; `masked`: the frame has no beam, or most points of the peak are masked;
 * `outside`: before birth or after death; `failed`: `refitTracks` could not fit it there.
 */
export type TrackStatus = Extract<
  Status,
  'converged' | 'held' | 'misfit' | 'at-bound' | 'ambiguous' | 'not-visible' | 'masked' | 'outside' | 'failed'
>;

/** One value per frame with its standard error; NaN where there is none. */
export interface TrackColumn extends EstimateColumn {
  /** Standard errors, in the unit of the values; NaN where there is none. */
  readonly stderr: Float64Array;
}

/** A column in which nothing is known yet. */
export function trackColumn(name: string, unit: string, frames: number): TrackColumn {
  return { name, unit, ...emptyColumn(frames) };
}

/** Enter one value with its error. */
export function put(
  { values, stderr }: TrackColumn,
  frame: number,
  estimate: { readonly value: number; readonly stderr: number },
): void {
  values[frame] = estimate.value;
  stderr[frame] = estimate.stderr;
}

/** A time in which a track lay within another. */
export interface Crossing {
  /** Number (`id`) of the other track. */
  readonly other: number;
  /** First frame in which the centers are less than a width apart. */
  readonly from: number;
  /** Last frame in which they are. */
  readonly to: number;
  /** Twice the logarithm of how much likelier these names are than the other order, by approach and departure (places, rates, ratios of areas and widths); 0 where they are apart on one side only, and too far from it. */
  readonly margin: number;
}

/** A peak followed through a series; every column has one value per frame. */
export interface Track {
  /** Its number among the tracks. */
  readonly id: number;
  /** First frame in which it stands out of the noise. */
  readonly birth: number;
  /** Last frame in which it stands out of the noise. */
  readonly death: number;
  /** Why it ended: with the series, out of sight, or into another track. */
  readonly end: 'series' | 'lost' | 'merged';
  /** The track it split from, or merged into. */
  readonly parent?: number;
  /** The track that this peak was before it was out of sight for longer than `maxGap`; the gap lasts from that one's death to this one's birth. */
  readonly sameAs?: number;
  /** Where it lay within others, in order of frames. */
  readonly crossings: readonly Crossing[];
  /** In the unit of x, as is `fwhm`. */
  readonly center: TrackColumn;
  /** Full width at half maximum, in the unit of x. */
  readonly fwhm: TrackColumn;
  /** Intensity times x; its unit is not said, as that of intensities is not. */
  readonly area: TrackColumn;
  /** Lorentzian share of the height. */
  readonly eta: TrackColumn;
  /** Of a split pseudo-Voigt: the widths below and above the center are fwhm (1 - skew) and fwhm (1 + skew). Absent for other profiles. */
  readonly skew?: TrackColumn;
  /**
   * Full widths of the Gaussian and the Lorentzian whose Voigt the peak nearly is (Thompson, Cox and Hastings 1987), in the unit of
   * x: of peaks that were measured again (`refitTracks`) with a symmetric profile, or one of axial divergence.
   */
  readonly parts?: { readonly gaussian: TrackColumn; readonly lorentzian: TrackColumn };
  /** Upper limit of the area (95 %) in frames where it is too weak to see; NaN elsewhere. */
  readonly areaLimit: Float64Array;
  /** Bytes of `statusNames` for what {@link TrackStatus} says. */
  readonly status: Uint8Array;
  /** Reduced chi2 of the window it was fitted in. */
  readonly reducedChiSquare: Float64Array;
  /** Frames in which it is seen: all but `not-visible`, `masked`, `outside` and `failed`. */
  readonly frames: Int32Array;
}

/** Tracks of a stack. */
export interface TrackResult {
  /** All that were followed. */
  readonly tracks: readonly Track[];
  /** 1 for frames without beam. */
  readonly dark: Uint8Array;
  /** Seeds that were not followed, as each stands within a width of one that was. Absent where there are none. */
  readonly joined?: readonly JoinedSeed[];
}

/** A seed that another stands for. */
export interface JoinedSeed {
  /** Place of the seed that is followed, in the unit of x. */
  readonly kept: number;
  /** Place of the seed that is not followed, in the unit of x. */
  readonly left: number;
  /** Width that they are nearer than, in the unit of x. */
  readonly fwhm: number;
}

/** Where tracks begin when the caller knows. A seed waits there until a peak is seen. */
export interface TrackSeed {
  /** Where it is looked for, in the unit of x. */
  readonly center: number;
  /** Its full width at half maximum, in the unit of x. @default the typical width */
  readonly fwhm?: number | undefined;
  /** Frame in which it is there. @default the first that is not dark */
  readonly frame?: number | undefined;
}

/** Options of `trackPeakStack`: those of `trackPeaks`, and what a series says by itself. */
export interface TrackPeakStackOptions extends TrackPeaksOptions {
  /** Unit of x, for the columns. @default '', not known */
  readonly unit?: string | undefined;
  /** Frames x points, 1 where a point must not be used. @default none */
  readonly mask?: Uint8Array | undefined;
}

/** Options of `trackPeaks`. */
export interface TrackPeaksOptions {
  /** Peaks to follow; no others are looked for then unless `auto` is set. @default found in the data */
  readonly seeds?: readonly TrackSeed[] | undefined;
  /** Look for new peaks in every frame. @default true without seeds */
  readonly auto?: boolean | undefined;
  /** Standard deviations: one row, frames x points, roots of the intensities (`'counts'`), or from the scatter of neighbouring points (`'scatter'`). @default those of the series, else `'counts'` where the intensities are counts (`areCounts`), and `'scatter'` */
  readonly sigma?: Float64Array | 'counts' | 'scatter' | undefined;
  /** Two wavelengths; x is then two-theta in degrees. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** Range of x in which peaks are looked for and followed. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Ranges of x that are left out of everything. @default none */
  readonly exclude?: readonly (readonly [number, number])[] | undefined;
  /** Lines that do not move (cell parts): followed with a fixed center after their first frames. @default none */
  readonly staticLines?: readonly number[] | undefined;
  /** Standard deviations of prediction and fit by which a center may miss its prediction. @default 5 */
  readonly gate?: number | undefined;
  /** Least area in standard errors for a peak to be seen. @default 4 */
  readonly significance?: number | undefined;
  /** Least prominence of a new peak, standard deviations of the smoothed noise. @default 8 */
  readonly detection?: number | undefined;
  /** A new track is confirmed after so many sightings in so many frames. @default [3, 5] */
  readonly confirm?: readonly [sightings: number, frames: number] | undefined;
  /** Frames out of sight after which a track is dead. @default 10 */
  readonly maxGap?: number | undefined;
  /** Full widths to each side of a peak that its window holds, where no other peak is near: more of them fix the background better and cost time. @default 6 */
  readonly window?: number | undefined;
  /** Share of the median total intensity below which a frame is dark. @default 0.2 */
  readonly darkLevel?: number | undefined;
  /** Typical full width, units of x, for the search. @default from the data */
  readonly fwhm?: number | undefined;
  /** Heights of sample and slit that make peaks asymmetric; centers and widths are those without; x is then two-theta in degrees. @default none */
  readonly axialDivergence?: AxialDivergence | undefined;
  /** Of the peaks; `split-pseudo-voigt` has another width on each side: `skew` says how they differ. @default 'pseudo-voigt' */
  readonly profile?: TrackProfile | undefined;
}
