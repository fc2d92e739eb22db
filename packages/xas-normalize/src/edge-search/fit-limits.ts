import type { OperandoWarning } from '@operando/core';
import type { NormalizationOptions } from '../pre-edge-ranges.js';
import { keptOff } from './other-edges.js';
import type { OtherEdge } from './other-edges.js';

/** Energies between which the lines of a normalization may be fitted, with what there is to say of them. */
export interface FitLimits {
  /** Lowest and highest energy, eV; infinite where no other edge sets one. */
  readonly limits: readonly [lowest: number, highest: number];
  readonly warnings: readonly OperandoWarning[];
}

/** A fit needs so many eV at least: an edge that is nearer cannot be kept out of it. */
const least = 50;

/** Where the fits end because other edges begin there. Ranges that were given are used as they are, and said to hold an edge. */
export function fitLimits(
  e0: number,
  others: readonly OtherEdge[],
  { pre1, norm2 }: Pick<NormalizationOptions, 'pre1' | 'norm2'>,
): FitLimits {
  const warnings: OperandoWarning[] = [];
  const tell = (side: string, { name, energy, from }: OtherEdge, what: string): void => {
    const how = from === 'data' ? `a step in the data near ${name}` : name;
    warnings.push({
      code: 'other-edge',
      message: `The ${side}-edge range ${what} ${how} (${energy.toFixed(0)} eV).`,
    });
  };
  let lowest = -Infinity;
  let highest = Infinity;
  const above = others.find(({ energy }) => energy > e0);
  if (above !== undefined) {
    const end = above.energy - keptOff.below;
    if (norm2 !== undefined) {
      if (norm2 >= 0 && e0 + norm2 > above.energy) tell('post', above, 'reaches, as given, beyond');
    } else if (end - e0 >= least) {
      highest = end;
      tell('post', above, `ends ${keptOff.below} eV before`);
    } else if (above.from === 'data') tell('post', above, 'is too short to end before');
  }
  const below = others.findLast(({ energy }) => energy < e0);
  if (below !== undefined) {
    const begin = below.energy + keptOff.above;
    if (pre1 !== undefined) {
      if (e0 + pre1 < below.energy) tell('pre', below, 'begins, as given, before');
    } else if (e0 - begin >= least) {
      lowest = begin;
      tell('pre', below, `begins ${keptOff.above} eV behind`);
    } else if (below.from === 'data') tell('pre', below, 'is too short to begin behind');
  }
  return { limits: [lowest, highest], warnings };
}
