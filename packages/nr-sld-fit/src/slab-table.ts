import { OperandoError } from '@operando/core';
import { fourPi } from './parratt-constants.js';
import type { Polarisation } from './polarisation.js';

/** One layer: lengths in angstrom, scattering length densities in 1e-6 per square angstrom. */
export interface Slab {
  /** angstrom; disregarded for fronting and backing. @default 0 */
  readonly thickness?: number | undefined;
  /** Real part, 1e-6 per square angstrom. */
  readonly sld: number;
  /** Imaginary part, 1e-6 per square angstrom: absorption, of either sign. @default 0 */
  readonly isld?: number | undefined;
  /** Of the interface above this layer (towards the fronting), one standard deviation, angstrom. @default 0 */
  readonly roughness?: number | undefined;
  /** Magnetic SLD, 1e-6 per square angstrom: added for spins along the magnetisation. @default 0 */
  readonly magneticSld?: number | undefined;
  /** Between magnetisation and guide field, both in the plane of the layer; degrees. @default 0 */
  readonly magneticAngle?: number | undefined;
}

/** Magnetism of layers, and which neutrons are counted. */
export interface Magnetism {
  readonly sld: Float64Array;
  /** Radians. */
  readonly angle: Float64Array;
  readonly polarisation: Polarisation;
}

/** Layers by columns, fronting first, backing last: what kernels read. */
export interface SlabTable {
  /** Layers, fronting and backing among them. */
  readonly count: number;
  /** Angstrom. */
  readonly thickness: Float64Array;
  /** 1e-6 per square angstrom. */
  readonly sld: Float64Array;
  /** Imaginary part, 1e-6 per square angstrom. */
  readonly isld: Float64Array;
  /** Of the interface above each, standard deviation in angstrom. */
  readonly roughness: Float64Array;
  /** Of layers whose magnetisation is not along the guide field. */
  readonly magnetism?: Magnetism | undefined;
}

/** An empty table. */
export function slabTable(count: number): SlabTable {
  return {
    count,
    thickness: new Float64Array(count),
    sld: new Float64Array(count),
    isld: new Float64Array(count),
    roughness: new Float64Array(count),
  };
}

/** Columns of a table, in the order of their derivatives. */
export const slabColumns = ['thickness', 'sld', 'isld', 'roughness'] as const;

/**
 * Slabs as a table, checked.
 *
 * @throws OperandoError `too-few-points` for fewer than fronting and backing, `non-finite` and `invalid-argument` (a negative roughness) naming the layer.
 */
export function tableOf(slabs: readonly Slab[]): SlabTable {
  if (slabs.length < 2) {
    throw new OperandoError('too-few-points', `there are ${slabs.length} layers.`, {
      where: { parameter: 'layers' },
      cure: 'Give at least the fronting (first) and the backing (last).',
    });
  }
  const table = slabTable(slabs.length);
  slabs.forEach((slab, j) => {
    table.thickness[j] = slab.thickness ?? 0;
    table.sld[j] = slab.sld;
    table.isld[j] = slab.isld ?? 0;
    table.roughness[j] = slab.roughness ?? 0;
    for (const name of slabColumns) {
      if (!Number.isFinite(table[name][j]!))
        throw new OperandoError('non-finite', `the ${name} of layer ${j} is ${table[name][j]}.`, {
          where: { parameter: 'layers', row: j },
        });
    }
    const sigma = slab.roughness ?? 0;
    if (sigma < 0)
      throw new OperandoError('invalid-argument', `the roughness of layer ${j} is ${sigma} angstrom.`, {
        where: { parameter: 'layers', row: j },
        cure: 'Roughness is a standard deviation, 0 or more.',
      });
  });
  return table;
}

/**
 * Layers as the kernels read them, four numbers each: 4 pi times the SLD above the
 * fronting's, 4 pi times |isld|, twice the thickness, -2 sigma^2. The fronting's own
 * absorption counts as none, as in all reference programs.
 */
export function packSlabs(layers: SlabTable, packed: Float64Array = new Float64Array(4 * layers.count)): Float64Array {
  const { count, thickness, sld, isld, roughness } = layers;
  for (let j = 0; j < count; j++) {
    packed[4 * j] = fourPi * (sld[j]! - sld[0]!);
    packed[4 * j + 1] = j === 0 ? 0 : fourPi * Math.abs(isld[j]!);
    packed[4 * j + 2] = 2 * thickness[j]!;
    packed[4 * j + 3] = -2 * roughness[j]! * roughness[j]!;
  }
  return packed;
}
