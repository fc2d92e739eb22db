import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { addDots } from './column-dots.js';
import { fillGaussian, fillLorentzian, fillSlopes, gaussianReach, subtractTwo } from './column-fills.js';
import { addPairDots } from './column-pair-dots.js';
import { firstFrom } from './first-from.js';
import { forwardSubstitute } from './separable-solve.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';

/** Points worked on at a time: the columns of a few peaks then stay in the first-level cache. */
const tile = 128;

/** Weighted data and background, and the products of these. */
function loadFrame(space: SeparableSpace, y: Float64Array, from: number): void {
  const { points, terms, memory, at, partners, products, backgroundGram, backgroundRight } = space;
  multiply(memory, at.weights, y, from, points, at.data);
  for (let j = 0; j < terms; j++) {
    multiply(memory, at.weights, memory, at.functions[j]!, points, at.background[j]!);
    products.fill(0, 0, j + 2);
    addDots(memory, at.background[j]!, partners.background[j]!, 0, points, products, 0);
    backgroundRight[j] = products[0]!;
    for (let k = 0; k <= j; k++) backgroundGram[j * terms + k] = products[k + 1]!;
  }
}

function multiply(
  memory: Float64Array,
  weights: number,
  y: Float64Array,
  from: number,
  points: number,
  to: number,
): void {
  for (let i = 0; i < points; i++) memory[to + i] = memory[weights + i]! * y[from + i]!;
}

/**
 * Solve for the amplitudes at given shapes (centre, width of each peak).
 * @returns chi2, or NaN where the peaks cannot be told apart.
 */
function projectAmplitudes(space: SeparableSpace, shapes: Float64Array): number {
  const { points, peaks, terms, linear, memory, at, partners, from, to, products } = space;
  const reach = 0.5 * Math.sqrt(gaussianReach);
  for (let p = 0; p < peaks; p++) {
    const center = shapes[2 * p]!;
    const width = shapes[2 * p + 1]!;
    memory.fill(0, at.gaussian[p]! + from[p]!, at.gaussian[p]! + to[p]!);
    from[p] = firstFrom(memory, at.x, points, center - reach * width);
    to[p] = firstFrom(memory, at.x, points, center + reach * width);
  }
  const row = terms + 1 + 2 * peaks;
  products.fill(0);
  for (let first = 0; first < points; first += tile) {
    const last = Math.min(points, first + tile);
    for (let p = 0; p < peaks; p++) {
      fillLorentzian(
        memory,
        at.x,
        at.weights,
        shapes[2 * p]!,
        shapes[2 * p + 1]!,
        first,
        last,
        at.u[p]!,
        at.plain[p]!,
        at.lorentzian[p]!,
      );
      addDots(memory, at.lorentzian[p]!, partners.lorentzian[p]!, first, last, products, 2 * p * row);
    }
    for (let p = 0; p < peaks; p++) {
      const start = Math.max(first, from[p]!);
      const end = Math.min(last, to[p]!);
      if (start >= end) continue;
      fillGaussian(memory, at.u[p]!, at.weights, start, end, at.gaussian[p]!);
      addDots(memory, at.gaussian[p]!, partners.gaussian[p]!, start, end, products, (2 * p + 1) * row);
    }
  }
  assemble(space, row);
  if (!choleskyInPlace(space.factor, linear, 1e-11)) return Number.NaN;
  choleskySolveInPlace(space.factor, linear, space.amplitudes);
  return subtractModel(space);
}

/** Products into the normal matrix of the linear part and its right-hand side. */
function assemble(
  { peaks, terms, linear, factor, amplitudes, backgroundGram, backgroundRight, products }: SeparableSpace,
  row: number,
): void {
  for (let j = 0; j < terms; j++) {
    amplitudes[j] = backgroundRight[j]!;
    for (let k = 0; k <= j; k++) factor[j * linear + k] = backgroundGram[j * terms + k]!;
  }
  for (let p = 0; p < peaks; p++) {
    const ofL = 2 * p * row;
    const ofG = ofL + row;
    const rowL = terms + 2 * p;
    const rowG = rowL + 1;
    amplitudes[rowL] = products[ofL + terms]!;
    amplitudes[rowG] = products[ofG + terms]!;
    for (let j = 0; j < terms; j++) {
      factor[rowL * linear + j] = products[ofL + j]!;
      factor[rowG * linear + j] = products[ofG + j]!;
    }
    for (let q = 0; q <= p; q++) {
      factor[rowL * linear + terms + 2 * q] = products[ofL + terms + 1 + q]!;
      factor[rowG * linear + terms + 2 * q + 1] = products[ofG + terms + 1 + peaks + q]!;
    }
    for (let q = 0; q < peaks; q++) {
      const other = terms + 2 * q;
      // L of a later peak lies below this row.
      factor[q <= p ? rowG * linear + other : other * linear + rowG] = products[ofG + terms + 1 + q]!;
    }
  }
}

