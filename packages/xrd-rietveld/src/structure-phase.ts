import { emptySlopes, reflections, siteSymmetry, structureFactorModel } from '@operando/crystal';
import type { CrystalStructure, ScatteringOptions, SiteNumbers } from '@operando/crystal';
import { OperandoError } from '@operando/core';
import { atomOf } from '@operando/tables';
import type { Phase, StructureModel } from './model/phase.js';
import type { Instrument } from './profile/instrument.js';

/** How a structure becomes a phase. */
export interface StructurePhaseOptions extends Pick<
  Phase,
  'size' | 'strain' | 'strainAxis' | 'strainAlong' | 'orientation' | 'displacement' | 'method'
> {
  /** What it is called. @default that of the structure */
  readonly name?: string | undefined;
  /** What the pattern is measured with. */
  readonly instrument: Instrument;
  /** Last angle of the pattern, degrees; lines up to 2 % beyond in d are listed, since cells change. @default 180 */
  readonly maximumTwoTheta?: number | undefined;
  /** Smallest spacing listed, angstrom. @default from `maximumTwoTheta` */
  readonly dMin?: number | undefined;
  /** Where refinement begins. @default the cell of the structure */
  readonly cell?: Phase['cell'] | undefined;
  /** Other f', f'', form factors of ions, or scattering lengths than those of the tables. */
  readonly scattering?: Omit<ScatteringOptions, 'radiation' | 'wavelength'> | undefined;
}

/** Lines are listed so much further than the pattern goes. */
const margin = 0.98;

/**
 * A crystal structure as a phase of a pattern: its lines, |F|^2 at the main wavelength, and what can be refined of its atoms:
 * `SITE.x`, `.y`, `.z` where symmetry leaves them free (coordinates that depend on one follow it), `SITE.occupancy`, and
 * `SITE.uiso` of sites without anisotropic displacements.
 *
 * @throws OperandoError `unsupported` for monoclinic structures whose unique axis is not b.
 */
export function structurePhase(structure: CrystalStructure, options: StructurePhaseOptions): Phase {
  const { instrument, name = structure.name, cell = structure.cell, maximumTwoTheta = 180 } = options;
  const wavelength = instrument.lines[0]!.wavelength;
  const least = wavelength / (2 * Math.sin((Math.min(180, maximumTwoTheta) * Math.PI) / 360));
  const list = reflections({ ...structure, cell }, { dMin: options.dMin ?? margin * least });
  const { laueRotations, system } = structure.spaceGroup;
  refuseOtherAxis(name, system, laueRotations);
  const index = (k: number): Int32Array => Int32Array.from({ length: list.size }, (_, n) => list.hkl[3 * n + k]!);
  const { size, strain, strainAxis, strainAlong, orientation, displacement, method } = options;
  return {
    name,
    system,
    cell,
    reflections: { h: index(0), k: index(1), l: index(2), multiplicity: list.multiplicity },
    rotations: Array.from({ length: laueRotations.length / 9 }, (_, r) =>
      Array.from(laueRotations.subarray(9 * r, 9 * r + 9)),
    ),
    structure: structureModel(structure, list, {
      radiation: instrument.radiation,
      wavelength,
      ...options.scattering,
    }),
    ...(size === undefined ? {} : { size }),
    ...(strain === undefined ? {} : { strain }),
    ...(strainAxis === undefined ? {} : { strainAxis }),
    ...(strainAlong === undefined ? {} : { strainAlong }),
    ...(orientation === undefined ? {} : { orientation }),
    ...(displacement === undefined ? {} : { displacement }),
    ...(method === undefined ? {} : { method }),
  };
}

