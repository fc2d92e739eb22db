import type { Doublet } from './doublet.js';

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
  readonly memory: Float64Array;
  readonly at: ColumnOffsets;
  readonly partners: Partners;
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
interface Images {
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
interface ColumnOffsets {
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
  /** Columns of the moments' own: squared weights, and G of each unit as it is. */
  readonly spare: Int32Array;
}

/** Columns whose scalar products are wanted. */
interface Partners {
  /** Data and background up to itself, for each background term. */
  readonly background: readonly Int32Array[];
  /** Background, data and every L up to itself, for each L. */
  readonly lorentzian: readonly Int32Array[];
  /** Background, data, every L and every G up to itself, for each G. */
  readonly gaussian: readonly Int32Array[];
  /** Background, residuals, every L, and X and Y of every unit up to itself, for each pair of X and Y. */
  readonly slopes: readonly Int32Array[];
  /** X and Y of every unit, for each G. */
  readonly everySlope: Int32Array;
  readonly residuals: Int32Array;
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

/**
 * @param x Abscissae of the window, increasing.
 * @param sides Side of each unit.
 * @param functions Background functions at x.
 */
export function createSeparableSpace(
  x: Float64Array,
  sides: Int8Array,
  doublet: Doublet | undefined,
  functions: readonly Float64Array[],
): SeparableSpace {
  const points = x.length;
  const units = sides.length;
  const terms = functions.length;
  const linear = terms + 2 * units;
  const lines = doublet === undefined ? 1 : 2;
  const middle = 0.5 * (x[0]! + x[points - 1]!);
  // Columns a power of two apart would all fall on the same lines of the cache.
  const stride = points + (points % 64 === 0 ? 8 : 0);
  let used = 0;
  const column = (): number => stride * used++;
  const several = (count: number): Int32Array => Int32Array.from({ length: count }, column);
  const indices = (count: number): Int32Array => new Int32Array(count);
  const values = (count: number): Float64Array => new Float64Array(count);
  const every = units * lines;
  const base = { x: column(), weights: column(), data: column(), residuals: column() };
  const images: Images = {
    lines,
    center: values(every),
    weight: values(every).fill(1),
    slope: values(every).fill(1),
    second: values(2),
    wideFrom: indices(every),
    wideTo: indices(every),
    from: indices(every),
    to: indices(every),
    u: several(every),
    plain: several(every),
    lorentzian: several(every),
    gaussian: several(every),
  };
  const at: ColumnOffsets = {
    ...base,
    functions: several(terms),
    background: several(terms),
    // One line alone is the unit.
    lorentzian: lines === 1 ? images.lorentzian : several(units),
    gaussian: lines === 1 ? images.gaussian : several(units),
    slopeX: several(units),
    slopeY: several(units),
    spare: several(1 + units),
  };
  const memory = values(stride * used);
  for (let i = 0; i < points; i++) memory[at.x + i] = x[i]! - middle;
  functions.forEach((each, j) => memory.set(each, at.functions[j]));
  return {
    points,
    units,
    terms,
    linear,
    sides,
    doublet,
    memory,
    at,
    partners: partnersOf(at, units, terms),
    middle,
    wideFrom: indices(units),
    wideTo: indices(units).fill(points),
    from: indices(units),
    to: indices(units),
    images,
    products: values(2 * units * (terms + 1 + 4 * units) + terms + 1),
    backgroundGram: values(terms * terms),
    backgroundRight: values(terms),
    gram: values(linear * linear),
    right: values(linear),
    amplitudes: values(linear),
    cross: values(2 * units * linear),
    curvature: values(4 * units * units),
    gradient: values(2 * units),
    shapes: values(2 * units),
    trial: values(2 * units),
    step: values(2 * units),
  };
}

function partnersOf(at: ColumnOffsets, units: number, terms: number): Partners {
  const { background, data, lorentzian, gaussian, slopeX, slopeY, residuals } = at;
  const numbers = Array.from({ length: units }, (_, p) => p);
  const slopes = (upTo: number): number[] => numbers.slice(0, upTo).flatMap((q) => [slopeX[q]!, slopeY[q]!]);
  const list = (...offsets: number[]): Int32Array => Int32Array.from(offsets);
  return {
    background: Array.from({ length: terms }, (_, j) => list(data, ...background.subarray(0, j + 1))),
    lorentzian: numbers.map((p) => list(...background, data, ...lorentzian.subarray(0, p + 1))),
    gaussian: numbers.map((p) => list(...background, data, ...lorentzian, ...gaussian.subarray(0, p + 1))),
    slopes: numbers.map((p) => list(...background, residuals, ...lorentzian, ...slopes(p + 1))),
    everySlope: list(...slopes(units)),
    residuals: list(residuals),
  };
}
