import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import type { AbsorptionEdge } from '@operando/tables';
import { finderOf } from '../kept-by-grid.js';
import type { EdgeFinder } from '../edge-finder.js';
import { locateEdge } from '../find-e0.js';
import { estimateSpectrumNoise } from '../noise.js';
import { searchWindow } from './absorber.js';
import type { EdgeFollower } from './edge-follower.js';
import { mainRise } from './main-rise.js';
import { slopeFinder } from './slopes.js';
import type { SlopeFinder } from './slopes.js';

/** A point that is taken for the edge. */
export interface FoundEdge {
  readonly index: number;
  /** What makes it doubtful. */
  readonly doubts: readonly OperandoWarning[];
  /** What was decided, which makes no doubt. */
  readonly remarks: readonly OperandoWarning[];
}

/** Finds edges in spectra on one grid. */
export interface EdgeSearch {
  readonly slopes: SlopeFinder;
  /** The edge of a spectrum: its steepest rise, near the tabulated energy of the absorber if there is one. */
  locate(this: void, mu: Float64Array, offset: number): FoundEdge;
  /** The same once the spectrum is normalized with that edge: pre-edge peaks are passed, and the series is followed. */
  settle(this: void, norm: Float64Array, offset: number, found: FoundEdge): FoundEdge;
}

/** What a search goes by. */
export interface EdgeSearchSettings {
  readonly absorber: AbsorptionEdge | undefined;
  /** Where the edges of the series were so far; none: every spectrum by itself, its steepest point. */
  readonly follower: EdgeFollower | undefined;
  readonly kernels: KernelChoice | undefined;
}

/**
 * By how much the absorption must fall behind a peak that is no part of the edge: in edge steps, in times the noise, and as a
 * share of the peak. The first inflection of a metal foil, after which the absorption hardly falls, stays the edge.
 */
const fall = { least: 0.08, noises: 5, most: 0.2, share: 0.25 } as const;

/** Prepare the search on one grid. @throws OperandoError `too-few-points`. */
export function createEdgeSearch(
  energy: Float64Array,
  { absorber, follower, kernels }: EdgeSearchSettings,
): EdgeSearch {
  let finder: EdgeFinder | undefined;
  const slopes = slopeFinder(energy);
  const window = absorber === undefined ? undefined : searchWindow(absorber);
  const limit = window?.[1] ?? Infinity;

  const locate = (mu: Float64Array, offset: number): FoundEdge => {
    finder ??= finderOf(energy, kernels);
    const { index, warnings } = locateEdge(finder, energy, mu, offset);
    const anywhere: FoundEdge = { index, doubts: warnings, remarks: [] };
    if (absorber === undefined || window === undefined) return anywhere;
    const steepest = energy[index]!;
    if (steepest >= window[0] && steepest <= window[1]) return anywhere;
    const near = slopes.steepestWithin(mu, offset, ...window);
    const name = `${absorber.element} ${absorber.edge}`;
    if (near === undefined) {
      throw new OperandoError('no-edge', `the scan has no points about the ${name} edge at ${absorber.energy} eV.`, {
        where: { parameter: 'element' },
        cure: 'Check element and edge, and that the energies are right.',
      });
    }
    const message = `The edge is looked for near ${name} at ${absorber.energy} eV; the steepest rise lies at ${steepest} eV.`;
    return { index: near.index, doubts: [], remarks: [{ code: 'steeper-elsewhere', message }] };
  };

  const settle = (norm: Float64Array, offset: number, found: FoundEdge): FoundEdge => {
    if (follower === undefined) return found;
    const passed = passPreEdge(norm, offset, found);
    const { index, warnings } = follower.follow(energy, slopes, norm, offset, passed.index);
    if (index === passed.index && warnings.length === 0) return passed;
    return { ...passed, index, doubts: [...passed.doubts, ...warnings] };
  };

  const passPreEdge = (norm: Float64Array, offset: number, found: FoundEdge): FoundEdge => {
    const rough = mainRise(energy, norm, offset, found.index, limit, fall.least);
    if (rough === undefined || found.index >= rough.from) return found;
    const noise = estimateSpectrumNoise(energy, norm, offset);
    const tolerance = Math.min(fall.most, Math.max(fall.least, fall.noises * noise));
    const rise = mainRise(energy, norm, offset, found.index, limit, tolerance);
    if (rise === undefined || found.index >= rise.from) return found;
    let peak = -Infinity;
    for (let i = found.index; i < rise.from; i++) peak = Math.max(peak, norm[offset + i]!);
    const depth = peak - norm[offset + rise.from]!;
    if (depth < Math.max(tolerance, fall.share * peak)) return found;
    const { index } = slopes.steepest(norm, offset, rise.from, rise.to);
    // A scan that ends on the rise cannot be normalized with it.
    if (energy[energy.length - 1]! - energy[index]! < 5) return found;
    const message = `The steepest rise, at ${energy[found.index]} eV, is that of a pre-edge peak; the edge is at ${energy[index]} eV.`;
    return { ...found, index, remarks: [...found.remarks, { code: 'pre-edge-peak', message }] };
  };
  return { slopes, locate, settle };
}
