/** Weights of four neighbours at a fraction between the middle two (Catmull-Rom), and of the slope there. */
export function cubicWeights(t: number, weights: Float64Array, slopes: Float64Array): void {
  const [t2, t3] = [t * t, t * t * t];
  weights[0] = -0.5 * t + t2 - 0.5 * t3;
  weights[1] = 1 - 2.5 * t2 + 1.5 * t3;
  weights[2] = 0.5 * t + 2 * t2 - 1.5 * t3;
  weights[3] = -0.5 * t2 + 0.5 * t3;
  slopes[0] = -0.5 + 2 * t - 1.5 * t2;
  slopes[1] = -5 * t + 4.5 * t2;
  slopes[2] = 0.5 + 4 * t - 4.5 * t2;
  slopes[3] = -t + 1.5 * t2;
}
