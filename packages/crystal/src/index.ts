/**
 * Crystal structures for diffraction: CIF, symmetry, reflection lists and structure factors.
 * @module
 */
export { spaceGroup } from './symmetry/find-space-group.js';
export type { SpaceGroupInput } from './symmetry/find-space-group.js';
export type { SpaceGroup } from './symmetry/space-group.js';
export type { LaueClass } from './symmetry/laue.js';
export { formatOperation, parseOperation, translationUnit } from './symmetry/operation.js';
export type { SymmetryOperation } from './symmetry/operation.js';
export { spaceGroupSettings } from './symmetry/settings.js';
export type { SpaceGroupSetting } from './symmetry/settings.js';
export { cellConstraints } from './symmetry/metric-constraints.js';
export type { FreeDirections } from './symmetry/metric-constraints.js';
export { siteSymmetry } from './symmetry/site-symmetry.js';
export type { Position, SiteSymmetry } from './symmetry/site-symmetry.js';
export { isAbsent, multiplicityOf, reflections, spacingsOf } from './reflections.js';
export type { ReflectionLimits, ReflectionList, ReflectionSource } from './reflections.js';
export { crystalStructure } from './structure/structure.js';
export type {
  AtomSite,
  AtomSiteInput,
  CrystalStructure,
  DisplacementTensor,
  SiteErrors,
} from './structure/structure.js';
export type { ScatteringOptions, ScatteringPower } from './structure/scattering-powers.js';
export { emptySlopes, siteNumbers } from './structure/site-numbers.js';
export type { SiteNumbers, StructureFactorSlopes } from './structure/site-numbers.js';
export { structureFactorModel, structureFactors } from './structure/structure-factors.js';
export type { StructureFactorModel, StructureFactors } from './structure/structure-factors.js';
export { parseCif } from './cif/parse-cif.js';
export type { CifOptions } from './cif/parse-cif.js';
