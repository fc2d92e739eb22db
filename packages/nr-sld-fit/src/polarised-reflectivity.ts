import { OperandoError } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import { tableOf } from './slab-table.js';
import type { Magnetism, Slab } from './slab-table.js';
import { spinReflectivitiesInto, spinRoom } from './spin-reflectivities.js';

/** Reflectivities of polarised neutrons; the first letter is the spin that comes, the second that counted. */
export interface PolarisedReflectivity {
  /** Up comes, up is counted. */
  readonly pp: Float64Array;
  /** Up comes, down is counted. */
  readonly pm: Float64Array;
  /** Down comes, up is counted. */
  readonly mp: Float64Array;
  /** Down comes, down is counted. */
  readonly mm: Float64Array;
}

/** Magnetism of layers. @throws OperandoError as `reflectivity`; `unsupported` for a fronting with magnetism. */
function magnetismOf(layers: readonly Slab[]): Magnetism {
  const column = (name: 'magneticSld' | 'magneticAngle', factor: number): Float64Array =>
    Float64Array.from(layers, (layer, j) => {
      const value = layer[name] ?? 0;
      if (!Number.isFinite(value))
        throw new OperandoError('non-finite', `the ${name} of layer ${j} is ${value}.`, {
          where: { parameter: 'layers', row: j },
        });
      return factor * value;
    });
  const sld = column('magneticSld', 1);
  if (sld[0] !== 0)
    throw new OperandoError('unsupported', 'the fronting has a magnetic SLD: the beam would not stay polarised.', {
      where: { parameter: 'layers', row: 0 },
    });
  const angle = column('magneticAngle', Math.PI / 180);
  // Where there is no magnetism the axis is free.
  angle.forEach((_, j) => {
    if (sld[j] === 0) angle[j] = j === 0 ? 0 : angle[j - 1]!;
  });
  return { sld, angle, polarisation: 'unpolarized' };
}

/**
 * Specular reflectivity of polarised neutrons from a stack of magnetic layers, with and without flip of the spin; guide field and
 * magnetisations in the plane, splitting of energies by the field not counted.
 *
 * @param q In 1/angstrom; its magnitude counts.
 * @param layers As for `reflectivity`, with `magneticSld` and `magneticAngle`.
 * @param options `kernels` as for `reflectivity`.
 * @throws OperandoError as `reflectivity`; `unsupported` for a fronting with magnetism.
 * @see Majkrzak, O'Donovan and Berk, in: Neutron Scattering from Magnetic Materials (Elsevier, 2006) 397
 */
export function polarisedReflectivity(
  q: ArrayLike<number>,
  layers: readonly Slab[],
  { kernels }: { readonly kernels?: KernelChoice | undefined } = {},
): PolarisedReflectivity {
  const points = Float64Array.from(q);
  const bad = points.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new OperandoError('non-finite', `Q is ${points[bad]} at point ${bad}.`, {
      where: { parameter: 'q', row: bad },
    });
  const found = spinRoom(points.length);
  spinReflectivitiesInto(points, points.length, tableOf(layers), magnetismOf(layers), found, kernels);
  const [pp, mp, pm, mm] = found;
  return { pp, pm, mp, mm };
}
