import type { SeparableSpace } from './separable-space.js';

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
  /** How the normal matrix of the columns gives that of the free amplitudes: element, element and factor of so many products. */
  products: number;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly factors: Float64Array;
  /** T as a list of so many columns, free amplitudes and factors. */
  columns: number;
  readonly column: Int32Array;
  readonly member: Int32Array;
  readonly share: Float64Array;
  /** Free shapes, and the one that each shape follows (-1 for none) by a factor. */
  readonly shapes: number;
  readonly follows: Int32Array;
  readonly ofFollowed: Float64Array;
  /** How the normal matrix of the slopes gives that of the free shapes: elements, elements and factors. */
  readonly slopes: Int32Array;
  readonly slopeTarget: Int32Array;
  readonly slopeFactor: Float64Array;
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

/** A shape that others may follow, with its bounds. */
export interface FreeShape {
  readonly lower: number;
  readonly upper: number;
  /** Shapes with their factors; the first is the one bounded. */
  readonly of: readonly (readonly [shape: number, factor: number])[];
}

/** @param shapes Free shapes; those in none of them are held. */
export function createReduction({ linear, units }: SeparableSpace, shapes: readonly FreeShape[]): Reduction {
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
  const slopes = listSlopes(follows, ofFollowed, count);
  return {
    free: linear,
    first: Int32Array.from({ length: linear }, (_, i) => i),
    ofFirst: values(linear).fill(1),
    second: new Int32Array(linear).fill(-1),
    ofSecond: values(linear),
    plain: true,
    products: 0,
    source: new Int32Array(2 * linear * (linear + 1)),
    target: new Int32Array(2 * linear * (linear + 1)),
    factors: values(2 * linear * (linear + 1)),
    columns: 0,
    column: new Int32Array(2 * linear),
    member: new Int32Array(2 * linear),
    share: values(2 * linear),
    shapes: count,
    follows,
    ofFollowed,
    slopes: Int32Array.from(slopes, ([from]) => from),
    slopeTarget: Int32Array.from(slopes, ([, to]) => to),
    slopeFactor: Float64Array.from(slopes, ([, , factor]) => factor),
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

/** What each element of the slopes' normal matrix, on or below its diagonal, gives to that of the free shapes: element, element, factor. */
function listSlopes(
  follows: Int32Array,
  ofFollowed: Float64Array,
  shapes: number,
): (readonly [from: number, to: number, factor: number])[] {
  const list: (readonly [number, number, number])[] = [];
  const n = follows.length;
  for (let k = 0; k < n; k++) {
    for (let m = 0; m <= k; m++) {
      const [row, column] = [follows[k]!, follows[m]!];
      if (row < 0 || column < 0) continue;
      const factor = ofFollowed[k]! * ofFollowed[m]! * (row === column && k !== m ? 2 : 1);
      list.push([k * n + m, Math.max(row, column) * shapes + Math.min(row, column), factor]);
    }
  }
  return list;
}

/** List the products of {@link Reduction.source}, and what T is, for what is free now. */
export function listProducts(reduction: Reduction): void {
  const { free, first, ofFirst, second, ofSecond, source, target, factors, column, member, share } = reduction;
  const linear = first.length;
  let count = 0;
  const add = (from: number, one: number, other: number, factor: number, diagonal: boolean): void => {
    // Of the products of a diagonal element, those above the diagonal are mirrored by those below.
    if (one < 0 || other < 0 || (diagonal && one < other)) return;
    source[count] = from;
    target[count] = one > other ? one * free + other : other * free + one;
    factors[count] = !diagonal && one === other ? 2 * factor : factor;
    count++;
  };
  for (let i = 0; i < linear; i++) {
    for (let j = 0; j <= i; j++) {
      const from = i * linear + j;
      add(from, first[i]!, first[j]!, ofFirst[i]! * ofFirst[j]!, i === j);
      add(from, first[i]!, second[j]!, ofFirst[i]! * ofSecond[j]!, i === j);
      add(from, second[i]!, first[j]!, ofSecond[i]! * ofFirst[j]!, i === j);
      add(from, second[i]!, second[j]!, ofSecond[i]! * ofSecond[j]!, i === j);
    }
  }
  reduction.products = count;
  let columns = 0;
  for (let i = 0; i < linear; i++) {
    for (const [to, factor] of [
      [first[i]!, ofFirst[i]!],
      [second[i]!, ofSecond[i]!],
    ] as const) {
      if (to < 0) continue;
      column[columns] = i;
      member[columns] = to;
      share[columns++] = factor;
    }
  }
  reduction.columns = columns;
}
