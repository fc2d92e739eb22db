/** Weights of a Gaussian of unit sum. @param sigmas How far out they go. @default 4 */
export function gaussianWeights(sigma: number, sigmas: number = 4): Float64Array {
  const half = Math.max(1, Math.ceil(sigmas * sigma));
  const weights = Float64Array.from({ length: 2 * half + 1 }, (_, k) =>
    Math.exp(-((k - half) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A plane smoothed along both axes; nothing lies outside it (0). `room` holds what is half done. */
export function smoothPlane(
  plane: Float32Array,
  height: number,
  width: number,
  weights: Float64Array,
  out: Float32Array,
  room: Float32Array,
): void {
  const half = (weights.length - 1) / 2;
  const middle = weights[half]!;
  const taps = weights.length;
  // A row with nothing on either side, so that no place has to be asked for.
  const padded = new Float32Array(width + 2 * half);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    padded.set(plane.subarray(row, row + width), half);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += weights[k]! * padded[x + k]!;
      room[row + x] = sum;
    }
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) out[row + x] = middle * room[row + x]!;
    for (let k = 1; k <= half; k++) {
      const weight = weights[half + k]!;
      for (const other of [y - k, y + k]) {
        if (other < 0 || other >= height) continue;
        for (let x = 0; x < width; x++) out[row + x]! += weight * room[other * width + x]!;
      }
    }
  }
}

/** A map smoothed over the pixels that count: mean of its neighbours with Gaussian weights. NaN where there are none. */
export function smoothOver(
  map: Float32Array,
  pixels: Uint8Array,
  height: number,
  width: number,
  sigma: number,
): Float32Array {
  const weights = gaussianWeights(sigma);
  const room = new Float32Array(map.length);
  const smooth = (values: Float32Array): Float32Array => {
    const out = new Float32Array(map.length);
    smoothPlane(values, height, width, weights, out, room);
    return out;
  };
  const sum = smooth(map.map((value, i) => (pixels[i] === 0 ? 0 : value)));
  const share = smooth(Float32Array.from(pixels));
  return sum.map((value, i) => (share[i]! > 1e-3 ? value / share[i]! : Number.NaN));
}
