/** Area of a Lorentzian of height and width 1. */
export const lorentzianArea: number = Math.PI / 2;
/** Area of a Gaussian of height and width 1. */
export const gaussianArea: number = 0.5 * Math.sqrt(Math.PI / Math.LN2);

/**
 * Pseudo-Voigt of height 1 at distance d: value, derivatives by d, width and
 * Lorentzian share into out[0] ... out[3]. One exponential serves them all.
 */
export function pseudoVoigtPoint(d: number, width: number, eta: number, out: Float64Array): void {
  const u = (2 * d) / width;
  const lorentzian = 1 / (1 + u * u);
  const gaussian = Math.exp(-Math.LN2 * u * u);
  const byU = -2 * u * (eta * lorentzian * lorentzian + (1 - eta) * Math.LN2 * gaussian);
  out[0] = eta * lorentzian + (1 - eta) * gaussian;
  out[1] = (2 * byU) / width;
  out[2] = (-u * byU) / width;
  out[3] = lorentzian - gaussian;
}
