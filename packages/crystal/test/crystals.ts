import { goldenArchive } from '@operando/fixtures';

/** A structure with the lines that cctbx computes for it. */
export interface ReferenceStructure {
  readonly name: string;
  readonly cif: string;
  readonly dMin: number;
  readonly siteMultiplicity: Readonly<Record<string, number>>;
  readonly anomalous: Readonly<Record<string, readonly [number, number]>>;
  readonly neutronLengths: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** A setting of a space group as gemmi has it. */
export interface ReferenceSetting {
  readonly number: number;
  readonly hm: string;
  readonly hall: string;
  readonly order: number;
  readonly centrosymmetric: boolean;
  readonly laue: string;
  /** Of 728 reflections with indices of -4 to 4. */
  readonly absentIn728: number;
  /** Of 100, 001, 110, 111, 210 and 321. */
  readonly multiplicity: readonly number[];
  readonly ops: readonly string[];
}

const all = goldenArchive('crystals') as {
  readonly structures: readonly ReferenceStructure[];
  readonly spaceGroups: readonly ReferenceSetting[];
};
export const referenceStructures: readonly ReferenceStructure[] = all.structures;
export const referenceSettings: readonly ReferenceSetting[] = all.spaceGroups;

/** The structure of a name. */
export const referenceCif = (name: string): string => referenceStructures.find((one) => one.name === name)!.cif;
