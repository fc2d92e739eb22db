import { addDots } from './column-dots.js';
import { subtractTwo } from './column-sums.js';
import type { PeakKernels } from './peak-kernels.js';
import { addGaussianDots, addShapeDots, addSlopeDots } from './piece-dots.js';
import { clear } from './small-arrays.js';
import type { SeparableKernel, SeparableSpace } from './separable-space.js';
import { fillNarrow, fillUnitSlopes, fillWide, placeUnits } from './unit-columns.js';
import { drawnIn } from './window-pieces.js';

/** Weighted data and background, and the products of these. */
function loadFrame(space: SeparableSpace, y: Float64Array, from: number): void {
  const { points, terms, memory, at, partners, products, backgroundGram, backgroundRight, kernels } = space;
  if (kernels === undefined) multiply(memory, at.weights, y, from, points, at.data);
  else {
    memory.set(y.subarray(from, from + points), at.data);
    multiplyColumns(kernels, at.weights, at.data, points, at.data);
  }
  for (let j = 0; j < terms; j++) {
    if (kernels === undefined) multiply(memory, at.weights, memory, at.functions[j]!, points, at.background[j]!);
    else multiplyColumns(kernels, at.weights, at.functions[j]!, points, at.background[j]!);
    products.fill(0, 0, j + 2);
    addDots(space, at.background[j]!, partners.background, j + 2, 0, points, at.products);
    backgroundRight[j] = products[0]!;
    for (let k = 0; k <= j; k++) backgroundGram[j * terms + k] = products[k + 1]!;
  }
}

