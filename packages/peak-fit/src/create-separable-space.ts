import type { KernelChoice } from '@operando/numerics/kernels';
import type { Doublet } from './doublet.js';
import { doubletColumns, loneStateSize } from './lone-layout.js';
import { createPeakKernels, enterKernels } from './peak-kernels.js';
import type { ColumnOffsets, Images, Partners, SeparableSpace } from './separable-space.js';
import { createSmear } from './smear.js';
import { createPieces, drawnPartners, listDrawn } from './window-pieces.js';

/**
 * @param x Abscissae of the window, increasing.
 * @param sides Side of each unit.
 * @param smeared Whether axial divergence smears it.
 * @param functions Background functions at x.
 * @param choice Whether kernels are taken where they run.
 */
export function createSeparableSpace(
  x: Float64Array,
  sides: Int8Array,
  smeared: readonly boolean[],
  doublet: Doublet | undefined,
  functions: readonly Float64Array[],
  choice: KernelChoice = 'auto',
): SeparableSpace {
  const points = x.length;
  const units = sides.length;
  const terms = functions.length;
  const linear = terms + 2 * units;
  const lines = doublet === undefined ? 1 : 2;
  const middle = 0.5 * (x[0]! + x[points - 1]!);
  // Kernels go in steps of two points, and may read one behind the last. Columns a power of two apart would all fall on the same
  // lines of the cache.
  const even = (points + 2) & ~1;
  const stride = even + (even % 64 === 0 ? 8 : 0);
  let used = 0;
  const take = (count: number): number => {
    used += count;
    return used - count;
  };
  const column = (): number => take(stride);
  const several = (count: number): Int32Array => Int32Array.from({ length: count }, column);
  const indices = (count: number): Int32Array => new Int32Array(count);
  const values = (count: number): Float64Array => new Float64Array(count);
  const every = units * lines;
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
  // Without spread, which makes an object of a kind of its own each time: loops compiled for one would not do for the next.
  const at: ColumnOffsets = {
    x: column(),
    weights: column(),
    data: column(),
    residuals: column(),
    functions: several(terms),
    background: several(terms),
    // One line alone is the unit.
    lorentzian: lines === 1 ? images.lorentzian : several(units),
    gaussian: lines === 1 ? images.gaussian : several(units),
    slopeX: several(units),
    slopeY: several(units),
    spare: several(1 + (units === 1 && lines > 1 ? doubletColumns : units)),
    products: take(2 * units * (terms + 1 + 4 * units) + terms + 1),
    sums: take(2 * (terms + 1 + 3 * units)),
    moments: Int32Array.from({ length: units }, () => take(27)),
    lone: take(units <= 2 ? loneStateSize : 0),
  };
  const smears = smeared.map((each) => (each ? createSmear(column) : undefined));
  const kernels = createPeakKernels(used, choice);
  const kept = values(used);
  const memory = kernels?.memory ?? kept;
  let inside = false;
  for (let i = 0; i < points; i++) kept[at.x + i] = x[i]! - middle;
  functions.forEach((each, j) => kept.set(each, at.functions[j]));
  return {
    points,
    units,
    terms,
    linear,
    sides,
    doublet,
    smears,
    memory,
    kernels,
    enter() {
      if (kernels !== undefined) enterKernels(kernels, kept);
      inside = true;
    },
    leave() {
      if (kernels !== undefined && inside) kept.set(memory);
      inside = false;
    },
    at,
    partners: partnersOf(at, units),
    pieces: createPieces(points, sides, at, memory, kernels !== undefined),
    middle,
    wideFrom: indices(units),
    wideTo: indices(units).fill(points),
    from: indices(units),
    to: indices(units),
    images,
    products: memory.subarray(at.products, at.products + 2 * units * (terms + 1 + 4 * units) + terms + 1),
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

function partnersOf(at: ColumnOffsets, units: number): Partners {
  const { background, data, residuals } = at;
  const every = drawnPartners(units, at);
  for (let p = 0; p < units; p++) every.units[p] = p;
  every.count = units;
  listDrawn(at, every);
  return { background: Int32Array.of(data, ...background), residuals: Int32Array.of(residuals), every };
}
