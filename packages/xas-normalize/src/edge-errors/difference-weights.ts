/** Points of a difference that vanishes for every cubic. */
export const differenceWidth = 5;

/** Weights of the differences, `differenceWidth` for each. */
export function differenceWeights(energy: Float64Array): Float64Array {
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
