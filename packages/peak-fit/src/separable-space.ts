import type { Doublet } from './doublet.js';
import type { PeakKernels } from './peak-kernels.js';
import type { Smear } from './smear.js';

/**
 * Scratch space of the hot loop for stacks of pseudo-Voigts and their kin:
 * everything for one window and one set of peaks, made once and used for every
 * frame. Columns lie in one flat array (`memory`), as they would in the linear
 * memory of WebAssembly.
 *
 * A pseudo-Voigt is a sum of a Lorentzian and a Gaussian of the same centre and
 * width, so with a polynomial background everything but centres and widths is
 * linear and is solved for at every step (variable projection). The unit of work
 * is such a sum, over all points or on one side of its centre: a split
 * pseudo-Voigt is two units. What units share or hold (heights, centres, shares,
 * bounds) is said by a {@link Reduction} of the small matrices; the loops over
 * points do not know of it.
 *
 * Columns are weighted by 1 / sigma. With u = 2 (x - centre) / width,
 * L = 1 / (1 + u^2), G = 2^(-u^2) and their amplitudes a, b:
 * X = d model / d centre = 4 u (a L^2 + ln 2 b G) / width, and
 * Y = d model / d width = u X / 2. A second line of a doublet is an image of
 * the unit, added to each of its columns.
 */
export interface SeparableSpace {
  readonly points: number;
  readonly units: number;
  /** Background terms. */
  readonly terms: number;
  /** terms + 2 units: background, then L and G of each unit. */
  readonly linear: number;
  /** Side of its centre on which a unit is drawn: -1 below, 1 above, 0 both. */
  readonly sides: Int8Array;
  readonly doublet: Doublet | undefined;
  /** Axial divergence of each unit that has it. */
  readonly smears: readonly (Smear | undefined)[];
  readonly memory: Float64Array;
  /** Kernels for the loops over points, in whose memory the columns then lie from {@link enter} to {@link leave}. */
  readonly kernels: PeakKernels | undefined;
  enter(this: void): void;
  leave(this: void): void;
  readonly at: ColumnOffsets;
  readonly partners: Partners;
  readonly pieces: Pieces;
  /** Middle of the window, subtracted from all abscissae. */
  readonly middle: number;
  /** First point, and last + 1, at which the columns of each unit are not 0. */
  readonly wideFrom: Int32Array;
  readonly wideTo: Int32Array;
  /** The same of its Gaussian. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly images: Images;
  /** Sums of products, as {@link Partners} lists them, row after row. */
  readonly products: Float64Array;
  /** Normal matrix of the background alone and its right-hand side: they change with the data only. */
  readonly backgroundGram: Float64Array;
  readonly backgroundRight: Float64Array;
  /** Normal matrix of all linear columns (lower triangle, row-major), and its right-hand side. */
  readonly gram: Float64Array;
  readonly right: Float64Array;
  readonly amplitudes: Float64Array;
  /** Products of X and Y with the linear columns, a row of `linear` values each; of each other (lower triangle); with the residuals. */
  readonly cross: Float64Array;
  readonly curvature: Float64Array;
  readonly gradient: Float64Array;
  /** Centre (less middle) and width of each unit, of the linearisation. */
  readonly shapes: Float64Array;
  readonly trial: Float64Array;
  readonly step: Float64Array;
}

/** Lines that a unit is drawn as, `lines` for each unit: where, how strong, and d centre / d centre of the unit. */
export interface Images {
  readonly lines: number;
  readonly center: Float64Array;
  readonly weight: Float64Array;
  readonly slope: Float64Array;
  /** Center of the second line and its slope, in passing. */
  readonly second: Float64Array;
  /** First point, and last + 1, of each image, and of its Gaussian. */
  readonly wideFrom: Int32Array;
  readonly wideTo: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Columns u and L as they are, L and G weighted. */
  readonly u: Int32Array;
  readonly plain: Int32Array;
  readonly lorentzian: Int32Array;
  readonly gaussian: Int32Array;
}

/** Where each column begins in the memory. */
export interface ColumnOffsets {
  readonly x: number;
  readonly weights: number;
  /** Weighted data. */
  readonly data: number;
  readonly residuals: number;
  /** Background functions as they are, and weighted. */
  readonly functions: Int32Array;
  readonly background: Int32Array;
  /** Of each unit: L, G, X and Y weighted. */
  readonly lorentzian: Int32Array;
  readonly gaussian: Int32Array;
  readonly slopeX: Int32Array;
  readonly slopeY: Int32Array;
  /** Columns of the moments' own: squared weights, and G of each unit as it is; of a lone doublet those of its kernel. */
  readonly spare: Int32Array;
  /** Behind the columns: products, those of a piece, and 27 moments of each unit. */
  readonly products: number;
  readonly sums: number;
  readonly moments: Int32Array;
  /** State of the fit of a lone peak, see `lone-layout.ts`. */
  readonly lone: number;
}

/** Columns whose scalar products are wanted; of each list the first so many, as is said. */
export interface Partners {
  /** Data, then the background: up to itself for each background term. */
  readonly background: Int32Array;
  readonly residuals: Int32Array;
  /** Of all units. */
  readonly every: DrawnPartners;
}

/** Columns of the units that are drawn in a piece of the window. */
export interface DrawnPartners {
  /** How many units, and which. */
  count: number;
  readonly units: Int32Array;
  /** Background, data, every L, every G: for an L up to itself, for a G up to itself. */
  readonly shapes: Int32Array;
  /** Background, residuals, every L, X and Y of every unit: for each pair of X and Y up to itself. */
  readonly slopes: Int32Array;
  /** X and Y of every unit, for each G. */
  readonly everySlope: Int32Array;
  /** Place of each of these in a row of products of all units. */
  readonly shapePlaces: Int32Array;
  readonly slopePlaces: Int32Array;
  readonly everyPlace: Int32Array;
}

/** The window cut into pieces that stay in the cache; halves end where pieces do. */
export interface Pieces {
  count: number;
  /** Points of a piece at most. */
  readonly longest: number;
  /** First point of each piece, and the last + 1 of all. */
  readonly starts: Int32Array;
  /** Where halves end, in order. */
  readonly ends: Int32Array;
  /** Units of each piece; undefined where there are no halves, and all are drawn in all. */
  readonly drawn: readonly DrawnPartners[] | undefined;
  /** Sums of one or two rows of its products. */
  readonly sums: Float64Array;
}

/** Two ways to the same numbers: by columns (anything) or by moments (one peak of one line on at most a slope). */
export interface SeparableKernel {
  /** Take a frame, the weights being in the memory. */
  load(y: Float64Array, from: number): void;
  /** Fill `gram` and `right` at given shapes. */
  normal(shapes: Float64Array): void;
  /** chi2 at the amplitudes, after {@link normal}; NaN where digits run out. */
  remainder(): number;
  /** Fill `cross`, `curvature` and `gradient`, after {@link remainder} at the same shapes. */
  linearise(shapes: Float64Array): void;
}
