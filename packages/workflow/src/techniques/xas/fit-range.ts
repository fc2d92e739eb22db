import { finiteMedian } from '@operando/core';
import type { Normalization, SpeciesSpectrum } from '@operando/xas-normalize';
import type { XasOptions } from './options.js';

/**
 * Energies at which species are told apart: those given, else about the edge, as far as all spectra reach.
 *
 * @param margin How far standards may be moved, eV.
 */
export function fitRange(
  { fitRange: given }: Pick<XasOptions, 'fitRange'>,
  { e0 }: Pick<Normalization, 'e0'>,
  energy: Float64Array,
  standards: readonly SpeciesSpectrum[] = [],
  margin = 0,
): { readonly from: number; readonly to: number } {
  if (given !== undefined) return { from: given[0], to: given[1] };
  const edge = finiteMedian(e0.values);
  const low = Math.max(energy[0]!, ...standards.map((each) => each.energy[0]! + margin));
  const high = Math.min(energy.at(-1)!, ...standards.map((each) => each.energy[each.energy.length - 1]! - margin));
  // The first point within: windows begin at the point before.
  const from = energy.find((value) => value >= Math.max(low, edge - 20)) ?? low;
  return { from, to: Math.min(high, edge + 60) };
}
