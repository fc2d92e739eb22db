import { OperandoError } from '@operando/core';

/** A charged particle whose stopping is known here. */
export interface Ion {
  /** Nuclide: 1H, 2H, 3H, 3He, 4He, 7Li. */
  readonly name: string;
  /** Atomic number. */
  readonly charge: number;
  /** Mass of the neutral atom in u (AME2020). */
  readonly mass: number;
}

const electronMass = 0.000548579909;

const ions: Readonly<Record<string, Ion>> = {
  '1H': { name: '1H', charge: 1, mass: 1.00782503223 },
  '2H': { name: '2H', charge: 1, mass: 2.01410177812 },
  '3H': { name: '3H', charge: 1, mass: 3.01604928132 },
  '3He': { name: '3He', charge: 2, mass: 3.01602932197 },
  '4He': { name: '4He', charge: 2, mass: 4.00260325413 },
  '7Li': { name: '7Li', charge: 3, mass: 7.01600343426 },
};

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

/** What a caller may say for an ion: a nuclide, its particle name or its letter (`triton`, `t`, `3H`), or an {@link Ion}. */
export type IonLike = string | Ion;

/**
 * The ion of that name.
 *
 * @throws OperandoError `unsupported` for an ion without stopping data.
 */
export function ion(name: IonLike): Ion {
  if (typeof name !== 'string') return name;
  const key = Object.hasOwn(otherNames, name) ? otherNames[name]! : name;
  if (Object.hasOwn(ions, key)) return ions[key]!;
  throw new OperandoError('unsupported', `there are no stopping powers for the ion ${JSON.stringify(name)}.`, {
    where: { parameter: 'ion' },
    cure: `Ions: ${Object.keys(ions).join(', ')}; also proton, triton, alpha, p, t, a.`,
  });
}

/** Energy in keV per u of the bare nucleus: the velocity that stopping fits go by. */
export function energyPerMass(particle: Ion, energy: number): number {
  return energy / (particle.mass - particle.charge * electronMass);
}