function multiplyColumns({ columns, base }: PeakKernels, one: number, other: number, points: number, to: number): void {
  columns.multiply(base + 8 * one, base + 8 * other, points, base + 8 * to);
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

/** Normal matrix of the linear columns at given shapes (centre, width of each unit). */
function normalOf(space: SeparableSpace, shapes: Float64Array): void {
  const { units, terms, at, pieces, wideFrom, wideTo, from, to, products } = space;
  placeUnits(space, shapes);
  const row = terms + 1 + 2 * units;
  clear(products);
  for (let piece = 0; piece < pieces.count; piece++) {
    const first = pieces.starts[piece]!;
    const last = pieces.starts[piece + 1]!;
    const drawn = drawnIn(space, piece);
    for (let k = 0; k < drawn.count; k++) {
      const p = drawn.units[k]!;
      const start = Math.max(first, wideFrom[p]!);
      const end = Math.min(last, wideTo[p]!);
      if (start >= end) continue;
      fillWide(space, p, shapes, start, end);
      addShapeDots(space, drawn, at.lorentzian[p]!, terms + 2 + k, start, end, 2 * p * row);
    }
    for (let k = 0; k < drawn.count; k++) {
      const p = drawn.units[k]!;
      const start = Math.max(first, from[p]!);
      const end = Math.min(last, to[p]!);
      if (start >= end) continue;
      fillNarrow(space, p, start, end);
      addShapeDots(space, drawn, at.gaussian[p]!, terms + 2 + drawn.count + k, start, end, (2 * p + 1) * row);
    }
  }
  assemble(space, row);
}

/** Products into the normal matrix of the linear part and its right-hand side. */
function assemble(
  { units, terms, linear, gram, right, backgroundGram, backgroundRight, products }: SeparableSpace,
  row: number,
): void {
  for (let j = 0; j < terms; j++) {
    right[j] = backgroundRight[j]!;
    for (let k = 0; k <= j; k++) gram[j * linear + k] = backgroundGram[j * terms + k]!;
  }
  for (let p = 0; p < units; p++) {
    const ofL = 2 * p * row;
    const ofG = ofL + row;
    const rowL = terms + 2 * p;
    const rowG = rowL + 1;
    right[rowL] = products[ofL + terms]!;
    right[rowG] = products[ofG + terms]!;
    for (let j = 0; j < terms; j++) {
      gram[rowL * linear + j] = products[ofL + j]!;
      gram[rowG * linear + j] = products[ofG + j]!;
    }
    for (let q = 0; q <= p; q++) {
      gram[rowL * linear + terms + 2 * q] = products[ofL + terms + 1 + q]!;
      gram[rowG * linear + terms + 2 * q + 1] = products[ofG + terms + 1 + units + q]!;
    }
    for (let q = 0; q < units; q++) {
      const other = terms + 2 * q;
      // L of a later unit lies below this row.
      gram[q <= p ? rowG * linear + other : other * linear + rowG] = products[ofG + terms + 1 + q]!;
    }
  }
}

/** Residuals at the amplitudes. @returns chi2. */
function subtractModel(space: SeparableSpace): number {
  const { units, terms, memory, at, partners, pieces, amplitudes, wideFrom, wideTo, products } = space;
  products[0] = 0;
  for (let piece = 0; piece < pieces.count; piece++) {
    const first = pieces.starts[piece]!;
    const last = pieces.starts[piece + 1]!;
    let source = at.data;
    for (let j = 0; j < terms; j += 2) {
      const other = Math.min(j + 1, terms - 1);
      const slope = other > j ? amplitudes[other]! : 0;
      const one = at.background[j]!;
      const two = at.background[other]!;
      subtractTwo(space, source, one, amplitudes[j]!, two, slope, first, last, at.residuals);
      source = at.residuals;
    }
    if (terms === 0) memory.copyWithin(at.residuals + first, at.data + first, at.data + last);
    for (let p = 0; p < units; p++) {
      const row = terms + 2 * p;
      const start = Math.max(first, wideFrom[p]!);
      const end = Math.min(last, wideTo[p]!);
      const one = at.lorentzian[p]!;
      const two = at.gaussian[p]!;
      subtractTwo(space, at.residuals, one, amplitudes[row]!, two, amplitudes[row + 1]!, start, end, at.residuals);
    }
    addDots(space, at.residuals, partners.residuals, 1, first, last, at.products);
  }
  return products[0];
}

/** Products of the slopes by centres and widths with all columns, at the shapes and amplitudes of the residuals. */
function lineariseShapes(space: SeparableSpace, shapes: Float64Array): void {
  const { units, terms, pieces, wideFrom, wideTo, from, to, products } = space;
  const row = terms + 1 + 3 * units;
  const ofGaussians = 2 * units * row;
  clear(products);
  for (let piece = 0; piece < pieces.count; piece++) {
    const first = pieces.starts[piece]!;
    const last = pieces.starts[piece + 1]!;
    const drawn = drawnIn(space, piece);
    for (let k = 0; k < drawn.count; k++) {
      const p = drawn.units[k]!;
      fillUnitSlopes(space, p, shapes, Math.max(first, wideFrom[p]!), Math.min(last, wideTo[p]!));
    }
    for (let k = 0; k < drawn.count; k++) {
      const p = drawn.units[k]!;
      let start = Math.max(first, wideFrom[p]!);
      let end = Math.min(last, wideTo[p]!);
      if (start >= end) continue;
      addSlopeDots(space, drawn, k, start, end, row);
      start = Math.max(first, from[p]!);
      end = Math.min(last, to[p]!);
      if (start < end) addGaussianDots(space, drawn, p, start, end, ofGaussians + p * 2 * units);
    }
  }
  spread(space, row, ofGaussians);
}

/** Products into gradient, cross products and the slopes' normal matrix. */
function spread(
  { units, terms, linear, products, cross, curvature, gradient }: SeparableSpace,
  row: number,
  ofGaussians: number,
): void {
  const count = 2 * units;
  for (let k = 0; k < count; k++) {
    const source = k * row;
    const target = k * linear;
    gradient[k] = products[source + terms]!;
    for (let j = 0; j < terms; j++) cross[target + j] = products[source + j]!;
    for (let q = 0; q < units; q++) {
      cross[target + terms + 2 * q] = products[source + terms + 1 + q]!;
      cross[target + terms + 2 * q + 1] = products[ofGaussians + q * count + k]!;
    }
    for (let m = 0; m <= k; m++) curvature[k * count + m] = products[source + terms + 1 + units + m]!;
  }
}

/** The kernel for any number of units on any polynomial. */
export function createColumnKernel(space: SeparableSpace): SeparableKernel {
  return {
    load: (y, from) => loadFrame(space, y, from),
    normal: (shapes) => normalOf(space, shapes),
    remainder: () => subtractModel(space),
    linearise: (shapes) => lineariseShapes(space, shapes),
  };
}
