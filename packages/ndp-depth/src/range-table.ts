import { gaussLegendre } from '@operando/numerics';
import { sampleDefaults } from './defaults.js';
import type { Ion } from './ions.js';
import type { Material } from './material.js';
import { stoppingFunction } from './stopping-power.js';
import type { StoppingFunction } from './stopping-power.js';
import type { StoppingChoice } from './stopping-source.js';
import { stragglingRate } from './straggling.js';
import type { StragglingModel } from './straggling.js';

/** Below this energy a particle counts as stopped; its range there is some nanometres. */
export const lowestEnergy = 1;

/**
 * Range of an ion in one material, so that a path is a difference of ranges.
 * Energies in keV, lengths in um.
 */
export interface RangeTable {
  /** What it was integrated from. */
  readonly stopping: StoppingFunction;
  /** Path in um that brings the particle from this energy (keV) down to 1 keV, where it counts as stopped. */
  range(energy: number): number;
  /** Energy in keV left with this range in um: the inverse. 0 for a range that is not positive. */
  energy(range: number): number;
  /** Stopping power in keV/um at an energy in keV, through the table. */
  power(energy: number): number;
  /** Integral of the straggling rate over S^3 dE up to this energy: what straggling adds is S_out^2 times its difference. */
  straggling(energy: number): number;
  /** Integral of the relative uncertainty of S over dE / S: its difference over the path is the path's uncertainty. */
  uncertainty(energy: number): number;
}

/** Pieces of logarithmic energy; the quintic within each leaves less than 1e-9 of the range. */
const pieces = 600;

/**
 * Build the table up to an energy: the integrals are done by Gauss-Legendre
 * rules over 600 pieces of logarithmic energy, and read by cubics whose slopes
 * are the exact integrands.
 */
export function rangeTable(
  particle: Ion,
  target: Material,
  highest: number,
  choice: StoppingChoice = sampleDefaults.source,
  model: StragglingModel = sampleDefaults.straggling,
): RangeTable {
  const stopping = stoppingFunction(particle, target, choice);
  const rate = stragglingRate(particle, target, model);
  const top = Math.max(highest, 2 * lowestEnergy) * (1 + 1e-9);
  const step = Math.log(top / lowestEnergy) / pieces;
  const energies = Float64Array.from({ length: pieces + 1 }, (_, i) => lowestEnergy * Math.exp(i * step));
  const ranges = new Float64Array(pieces + 1);
  const spreads = new Float64Array(pieces + 1);
  const doubts = new Float64Array(pieces + 1);
  const powers = energies.map((energy) => stopping.total(energy));
  const rule = gaussLegendre(3);
  for (let i = 0; i < pieces; i++) {
    const middle = 0.5 * (energies[i]! + energies[i + 1]!);
    const half = 0.5 * (energies[i + 1]! - energies[i]!);
    let path = 0;
    let spread = 0;
    let doubt = 0;
    for (let k = 0; k < 3; k++) {
      const energy = middle + half * rule.nodes[k]!;
      const power = stopping.total(energy);
      const weight = half * rule.weights[k]!;
      path += weight / power;
      spread += (weight * rate(energy)) / power ** 3;
      doubt += (weight * stopping.relativeUncertainty(energy)) / power;
    }
    ranges[i + 1] = ranges[i]! + path;
    spreads[i + 1] = spreads[i]! + spread;
    doubts[i + 1] = doubts[i]! + doubt;
  }
  const slopes = powers.map((power) => 1 / power);
  const pieceOf = (energy: number): number =>
    Math.max(0, Math.min(pieces - 1, Math.floor(Math.log(energy / lowestEnergy) / step)));
  const linear = (values: Float64Array, energy: number): number => {
    const i = pieceOf(energy);
    const t = (energy - energies[i]!) / (energies[i + 1]! - energies[i]!);
    return values[i]! + t * (values[i + 1]! - values[i]!);
  };
  const range = (energy: number): number =>
    energy <= lowestEnergy ? 0 : hermite(energies, ranges, slopes, pieceOf(energy), energy);
  const energyOf = (path: number): number => {
    if (!(path > 0)) return 0;
    let low = 0;
    let high = pieces;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (ranges[middle]! <= path) low = middle;
      else high = middle;
    }
    // Newton's method on the very cubic that `range` reads, so that one undoes the other.
    let energy =
      energies[low]! +
      ((energies[low + 1]! - energies[low]!) * (path - ranges[low]!)) / (ranges[low + 1]! - ranges[low]!);
    for (let round = 0; round < 6; round++) {
      const change = (hermite(energies, ranges, slopes, low, energy) - path) * linear(powers, energy);
      energy -= change;
      if (Math.abs(change) < 1e-12 * energy) break;
    }
    return energy;
  };
  return {
    stopping,
    range,
    energy: energyOf,
    power: (energy) => linear(powers, Math.max(lowestEnergy, energy)),
    straggling: (energy) => linear(spreads, Math.max(lowestEnergy, energy)),
    uncertainty: (energy) => linear(doubts, Math.max(lowestEnergy, energy)),
  };
}

/** Cubic through values and slopes at both ends of piece i. */
function hermite(x: Float64Array, y: Float64Array, slope: Float64Array, i: number, at: number): number {
  const h = x[i + 1]! - x[i]!;
  const t = (at - x[i]!) / h;
  const secant = (y[i + 1]! - y[i]!) / h;
  const a = slope[i]! - secant;
  const b = slope[i + 1]! - secant;
  return y[i]! + (at - x[i]!) * (secant + (1 - t) * ((1 - t) * a - t * b));
}
