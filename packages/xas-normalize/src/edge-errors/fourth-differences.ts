/** Points of a difference that vanishes for every cubic. */
export const differenceWidth = 5;

/** Differences of the values of a spectrum that vanish for every cubic: all of unit variance where the values have it. */
export interface FourthDifferences {
  readonly count: number;
  readonly difference: Float64Array;
  /** Means of the values that each is of. */
  readonly level: Float64Array;
  /** Take those of the next spectrum, at `offset`. */
  take(this: void, values: Float64Array, offset: number): void;
  /** Those at levels below 0.3, to be overwritten. */
  ofLow(this: void): Float64Array;
  /** Those at levels above 0.7, to be overwritten. */
  ofHigh(this: void): Float64Array;
}

/** Weights of the differences, `differenceWidth` for each. */
function differenceWeights(energy: Float64Array): Float64Array {
  const width = differenceWidth;
  const count = Math.max(0, energy.length - width + 1);
  const weights = new Float64Array(width * count);
  for (let i = 0; i < count; i++) {
    // Divided by the step: the products of ten-thousandths would underflow on no grid, but there is no need to come near.
    const step = (energy[i + width - 1]! - energy[i]!) / (width - 1);
    let squares = 0;
    for (let k = 0; k < width; k++) {
      let product = 1;
      for (let j = 0; j < width; j++) if (j !== k) product *= (energy[i + k]! - energy[i + j]!) / step;
      weights[width * i + k] = 1 / product;
      squares += 1 / (product * product);
    }
    for (let k = 0; k < width; k++) weights[width * i + k]! /= Math.sqrt(squares);
  }
  return weights;
}

function takeDifferences(
  weights: Float64Array,
  values: Float64Array,
  offset: number,
  difference: Float64Array,
  level: Float64Array,
): void {
  let a = values[offset]!;
  let b = values[offset + 1]!;
  let c = values[offset + 2]!;
  let d = values[offset + 3]!;
  for (let i = 0, w = 0; i < difference.length; i++, w += differenceWidth) {
    const e = values[offset + i + 4]!;
    difference[i] =
      weights[w]! * a + weights[w + 1]! * b + weights[w + 2]! * c + weights[w + 3]! * d + weights[w + 4]! * e;
    level[i] = (a + b + c + d + e) * (1 / differenceWidth);
    a = b;
    b = c;
    c = d;
    d = e;
  }
}

/** Prepare for one grid. */
export function fourthDifferences(energy: Float64Array): FourthDifferences {
  const weights = differenceWeights(energy);
  const count = weights.length / differenceWidth;
  const difference = new Float64Array(count);
  const level = new Float64Array(count);
  const chosen = new Float64Array(count);
  return {
    count,
    difference,
    level,
    take: (values, offset) => takeDifferences(weights, values, offset, difference, level),
    ofLow() {
      let kept = 0;
      for (let i = 0; i < count; i++) if (level[i]! < 0.3) chosen[kept++] = difference[i]!;
      return chosen.subarray(0, kept);
    },
    ofHigh() {
      let from = count;
      for (let i = 0; i < count; i++) if (level[i]! > 0.7) chosen[--from] = difference[i]!;
      return chosen.subarray(from);
    },
  };
}
