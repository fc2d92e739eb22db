import { expectChoice } from '@operando/core';
import type { Layer, LayerSpec } from './layer.js';
import { resolveLayers } from './layer.js';

/** How the neutron beam meets the sample. */
export interface BeamOptions {
  /** Angle between beam and surface normal in degrees. @default 0 */
  readonly angle?: number | undefined;
  /** Side the beam comes from: that of the detector, or the other. @default 'front' */
  readonly from?: 'front' | 'back' | undefined;
}

/** Absorption cross sections at 2200 m/s in barn of what matters in battery layers: 6Li and 10B (IAEA 2017), natural elements (Sears 1992). */
const absorption: Readonly<Record<string, number>> = {
  Li: 70.5,
  B: 767,
  Co: 37.18,
  Mn: 13.3,
  Ni: 4.49,
  Cu: 3.78,
  Cl: 33.5,
  Fe: 2.56,
  La: 8.97,
  Ta: 20.6,
  Ti: 6.09,
  V: 5.08,
  Ag: 63.3,
  Au: 98.65,
  In: 193.8,
  Pt: 10.3,
  N: 1.9,
  K: 2.1,
  S: 0.53,
  H: 0.3326,
  Na: 0.53,
  W: 18.3,
};
const isotopic: Readonly<Record<string, readonly [string, number]>> = { '6Li': ['Li', 938], '10B': ['B', 3844] };

/** Absorption per um. */
function attenuation({ material }: Layer): number {
  let sum = 0;
  for (const [symbol, density] of Object.entries(material.atomDensity)) {
    const enriched = Object.entries(isotopic).find(
      ([isotope, [element]]) => element === symbol && material.isotopes[isotope] !== undefined,
    );
    const section =
      enriched === undefined ? (absorption[symbol] ?? 0) : enriched[1][1] * material.isotopes[enriched[0]]!;
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
 * @throws OperandoError `invalid-argument` for a side that is none, and as layers do.
 */
export function neutronTransmission(
  layers: readonly LayerSpec[],
  depths: ArrayLike<number>,
  beam: BeamOptions = {},
): Float64Array {
  const from = expectChoice('beam.from', beam.from ?? 'front', ['front', 'back']);
  const resolved = resolveLayers(layers);
  const slant = 1 / Math.cos(((beam.angle ?? 0) * Math.PI) / 180);
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
