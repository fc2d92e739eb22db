import { dotProduct } from '@operando/numerics';

/** Orthonormal rows by the method of Gram and Schmidt, twice; dependent ones become zero. */
function orthonormalise(rows: Float64Array, length: number): void {
  const count = rows.length / length;
  for (let k = 0; k < count; k++) {
    const before = Math.sqrt(dotProduct(rows, k * length, rows, k * length, length));
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < k; l++) {
        const share = dotProduct(rows, k * length, rows, l * length, length);
        for (let i = 0; i < length; i++) rows[k * length + i]! -= share * rows[l * length + i]!;
      }
    }
    const size = Math.sqrt(dotProduct(rows, k * length, rows, k * length, length));
    const factor = size > 1e-12 * before ? 1 / size : 0;
    for (let i = 0; i < length; i++) rows[k * length + i]! *= factor;
  }
}

/**
 * Sum of squares that the best combination of this many components without any constraint leaves (a little more where the
 * subspace iteration, which starts from given spectra, has not settled).
 *
 * @param data Frames x points.
 * @param turned Points x frames.
 * @param spectra Count x points, a start.
 */
export function squaresLeftByRank(
  data: Float64Array,
  turned: Float64Array,
  points: number,
  spectra: Float64Array,
  rounds = 12,
): number {
  const frames = data.length / points;
  const count = spectra.length / points;
  const right = spectra.slice();
  const left = new Float64Array(count * frames);
  orthonormalise(right, points);
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < count; k++)
      for (let f = 0; f < frames; f++) left[k * frames + f] = dotProduct(data, f * points, right, k * points, points);
    orthonormalise(left, frames);
    for (let k = 0; k < count; k++)
      for (let i = 0; i < points; i++) right[k * points + i] = dotProduct(turned, i * frames, left, k * frames, frames);
    orthonormalise(right, points);
  }
  let squares = 0;
  const rest = new Float64Array(points);
  for (let f = 0; f < frames; f++) {
    rest.set(data.subarray(f * points, (f + 1) * points));
    for (let k = 0; k < count; k++) {
      const share = dotProduct(rest, 0, right, k * points, points);
      for (let i = 0; i < points; i++) rest[i]! -= share * right[k * points + i]!;
    }
    squares += dotProduct(rest, 0, rest, 0, points);
  }
  return squares;
}
