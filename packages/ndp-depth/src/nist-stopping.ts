import { cubicSpline } from '@operando/numerics';
import type { CubicSpline } from '@operando/numerics';
import { astar, astarEnergies } from './tables/nist-astar.js';
import { pstar, pstarEnergies } from './tables/nist-pstar.js';

/** Electronic stopping through a table, in MeV cm2/g against keV: a cubic through the logarithms, velocity-proportional below the first point. */
export function interpolateStopping(energy: ArrayLike<number>, power: ArrayLike<number>): (energy: number) => number {
  const logarithm = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, Math.log);
  const spline: CubicSpline = cubicSpline(
    logarithm(energy),
    logarithm(power),
    energy.length > 3 ? 'not-a-knot' : 'natural',
  );
  const first = energy[0]!;
  const atFirst = power[0]!;
  return (at) => (at < first ? atFirst * Math.sqrt(at / first) : Math.exp(spline.evaluate(Math.log(at))));
}

/**
 * NIST's electronic stopping power in MeV cm2/g of protons (PSTAR) or 4He
 * (ASTAR) in the material or element of that key, against keV; undefined where
 * NIST has no table.
 */
export function nistStopping(particle: 'proton' | 'alpha', key: string): ((energy: number) => number) | undefined {
  const tables = particle === 'proton' ? pstar : astar;
  if (!Object.hasOwn(tables, key)) return undefined;
  const energies = particle === 'proton' ? pstarEnergies : astarEnergies;
  return interpolateStopping(
    energies.map((value) => 1000 * value),
    tables[key]!,
  );
}
