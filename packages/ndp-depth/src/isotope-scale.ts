import { OperandoError } from '@operando/core';
import { sampleDefaults } from './defaults.js';
import { resolveLayers } from './layer.js';
import { reactionOf } from './reactions.js';
import type { NdpSample } from './sample.js';
import type { Geometry } from './sensitivity.js';

/** Shares nearer to each other than this are the same. */
const tolerance = 1e-6;

/**
 * Counts become atoms of the element by the share of the isotope that captures: where a layer says that it is not natural,
 * the geometry has to say what it is.
 *
 * @throws OperandoError `invalid-argument` for an enriched layer without `isotopeFraction` (or a measured sensitivity).
 */
export function expectIsotopeFraction(sample: NdpSample, geometry: Geometry): void {
  if (geometry.isotopeFraction !== undefined || geometry.sensitivity !== undefined) return;
  const { element, isotope, abundance } = reactionOf(geometry.reaction ?? sample.reaction ?? sampleDefaults.reaction);
  for (const { name, material } of resolveLayers(sample.layers)) {
    const share = Object.hasOwn(material.atomDensity, element) ? material.isotopes[isotope] : undefined;
    if (share === undefined || Math.abs(share - abundance) <= tolerance) continue;
    throw new OperandoError(
      'invalid-argument',
      `the ${element} of layer ${name} is ${(100 * share).toPrecision(4)} % ${isotope}, and the geometry does not say which share to count by.`,
      {
        where: { parameter: 'geometry.isotopeFraction' },
        cure: `Give isotopeFraction: ${Number(share.toPrecision(6))}, or what it is where the ${element} is looked for.`,
      },
    );
  }
}
