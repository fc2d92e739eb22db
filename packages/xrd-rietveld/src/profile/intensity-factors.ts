import type { Instrument } from './instrument.js';

const degree = Math.PI / 180;

/**
 * Lorentz and polarisation factor at the Bragg angle theta (radians), and the derivative of its logarithm by theta:
 * 1 / (sin^2 theta cos theta) times the polarisation of X-rays, 1 / (sin theta sin 2 theta) of neutrons at constant
 * wavelength, which is half of it.
 */
export function lorentzPolarisation(instrument: Instrument): (theta: number, out: Float64Array) => void {
  // Polarisation = constant + factor cos^2 2 theta.
  const { constant, factor } = polarisationTerms(instrument);
  return (theta, out) => {
    const sine = Math.sin(theta);
    const cosine = Math.cos(theta);
    const double = 1 - 2 * sine * sine;
    const polarised = constant + factor * double * double;
    out[0] = polarised / (sine * sine * cosine);
    out[1] = (-2 * cosine) / sine + sine / cosine - (8 * factor * double * sine * cosine) / polarised;
  };
}

function polarisationTerms({ radiation, polarisation = {} }: Instrument): { constant: number; factor: number } {
  if (radiation === 'neutron') return { constant: 0.5, factor: 0 };
  const { monochromator, fraction, azimuth } = polarisation;
  if (monochromator !== undefined) {
    const through = Math.cos(monochromator * degree) ** 2;
    return { constant: 1 / (1 + through), factor: through / (1 + through) };
  }
  // Full rings of any polarisation see the mean, as does a beam without any; the factor 2 is common use.
  if (fraction === undefined || azimuth === undefined) return { constant: 1, factor: 1 };
  const along = Math.cos(azimuth * degree) ** 2;
  const factor = fraction * along + (1 - fraction) * (1 - along);
  return { constant: 2 * (1 - factor), factor: 2 * factor };
}
