import { OperandoError } from '@operando/core';
import { sampleDefaults } from './defaults.js';
import { depthAxis } from './depth-axis.js';
import type { DepthAxis, DepthAxisOptions } from './depth-axis.js';
import { ion } from './ions.js';
import { reactionOf } from './reactions.js';
import type { Reaction } from './reactions.js';

/** A sample before a detector: everything the depth axes of a reaction's particles need. */
export interface NdpSample extends Omit<DepthAxisOptions, 'ion' | 'energy'> {
  /** Reaction that the particles come from. @default '6Li(n,t)4He' */
  readonly reaction?: string | Reaction | undefined;
  /** Particles to use, e.g. `['triton']`. @default all of the reaction that reach the detector */
  readonly particles?: readonly string[] | undefined;
}

/**
 * Depth axes of the particles of a reaction, the one that shows least depth
 * (and most detail) first. Particles that the caps stop are left out, unless asked for by name.
 *
 * @throws OperandoError `outside-range` when no particle reaches the detector, and as {@link depthAxis}.
 */
export function depthAxes(sample: NdpSample): DepthAxis[] {
  const { reaction, particles, ...options } = sample;
  const { products, name } = reactionOf(reaction ?? sampleDefaults.reaction);
  const wanted = particles?.map((particle) => {
    const known = ion(particle).name;
    if (products.some((product) => product.ion === known)) return known;
    throw new OperandoError('invalid-argument', `${name} has no particle ${particle}.`, {
      where: { parameter: 'particles' },
      cure: `Its particles are ${products.map((product) => product.ion).join(' and ')}.`,
    });
  });
  const made: DepthAxis[] = [];
  let refused: unknown;
  for (const product of products) {
    if (wanted !== undefined && !wanted.includes(product.ion)) continue;
    try {
      made.push(depthAxis({ ...options, ion: product.ion, energy: product.energy }));
    } catch (error) {
      if (
        wanted !== undefined ||
        !(error instanceof OperandoError) ||
        (error.code !== 'outside-range' && error.code !== 'unsupported')
      )
        throw error;
      refused = error;
    }
  }
  if (made.length === 0) {
    if (refused instanceof OperandoError) throw refused;
    throw new OperandoError('invalid-argument', `${name} has none of the particles ${particles?.join(', ') ?? ''}.`, {
      where: { parameter: 'particles' },
      cure: `Its particles are ${products.map((product) => product.ion).join(' and ')}.`,
    });
  }
  return made.toSorted((a, b) => a.reach - b.reach);
}
