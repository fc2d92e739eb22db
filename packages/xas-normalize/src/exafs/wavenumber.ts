import { constants } from '@operando/tables';

/** k^2 = this x (E - E0): 2 m_e / hbar^2 in 1/(eV A^2). */
export const squaredWavenumberPerElectronvolt: number = constants.electronWavenumberSquared;

/**
 * Wavenumber of the photoelectron, 1/A: k = sqrt(2 m_e (E - E0)) / hbar.
 *
 * @param energy Above the edge, eV (E - E0, not E). Negative below the edge, where the negative
 * of the wavenumber of -energy is returned: grids that straddle the edge stay increasing.
 */
export function energyToK(energy: number): number {
  return Math.sign(energy) * Math.sqrt(squaredWavenumberPerElectronvolt * Math.abs(energy));
}

/** Energy above the edge, eV, of a photoelectron of wavenumber k in 1/A; the inverse of {@link energyToK}. */
export function kToEnergy(k: number): number {
  return (Math.sign(k) * k * k) / squaredWavenumberPerElectronvolt;
}

/**
 * chi(k) times k^kweight, as it is plotted and transformed.
 *
 * @param k Wavenumbers, 1/A.
 * @param chi One value for each.
 * @param kweight Any power; 2 and 3 are usual.
 */
export function weightByK(k: ArrayLike<number>, chi: ArrayLike<number>, kweight: number): Float64Array {
  return Float64Array.from({ length: chi.length }, (_, i) => chi[i]! * k[i]! ** kweight);
}
