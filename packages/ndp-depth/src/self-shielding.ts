import { expectChoice } from '@operando/core';
import { neutronScatteringLength } from '@operando/tables';
import { beamDefaults } from './defaults.js';
import { sharesOf } from './isotope-shares.js';
import type { Layer, LayerSpec } from './layer.js';
import { resolveLayers } from './layer.js';
import { reactions } from './reactions.js';

/** How the neutron beam meets the sample. */
export interface BeamOptions {
  /** Angle between beam and surface normal in degrees. @default 0 */
  readonly angle?: number | undefined;
  /** Side the beam comes from: that of the detector, or the other. @default 'front' */
  readonly from?: 'front' | 'back' | undefined;
}

/** Nuclides whose captures are the signal: their absorption is that of their reactions (IAEA standards), all branches. */
const captured: ReadonlySet<string> = new Set(['6Li', '10B']);

/** Absorption cross section at 2200 m/s, barn, of a nuclide. */
function absorption(nuclide: string): number {
  if (!captured.has(nuclide)) return neutronScatteringLength(nuclide).absorption;
  return Object.values(reactions)
    .filter(({ isotope }) => isotope === nuclide)
    .reduce((sum, { crossSection }) => sum + crossSection, 0);
}

/** Absorption per um. */
function attenuation({ material }: Layer): number {
  let sum = 0;
  for (const [symbol, density] of Object.entries(material.atomDensity)) {
    const shares = sharesOf(symbol, material.isotopes);
    const section =
      shares === undefined
        ? neutronScatteringLength(symbol).absorption
        : Object.entries(shares).reduce((total, [nuclide, share]) => total + share * absorption(nuclide), 0);
    sum += density * section * 1e-24;
  }
  return sum * 1e-4;
}

/**
 * Share of the neutrons that reach each depth through absorbing layers.
 * Matters for enriched or thick lithium: 100 um of natural lithium metal let
 * 97 % through.
 *
 * @param depths um below the surface.
 * @throws OperandoError `invalid-argument` for a side that is none, `unsupported` for an element without cross-sections, and as layers do.
 */
export function neutronTransmission(
  layers: readonly LayerSpec[],
  depths: ArrayLike<number>,
  beam: BeamOptions = {},
): Float64Array {
  const from = expectChoice('beam.from', beam.from ?? beamDefaults.from, ['front', 'back']);
  const resolved = resolveLayers(layers);
  const slant = 1 / Math.cos(((beam.angle ?? beamDefaults.angle) * Math.PI) / 180);
  const before = (depth: number): number => {
    let top = 0;
    let sum = 0;
    for (const layer of resolved) {
      sum += attenuation(layer) * Math.max(0, Math.min(layer.thickness, depth - top));
      top += layer.thickness;
    }
    return sum * slant;
  };
  const whole = before(Infinity);
  return Float64Array.from(depths, (depth) => Math.exp(-(from === 'back' ? whole - before(depth) : before(depth))));
}
