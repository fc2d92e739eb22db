/**
 * Scratch space of the hot loop for pseudo-Voigt stacks: everything for one
 * window and one number of peaks, made once and used for every frame. Columns
 * lie in one flat array (`memory`, column k at k x stride), as they would in
 * the linear memory of WebAssembly.
 *
 * A pseudo-Voigt is a sum of a Lorentzian and a Gaussian of the same centre and
 * width, so with a polynomial background everything but centres and widths is
 * linear and is solved for at every step (variable projection).
 *
 * Columns are weighted by 1 / sigma. With u = 2 (x - centre) / width,
 * L = 1 / (1 + u^2), G = 2^(-u^2) and their amplitudes a, b:
 * X = d model / d centre = 4 u (a L^2 + ln 2 b G) / width, and
 * Y = d model / d width = u X / 2.
 */
export interface SeparableSpace {
  readonly points: number;
  readonly peaks: number;
  /** Background terms. */
  readonly terms: number;
  /** terms + 2 peaks: background, then L and G of each peak. */
  readonly linear: number;
  readonly memory: Float64Array;
  readonly at: ColumnOffsets;
  readonly partners: Partners;
  /** Middle of the window, subtracted from all abscissae. */
  readonly middle: number;
  /** First point, and last + 1, at which the Gaussian of each peak is not 0. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Sums of products, as {@link Partners} lists them, row after row. */
  readonly products: Float64Array;
  /** Normal matrix of the background alone and its right-hand side: they change with the data only. */
  readonly backgroundGram: Float64Array;
  readonly backgroundRight: Float64Array;
  /** Cholesky factor of the linear part, row-major. */
  readonly factor: Float64Array;
  readonly amplitudes: Float64Array;
  /** L^-1 of the cross products of linear and nonlinear columns; one row of `linear` values per nonlinear parameter. */
  readonly cross: Float64Array;
  /** Schur complement, row-major, and its factor after a solution. */
  readonly schur: Float64Array;
  readonly schurFactor: Float64Array;
  readonly gradient: Float64Array;
  /** Centre (less middle) and width of each peak, of the linearisation. */
  readonly shapes: Float64Array;
  readonly trial: Float64Array;
  readonly step: Float64Array;
  readonly work: Float64Array;
  /** d amplitudes / d shapes at fixed data, negated: one row of `linear` values per nonlinear parameter. */
  readonly mixing: Float64Array;
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
  /** Of each peak: u and L as they are; L, G, X and Y weighted. */
  readonly u: Int32Array;
  readonly plain: Int32Array;
  readonly lorentzian: Int32Array;
  readonly gaussian: Int32Array;
  readonly slopeX: Int32Array;
  readonly slopeY: Int32Array;
}

/** Columns whose scalar products are wanted. */
export interface Partners {
  /** Data and background up to itself, for each background term. */
  readonly background: readonly Int32Array[];
  /** Background, data and every L up to itself, for each L. */
  readonly lorentzian: readonly Int32Array[];
  /** Background, data, every L and every G up to itself, for each G. */
  readonly gaussian: readonly Int32Array[];
  /** Background, residuals, every L, and X and Y of every peak up to itself, for each pair of X and Y. */
  readonly slopes: readonly Int32Array[];
  /** X and Y of every peak, for each G. */
  readonly everySlope: Int32Array;
  readonly residuals: Int32Array;
}

/** Two ways to the same numbers: by columns (any number of peaks and terms) or by moments (one peak on at most a line). */
export interface SeparableKernel {
  /** Take a frame, the weights being in the memory. */
  load(y: Float64Array, from: number): void;
  /** Solve for the amplitudes at given shapes. @returns chi2, or NaN where the peaks cannot be told apart (or digits run out). */
  project(shapes: Float64Array): number;
  /** Gradient, cross products and Schur complement, after {@link project} of the same shapes. */
  linearise(shapes: Float64Array): void;
}

/**
 * @param x Abscissae of the window, increasing.
 * @param functions Background functions at x.
 */
export function createSeparableSpace(
  x: Float64Array,
  peaks: number,
  functions: readonly Float64Array[],
): SeparableSpace {
  const points = x.length;
  const terms = functions.length;
  const linear = terms + 2 * peaks;
  const middle = 0.5 * (x[0]! + x[points - 1]!);
  // Columns a power of two apart would all fall on the same lines of the cache.
  const stride = points + (points % 64 === 0 ? 8 : 0);
  let used = 0;
  const column = (): number => stride * used++;
  const several = (count: number): Int32Array => Int32Array.from({ length: count }, column);
  const at: ColumnOffsets = {
    x: column(),
    weights: column(),
    data: column(),
    residuals: column(),
    functions: several(terms),
    background: several(terms),
    u: several(peaks),
    plain: several(peaks),
    lorentzian: several(peaks),
    gaussian: several(peaks),
    slopeX: several(peaks),
    slopeY: several(peaks),
  };
  const memory = new Float64Array(stride * used);
  memory.set(
    x.map((value) => value - middle),
    at.x,
  );
  functions.forEach((values, j) => memory.set(values, at.functions[j]));
  const peakNumbers = Array.from({ length: peaks }, (_, p) => p);
  const list = (...offsets: number[]): Int32Array => Int32Array.from(offsets);
  return {
    points,
    peaks,
    terms,
    linear,
    memory,
    at,
    partners: {
      background: Array.from({ length: terms }, (_, j) => list(at.data, ...at.background.subarray(0, j + 1))),
      lorentzian: peakNumbers.map((p) => list(...at.background, at.data, ...at.lorentzian.subarray(0, p + 1))),
      gaussian: peakNumbers.map((p) =>
        list(...at.background, at.data, ...at.lorentzian, ...at.gaussian.subarray(0, p + 1)),
      ),
      slopes: peakNumbers.map((p) =>
        list(
          ...at.background,
          at.residuals,
          ...at.lorentzian,
          ...peakNumbers.slice(0, p + 1).flatMap((q) => [at.slopeX[q]!, at.slopeY[q]!]),
        ),
      ),
      everySlope: list(...peakNumbers.flatMap((q) => [at.slopeX[q]!, at.slopeY[q]!])),
      residuals: list(at.residuals),
    },
    middle,
    from: new Int32Array(peaks),
    to: new Int32Array(peaks),
    products: new Float64Array(2 * peaks * (terms + 1 + 4 * peaks) + terms + 1),
    backgroundGram: new Float64Array(terms * terms),
    backgroundRight: new Float64Array(terms),
    factor: new Float64Array(linear * linear),
    amplitudes: new Float64Array(linear),
    cross: new Float64Array(2 * peaks * linear),
    schur: new Float64Array(4 * peaks * peaks),
    schurFactor: new Float64Array(4 * peaks * peaks),
    gradient: new Float64Array(2 * peaks),
    shapes: new Float64Array(2 * peaks),
    trial: new Float64Array(2 * peaks),
    step: new Float64Array(2 * peaks),
    work: new Float64Array(linear + 2 * peaks),
    mixing: new Float64Array(2 * peaks * linear),
  };
}
