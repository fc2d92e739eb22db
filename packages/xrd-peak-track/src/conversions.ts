const degrees = 180 / Math.PI;

/** Lattice spacing, angstrom, of a two-theta in degrees (Bragg's law). NaN outside 0 to 180. */
export function twoThetaToD(twoTheta: number, wavelength: number): number {
  return twoTheta > 0 && twoTheta <= 180 ? wavelength / (2 * Math.sin(twoTheta / 2 / degrees)) : Number.NaN;
}

/** Two-theta, degrees, of a lattice spacing in angstrom. NaN where the wavelength is too long. */
export function dToTwoTheta(d: number, wavelength: number): number {
  return d > 0 ? 2 * Math.asin(wavelength / (2 * d)) * degrees : Number.NaN;
}

/** Q = 4 pi sin(theta) / wavelength, 1/angstrom. */
export function twoThetaToQ(twoTheta: number, wavelength: number): number {
  return (4 * Math.PI * Math.sin(twoTheta / 2 / degrees)) / wavelength;
}

/** Two-theta, degrees, of Q in 1/angstrom. NaN where the wavelength is too long. */
export function qToTwoTheta(q: number, wavelength: number): number {
  return 2 * Math.asin((q * wavelength) / (4 * Math.PI)) * degrees;
}

/** Two-theta of the same spacing at another wavelength. */
export function changeWavelength(twoTheta: number, from: number, to: number): number {
  return dToTwoTheta(twoThetaToD(twoTheta, from), to);
}

/** Standard error of a spacing from that of its two-theta: sigma_d = d cot(theta) sigma_theta. */
export function spacingError(twoTheta: number, twoThetaError: number, wavelength: number): number {
  const theta = twoTheta / 2 / degrees;
  return (twoThetaToD(twoTheta, wavelength) / Math.tan(theta)) * (twoThetaError / 2 / degrees);
}
