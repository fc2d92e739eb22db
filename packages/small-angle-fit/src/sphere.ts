/** Below this argument the amplitude is taken from its series: the difference of sine and cosine has lost its digits. */
const smallArgument = 0.1;

/** Volume of a sphere. */
export function sphereVolume(radius: number): number {
  return ((4 * Math.PI) / 3) * radius ** 3;
}

/**
 * Amplitude of a sphere over its volume, 3 (sin x - x cos x) / x^3, at x = q R.
 *
 * @see Guinier and Fournet, Small-Angle Scattering of X-Rays (1955), 2.1
 */
export function sphereShape(x: number): number {
  if (Math.abs(x) < smallArgument) {
    const square = x * x;
    return 1 - square / 10 + (square * square) / 280 - (square * square * square) / 15_120;
  }
  return (3 * (Math.sin(x) - x * Math.cos(x))) / (x * x * x);
}

/** sin x / x. */
export function sinc(x: number): number {
  return Math.abs(x) < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x;
}

/**
 * First Bessel function of the first kind over its argument, doubled: 2 J1(x) / x, the amplitude of a disc. By its integral
 * in the trapezoidal rule, which converges faster than any power for a periodic integrand.
 */
export function discShape(x: number): number {
  const points = 24 + Math.ceil(Math.abs(x));
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const angle = (Math.PI * (k + 0.5)) / points;
    const cosine = Math.cos(angle);
    sum += Math.sin(angle) ** 2 * Math.cos(x * cosine);
  }
  return (2 * sum) / points;
}
