import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { createEdgeFinder } from './edge-finder.js';
import type { EdgeFinder } from './edge-finder.js';
import { findSpikes, partsTwoLevels } from './spikes.js';
import { cleanSpectrum } from './spectrum.js';

/** Where the edge was found, and what made that doubtful. */
export interface EdgeLocation {
  /** Index of e0 in the (cleaned) energies. */
  readonly index: number;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Throws when the absorption does not change at all: Larch answers with a number. */
export function expectContrast(mu: Float64Array, offset = 0, points: number = mu.length): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = offset; i < offset + points; i++) {
    low = Math.min(low, mu[i]!);
    high = Math.max(high, mu[i]!);
  }
  if (!(high - low > 1e-13 * Math.max(Math.abs(low), Math.abs(high)))) {
    throw new OperandoError('no-edge', `the absorption is ${low} at every energy.`, {
      cure: 'Check the columns: is this the right detector?',
    });
  }
}

/**
 * Find the edge of one clean spectrum with a finder made for its grid. When the
 * point found is a lone spike rather than a step, the spike is set aside and the
 * search repeated; the spectrum itself is not changed.
 */
export function locateEdge(finder: EdgeFinder, energy: Float64Array, mu: Float64Array, offset = 0): EdgeLocation {
  const points = energy.length;
  const index = finder.find(mu, offset);
  if (partsTwoLevels(mu, offset, points, index)) return { index, warnings: [] };
  const row = mu.slice(offset, offset + points);
  const spikes = findSpikes(row, index - 5, index + 6);
  if (spikes.length === 0) return { index, warnings: [] };
  for (const spike of spikes) row[spike.index] = spike.expected;
  const repaired = finder.find(row);
  if (Math.abs(repaired - index) <= 2 || !partsTwoLevels(row, 0, points, repaired)) return { index, warnings: [] };
  return {
    index: repaired,
    warnings: [
      {
        code: 'spike-ignored',
        message:
          `The steepest rise is a single bad point at ${energy[spikes[0]!.index]} eV; ` +
          `it was set aside and the edge found at ${energy[repaired]} eV.`,
      },
    ],
  };
}

/**
 * Edge energy e0 in eV: the point of steepest rise, found as Larch's `find_e0`
 * finds it (highest first derivative, then the highest Lorentzian-smoothed
 * derivative around it). Always a measured energy; for a position between the
 * points with its standard error see `edgePosition`.
 *
 * Points that are not finite are left out; descending scans are reversed; one
 * spike that would capture e0 is set aside. `locateEdge` says so, this does not.
 *
 * @param energy Energies in eV.
 * @param mu Absorption (any scale) at those energies.
 * @throws OperandoError as {@link cleanSpectrum}, and `no-edge` for constant absorption.
 */
export function findE0(energy: ArrayLike<number>, mu: ArrayLike<number>): number {
  const spectrum = cleanSpectrum(energy, mu, { separateRepeated: false });
  expectContrast(spectrum.mu);
  const finder = createEdgeFinder(spectrum.energy);
  return spectrum.energy[locateEdge(finder, spectrum.energy, spectrum.mu).index]!;
}
