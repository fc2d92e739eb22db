import type { KernelChoice } from '@operando/numerics';
import { createEdgeFinder } from './edge-finder.js';
import type { EdgeFinder } from './edge-finder.js';

/** Finders for the energies that an array held when they were made. */
interface KeptFinders {
  readonly energies: Float64Array;
  readonly finders: Map<KernelChoice, EdgeFinder>;
}

/** As long as somebody holds the array. */
const kept = new WeakMap<Float64Array, KeptFinders>();

/**
 * The finder of e0 on a grid: the same for all stacks whose energies are one array, since windows and their smoothing take as long as
 * some hundred spectra. Where the energies in the array are others than before, it is made anew.
 *
 * @throws OperandoError as {@link createEdgeFinder}.
 */
export function finderOf(energy: Float64Array, kernels: KernelChoice = 'auto'): EdgeFinder {
  let own = kept.get(energy);
  if (own?.energies.every((value, i) => value === energy[i]) !== true || own.energies.length !== energy.length) {
    own = { energies: energy.slice(), finders: new Map() };
    kept.set(energy, own);
  }
  let finder = own.finders.get(kernels);
  if (finder === undefined) {
    // Of the copy: what is made later must be of the same energies.
    finder = createEdgeFinder(own.energies, kernels);
    own.finders.set(kernels, finder);
  }
  return finder;
}
