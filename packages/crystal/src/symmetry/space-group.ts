import type { CrystalSystem } from '@operando/lattice';
import { checkedGroup } from './generate.js';
import { laueClassOf, laueRotations } from './laue.js';
import type { LaueClass } from './laue.js';
import type { SymmetryOperation } from './operation.js';

/** A space group on given axes with a given origin. */
export interface SpaceGroup {
  /** Number in International Tables, where the setting is one that is known by name. */
  readonly number?: number;
  /** Hermann-Mauguin symbol with origin (`:1`, `:2`) or axes (`:H`, `:R`), where known. */
  readonly hermannMauguin?: string;
  /** Hall symbol, where known. */
  readonly hall?: string;
  /** All operations, centring included. */
  readonly operations: readonly SymmetryOperation[];
  /** How many there are. */
  readonly order: number;
  /** Rotations of the operations, nine numbers by rows for each. */
  readonly rotations: Int8Array;
  /** Translations of the operations in 24ths of the cell edges, three for each. */
  readonly translations: Int8Array;
  /** Symmetry of the reflections with Friedel's law. */
  readonly laueClass: LaueClass;
  /** Distinct rotations of the Laue class, nine numbers by rows for each. */
  readonly laueRotations: Int8Array;
  /** Whether inversion is among the operations, at the origin or elsewhere. */
  readonly centrosymmetric: boolean;
  /** Crystal system by its operations; `trigonal` on rhombohedral axes only, as in `@operando/lattice`. */
  readonly system: CrystalSystem;
}

/** What a group is called. */
export interface SpaceGroupNames {
  /** In International Tables, 1 to 230. */
  readonly number?: number;
  /** With origin or axes where there are two. */
  readonly hermannMauguin?: string;
  /** Hall symbol, which says the setting too. */
  readonly hall?: string;
}

const systems: Readonly<Record<LaueClass, CrystalSystem>> = {
  '-1': 'triclinic',
  '2/m': 'monoclinic',
  mmm: 'orthorhombic',
  '4/m': 'tetragonal',
  '4/mmm': 'tetragonal',
  '-3': 'hexagonal',
  '-3m': 'hexagonal',
  '6/m': 'hexagonal',
  '6/mmm': 'hexagonal',
  'm-3': 'cubic',
  'm-3m': 'cubic',
};

/** Whether a threefold rotation exchanges three axes, as on rhombohedral axes. */
function turnsAllAxes(operations: readonly SymmetryOperation[]): boolean {
  return operations.some(({ rotation }) => {
    const sizes = rotation.map(Math.abs);
    const diagonal = sizes[0]! + sizes[4]! + sizes[8]!;
    return diagonal === 0 && sizes.reduce((sum, value) => sum + value) === 3;
  });
}

/**
 * A space group of operations, which are checked to be a group.
 *
 * @throws OperandoError `malformed-file` that names the first product missing.
 */
export function groupOfOperations(given: readonly SymmetryOperation[], names: SpaceGroupNames = {}): SpaceGroup {
  const operations = checkedGroup(given);
  const rotations = Int8Array.from(operations.flatMap(({ rotation }) => rotation));
  const laue = laueRotations(rotations);
  const laueClass = laueClassOf(laue);
  const system = systems[laueClass];
  const inversion = '-1,0,0,0,-1,0,0,0,-1';
  return {
    ...names,
    operations,
    order: operations.length,
    rotations,
    translations: Int8Array.from(operations.flatMap(({ translation }) => translation)),
    laueClass,
    laueRotations: laue,
    centrosymmetric: operations.some(({ rotation }) => rotation.join(',') === inversion),
    system: system === 'hexagonal' && laueClass.startsWith('-3') && turnsAllAxes(operations) ? 'trigonal' : system,
  };
}