/** Residuals at the amplitudes. @returns chi2. */
function subtractModel({ points, peaks, terms, memory, at, partners, amplitudes, products }: SeparableSpace): number {
  products[0] = 0;
  for (let first = 0; first < points; first += tile) {
    const last = Math.min(points, first + tile);
    let source = at.data;
    for (let j = 0; j < terms; j += 2) {
      const other = Math.min(j + 1, terms - 1);
      subtractTwo(
        memory,
        source,
        at.background[j]!,
        amplitudes[j]!,
        at.background[other]!,
        other > j ? amplitudes[other]! : 0,
        first,
        last,
        at.residuals,
      );
      source = at.residuals;
    }
    for (let p = 0; p < peaks; p++) {
      const row = terms + 2 * p;
      subtractTwo(
        memory,
        source,
        at.lorentzian[p]!,
        amplitudes[row]!,
        at.gaussian[p]!,
        amplitudes[row + 1]!,
        first,
        last,
        at.residuals,
      );
      source = at.residuals;
    }
    addDots(memory, at.residuals, partners.residuals, first, last, products, 0);
  }
  return products[0];
}

/** Gradient and Schur complement of centres and widths, after {@link projectAmplitudes} of the same shapes. */
function lineariseShapes(space: SeparableSpace, shapes: Float64Array): void {
  const { points, peaks, terms, memory, at, partners, amplitudes, from, to, products } = space;
  const row = terms + 1 + 3 * peaks;
  const ofGaussians = 2 * peaks * row;
  products.fill(0);
  for (let first = 0; first < points; first += tile) {
    const last = Math.min(points, first + tile);
    for (let p = 0; p < peaks; p++) {
      const scale = 4 / shapes[2 * p + 1]!;
      const a = scale * amplitudes[terms + 2 * p]!;
      const b = scale * Math.LN2 * amplitudes[terms + 2 * p + 1]!;
      fillSlopes(
        memory,
        at.u[p]!,
        at.plain[p]!,
        at.lorentzian[p]!,
        at.gaussian[p]!,
        a,
        b,
        first,
        last,
        at.slopeX[p]!,
        at.slopeY[p]!,
      );
    }
    for (let p = 0; p < peaks; p++) {
      addPairDots(
        memory,
        at.slopeX[p]!,
        at.slopeY[p]!,
        partners.slopes[p]!,
        first,
        last,
        products,
        2 * p * row,
        (2 * p + 1) * row,
      );
      const start = Math.max(first, from[p]!);
      const end = Math.min(last, to[p]!);
      if (start < end)
        addDots(memory, at.gaussian[p]!, partners.everySlope, start, end, products, ofGaussians + p * 2 * peaks);
    }
  }
  complement(space, row, ofGaussians);
}

/** Gradient, L^-1 of the cross products, and what the amplitudes leave of the slopes' normal matrix. */
function complement(
  { peaks, terms, linear, products, factor, cross, schur, gradient }: SeparableSpace,
  row: number,
  ofGaussians: number,
): void {
  const count = 2 * peaks;
  for (let k = 0; k < count; k++) {
    const source = k * row;
    const target = k * linear;
    gradient[k] = products[source + terms]!;
    for (let j = 0; j < terms; j++) cross[target + j] = products[source + j]!;
    for (let q = 0; q < peaks; q++) {
      cross[target + terms + 2 * q] = products[source + terms + 1 + q]!;
      cross[target + terms + 2 * q + 1] = products[ofGaussians + q * count + k]!;
    }
    forwardSubstitute(factor, linear, cross, target);
    for (let m = 0; m <= k; m++) {
      let sum = products[source + terms + 1 + peaks + m]!;
      for (let i = 0; i < linear; i++) sum -= cross[target + i]! * cross[m * linear + i]!;
      schur[k * count + m] = sum;
    }
  }
}

/** The kernel for any number of peaks on any polynomial. */
export function createColumnKernel(space: SeparableSpace): SeparableKernel {
  return {
    load: (y, from) => loadFrame(space, y, from),
    project: (shapes) => projectAmplitudes(space, shapes),
    linearise: (shapes) => lineariseShapes(space, shapes),
  };
}
