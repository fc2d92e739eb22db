import type { SeparableSpace } from './separable-space.js';
import { createSparseSums, listProduct, listSquare, listTransposed } from './sparse-sums.js';
import type { SparseSums } from './sparse-sums.js';

/**
 * What the columns of a {@link SeparableSpace} share or hold, as two sparse maps
 * from free quantities: amplitudes = T free amplitudes, and steps of the shapes =
 * S free steps. A held Lorentzian share makes one amplitude of two, the halves of
 * a split profile share height and centre, ties follow, held shapes stand still.
 */
export interface Reduction {
  /** Free amplitudes, and of each column up to two of them (-1 for none) with their factors. */
  free: number;
  readonly first: Int32Array;
  readonly ofFirst: Float64Array;
  readonly second: Int32Array;
  readonly ofSecond: Float64Array;
  /** Amplitudes are their own free ones. */
  plain: boolean;
  /** Of values of the columns those of the free amplitudes, T^T; of their normal matrix the lower triangle of that of the free amplitudes. */
  readonly ofColumns: SparseSums;
  readonly ofGram: SparseSums;
  /** Free shapes, and the one that each shape follows (-1 for none) by a factor. */
  readonly shapes: number;
  readonly follows: Int32Array;
  readonly ofFollowed: Float64Array;
  /** The same of the shapes, S^T, and of their slopes; and S^T T of the slopes' products with the columns. */
  readonly ofShapes: SparseSums;
  readonly ofCurvature: SparseSums;
  readonly ofCross: SparseSums;
  /** Whether columns, and slopes, of two units have no point in common at any shapes. */
  readonly apart: { readonly columns: Apart; readonly slopes: Apart; readonly cross: Apart };
  /** Bounds of each free shape, as space.shapes are counted, and the shape that they are of. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly leader: Int32Array;
  /** 1 for free shapes held on a bound. */
  readonly held: Uint8Array;
  /** Each shape is a free one, its own. */
  readonly direct: boolean;
  /** Factor of the normal matrix of the free amplitudes, as `factorise` makes it, and their values. */
  readonly factor: Float64Array;
  readonly inverse: Float64Array;
  readonly amplitudes: Float64Array;
  /** L^-1 of the cross products, a row of `free` values for each free shape. */
  readonly cross: Float64Array;
  readonly gradient: Float64Array;
  /** Schur complement, and its damped factor after a solution. */
  readonly schur: Float64Array;
  readonly schurFactor: Float64Array;
  readonly schurInverse: Float64Array;
  readonly step: Float64Array;
  /** d free amplitudes / d free shapes at fixed data, negated. */
  readonly mixing: Float64Array;
  readonly work: Float64Array;
  readonly byAmplitudes: Float64Array;
  readonly byShapes: Float64Array;
}

type Apart = (one: number, other: number) => boolean;

/** A shape that others may follow, with its bounds. */
export interface FreeShape {
  readonly lower: number;
  readonly upper: number;
  /** Shapes with their factors; the first is the one bounded. */
  readonly of: readonly (readonly [shape: number, factor: number])[];
}

/** The halves of a profile have no point in common, unless a second line makes others of them. */
function partings({ terms, sides, images }: SeparableSpace): Reduction['apart'] {
  const halves = (one: number, other: number): boolean => {
    const low = Math.min(one, other);
    return images.lines === 1 && Math.abs(one - other) === 1 && sides[low] === -1 && sides[low + 1] === 1;
  };
  const unitOf = (column: number): number => (column - terms) >> 1;
  const drawn = (column: number): boolean => column >= terms;
  return {
    columns: (one, other) => drawn(one) && drawn(other) && halves(unitOf(one), unitOf(other)),
    slopes: (one, other) => halves(one >> 1, other >> 1),
    cross: (shape, column) => drawn(column) && halves(shape >> 1, unitOf(column)),
  };
}

/** @param shapes Free shapes; those in none of them are held. */
export function createReduction(space: SeparableSpace, shapes: readonly FreeShape[]): Reduction {
  const { linear, units } = space;
  const count = shapes.length;
  const values = (size: number): Float64Array => new Float64Array(size);
  const follows = new Int32Array(2 * units).fill(-1);
  const ofFollowed = values(2 * units);
  shapes.forEach(({ of }, j) => {
    for (const [shape, factor] of of) {
      follows[shape] = j;
      ofFollowed[shape] = factor;
    }
  });
  const pairs = 2 * linear * (linear + 1);
  const apart = partings(space);
  const ofShapes = createSparseSums(count, 2 * units);
  const ofCurvature = createSparseSums((count * (count + 1)) / 2, units * (2 * units + 1));
  listTransposed(ofShapes, count, [{ of: follows, by: ofFollowed }]);
  listSquare(ofCurvature, ofShapes, 2 * units, apart.slopes);
  return {
    free: linear,
    first: Int32Array.from({ length: linear }, (_, i) => i),
    ofFirst: values(linear).fill(1),
    second: new Int32Array(linear).fill(-1),
    ofSecond: values(linear),
    plain: true,
    ofColumns: createSparseSums(linear, 2 * linear),
    ofGram: createSparseSums((linear * (linear + 1)) / 2, pairs),
    shapes: count,
    follows,
    ofFollowed,
    ofShapes,
    ofCurvature,
    ofCross: createSparseSums(count * linear, 4 * units * linear),
    apart,
    lower: Float64Array.from(shapes, ({ lower }) => lower),
    upper: Float64Array.from(shapes, ({ upper }) => upper),
    leader: Int32Array.from(shapes, ({ of }) => of[0]![0]),
    held: new Uint8Array(count),
    direct:
      shapes.length === 2 * units && shapes.every(({ of }, k) => of.length === 1 && of[0]![0] === k && of[0]![1] === 1),
    factor: values(linear * linear),
    inverse: values(linear),
    amplitudes: values(linear),
    cross: values(count * linear),
    gradient: values(count),
    schur: values(count * count),
    schurFactor: values(count * count),
    schurInverse: values(count),
    step: values(count),
    mixing: values(count * linear),
    work: values(linear + count),
    byAmplitudes: values(linear),
    byShapes: values(count),
  };
}

/** List what is made of the columns for what is free now. */
export function listColumns(reduction: Reduction): void {
  const { free, first, ofFirst, second, ofSecond, ofColumns, ofGram, ofShapes, ofCross, apart } = reduction;
  listTransposed(ofColumns, free, [
    { of: first, by: ofFirst },
    { of: second, by: ofSecond },
  ]);
  listSquare(ofGram, ofColumns, first.length, apart.columns);
  listProduct(ofCross, ofShapes, ofColumns, first.length, apart.cross);
}
