import { OperandoError } from '@operando/core';
import { atomOf, constants, isotopes } from '@operando/tables';

/** A charged particle whose stopping is known here. */
export interface Ion {
  /** Nuclide: 1H, 2H, 3H, 3He, 4He, 7Li. */
  readonly name: string;
  /** Atomic number. */
  readonly charge: number;
  /** Mass of the neutral atom in u. */
  readonly mass: number;
}

const ions: Readonly<Record<string, Ion>> = Object.fromEntries(
  ['1H', '2H', '3H', '3He', '4He', '7Li'].map((name) => {
    const { number, mass } = isotopes[name]!;
    return [name, { name, charge: number, mass }];
  }),
);

const otherNames: Readonly<Record<string, string>> = {
  p: '1H',
  proton: '1H',
  d: '2H',
  deuteron: '2H',
  t: '3H',
  triton: '3H',
  a: '4He',
  alpha: '4He',
  He: '4He',
  Li: '7Li',
};

/** What a caller may say for an ion: a nuclide (`3H`, `H[3]`, `T`), its particle name or letter (`triton`, `t`), or an {@link Ion}. */
export type IonLike = string | Ion;

/** One spelling for each nuclide; what is none stays as it is. */
export function nuclideName(name: string): string {
  try {
    return atomOf(name).name;
  } catch {
    return name;
  }
}

/**
 * The ion of that name.
 *
 * @throws OperandoError `unsupported` for an ion without stopping data.
 */
export function ion(name: IonLike): Ion {
  if (typeof name !== 'string') return name;
  const key = Object.hasOwn(otherNames, name) ? otherNames[name]! : nuclideName(name);
  if (Object.hasOwn(ions, key)) return ions[key]!;
  throw new OperandoError('unsupported', `there are no stopping powers for the ion ${JSON.stringify(name)}.`, {
    where: { parameter: 'ion' },
    cure: `Ions: ${Object.keys(ions).join(', ')}; also proton, triton, alpha, p, t, a.`,
  });
}

/** Energy in keV per u of the bare nucleus: the velocity that stopping fits go by. */
export function energyPerMass(particle: Ion, energy: number): number {
  return energy / (particle.mass - particle.charge * constants.electronMass);
}