/** Cells of monoclinic phases are refined with b as their unique axis. @throws OperandoError `unsupported` */
function refuseOtherAxis(name: string, system: Phase['system'], rotations: ArrayLike<number>): void {
  if (system !== 'monoclinic') return;
  // The axis of the twofold rotation, which is diagonal, keeps its sign.
  const trace = (r: number): number => rotations[r]! + rotations[r + 4]! + rotations[r + 8]!;
  const twofold = Array.from({ length: rotations.length / 9 }, (_, k) => 9 * k).find((r) => trace(r) === -1);
  if (twofold === undefined || rotations[twofold + 4] === 1) return;
  const axis = rotations[twofold] === 1 ? 'a' : 'c';
  throw new OperandoError('unsupported', `${name} is monoclinic with ${axis} as its unique axis`, {
    where: { parameter: 'phases' },
    cure: `Put the structure into the setting with b as unique axis (exchange ${axis} and b in cell, coordinates, operations and symbol)`,
  });
}

/** One number of a site that can be refined: where it stands among the site numbers, and what moves with it. */
interface Quantity {
  readonly name: string;
  readonly value: number;
  readonly kind: 'positions' | 'uIso' | 'occupancies';
  readonly places: readonly number[];
  readonly factors: readonly number[];
}

function structureModel(
  structure: CrystalStructure,
  list: ReturnType<typeof reflections>,
  scattering: ScatteringOptions,
): StructureModel {
  const model = structureFactorModel(structure, list, scattering);
  const quantities = structure.sites.flatMap((_, s) => quantitiesOf(structure, s));
  const slopes = emptySlopes(structure, list);
  const numbers: SiteNumbers = {
    positions: model.start.positions.slice(),
    occupancies: model.start.occupancies.slice(),
    uIso: model.start.uIso.slice(),
    uAnisotropic: model.start.uAnisotropic,
  };
  const masses = structure.sites.map(
    ({ element, nuclide, multiplicity }) => multiplicity * atomOf(nuclide ?? element).weight,
  );
  const values = Float64Array.from(quantities, ({ value }) => value);
  return {
    quantities: quantities.map(({ name }) => name),
    values,
    factors(p, metric, f2, wanted, derivatives) {
      numbers.positions.set(model.start.positions);
      for (const [q, { kind, places, factors, value }] of quantities.entries()) {
        if (kind !== 'positions') numbers[kind][places[0]!] = p[q]!;
        else places.forEach((place, k) => (numbers.positions[place]! += factors[k]! * (p[q]! - value)));
      }
      model.evaluate(numbers, f2, metric, wanted.length === 0 ? undefined : slopes);
      wanted.forEach((q, row) => {
        const { kind, places, factors } = quantities[q]!;
        const out = derivatives.subarray(row * list.size, (row + 1) * list.size);
        out.fill(0);
        places.forEach((place, k) => {
          for (let n = 0; n < list.size; n++) out[n]! += factors[k]! * slopes[kind][place * list.size + n]!;
        });
      });
    },
    cellMass(p, byQuantity) {
      let sum = 0;
      for (const [q, { kind, places }] of quantities.entries()) {
        if (kind !== 'occupancies') continue;
        const mass = masses[places[0]!]!;
        sum += mass * p[q]!;
        if (byQuantity !== undefined) byQuantity[q] = mass;
      }
      return sum;
    },
  };
}

function quantitiesOf({ sites, spaceGroup }: CrystalStructure, s: number): Quantity[] {
  const { label, position, occupancy, uIso, uAnisotropic } = sites[s]!;
  const { shifts } = siteSymmetry(spaceGroup, position);
  const found: Quantity[] = [];
  for (let d = 0; d < shifts.size; d++) {
    const direction = Array.from(shifts.directions.subarray(3 * d, 3 * d + 3));
    const lead = direction.findIndex((value) => Math.abs(value - 1) < 1e-9);
    const moved = [0, 1, 2].filter((k) => Math.abs(direction[k]!) > 1e-9);
    found.push({
      name: `${label}.${'xyz'[lead]!}`,
      value: position[lead]!,
      kind: 'positions',
      places: moved.map((k) => 3 * s + k),
      factors: moved.map((k) => direction[k]!),
    });
  }
  if (uAnisotropic === undefined) {
    found.push({ name: `${label}.uiso`, value: uIso, kind: 'uIso', places: [s], factors: [1] });
  }
  found.push({ name: `${label}.occupancy`, value: occupancy, kind: 'occupancies', places: [s], factors: [1] });
  return found;
}
