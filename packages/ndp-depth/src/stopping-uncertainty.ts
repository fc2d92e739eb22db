import { energyPerMass } from './ions.js';
import type { Ion } from './ions.js';
import type { Material } from './material.js';
import type { StoppingSource } from './stopping-source.js';

/** Elements whose stopping was measured in gases and is another one in solids. */
const measuredInGas = new Set(['H', 'N', 'O', 'F', 'Cl']);

/** Part that grows towards low velocity, by source and kind of material. */
function lowVelocityPart(source: StoppingSource, isElement: boolean, hasGas: boolean): number {
  const bragg = isElement ? 0 : hasGas ? 0.13 : 0.07;
  const own: Readonly<Record<StoppingSource, number>> = {
    user: 0.04,
    'nist-table': 0.03,
    'nist-bragg': 0.03,
    'mixed-bragg': 0.06,
    'icru49-bragg': 0.06,
    'zbl85-bragg': 0.1,
  };
  return source === 'nist-table' || source === 'user' ? own[source] : Math.hypot(bragg, own[source]);
}

/**
 * Relative standard uncertainty of a stopping power at an energy in keV: 2 %
 * (NIST's table of the element or material) or 3 % at high velocity, more
 * below about 250 keV/u, most where Bragg's rule adds up gas values in a solid
 * (ICRU Report 49 has 1 to 2 % at high velocity and 2 to 5 % about the maximum for measured
 * materials). Sized so that twice the uncertainty covers the deviations of each source from
 * NIST's tables of elements and compounds; a 7Li, whose effective charge is a
 * rule of thumb, has 10 % more.
 */
export function stoppingUncertainty(
  particle: Ion,
  target: Material,
  source: StoppingSource,
): (energy: number) => number {
  const symbols = Object.keys(target.atomDensity);
  const isElement = symbols.length === 1;
  const low = lowVelocityPart(
    source,
    isElement,
    symbols.some((symbol) => measuredInGas.has(symbol)),
  );
  const high = source === 'nist-table' ? 0.02 : 0.03;
  const charge = particle.charge === 3 ? 0.1 : 0;
  return (energy) => {
    const velocity = energyPerMass(particle, energy) / 250;
    return Math.hypot(high, low / (1 + velocity * velocity), charge);
  };
}
