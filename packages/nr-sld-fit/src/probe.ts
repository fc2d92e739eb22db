import { expectChoice, OperandoError } from '@operando/core';
import { constants, formFactorRange } from '@operando/tables';

/** What curves are measured with. */
export const probes = ['neutron', 'x-ray'] as const;

/** What a curve is measured with. */
export type ProbeKind = (typeof probes)[number];

/** What a model or a curve states of its probe. */
export interface StatedProbe {
  readonly probe?: ProbeKind | undefined;
  /** Of X-rays, eV. */
  readonly energy?: number | undefined;
  /** Of X-rays, angstrom. */
  readonly wavelength?: number | undefined;
}

/** What sees a stack. */
export interface Probe {
  /** Neutrons, or X-rays. */
  readonly kind: ProbeKind;
  /** Of X-rays, eV; undefined where nothing states it, so that materials have no SLD. */
  readonly energy: number | undefined;
}

/** What sees a stack where nothing is said. */
export const neutrons: Probe = { kind: 'neutron', energy: undefined };

/** Energy of X-rays that is stated, eV. */
function statedEnergy({ energy, wavelength }: StatedProbe): number | undefined {
  if (energy !== undefined && wavelength !== undefined)
    throw new OperandoError('invalid-argument', 'both an energy and a wavelength of the X-rays are given.', {
      where: { parameter: 'energy' },
      cure: 'Give one of them.',
    });
  const found = energy ?? (wavelength === undefined ? undefined : constants.hc / wavelength);
  const [low, high] = formFactorRange;
  if (found === undefined || (found >= low && found <= high)) return found;
  const name = energy === undefined ? 'wavelength' : 'energy';
  throw new OperandoError(
    'invalid-argument',
    energy === undefined
      ? `the wavelength of the X-rays is ${wavelength} angstrom.`
      : `the energy of the X-rays is ${energy} eV.`,
    {
      where: { parameter: name },
      cure:
        energy === undefined
          ? `It must be from ${(constants.hc / high).toPrecision(3)} to ${(constants.hc / low).toPrecision(4)} angstrom; 1.5406 is Cu K alpha.`
          : `It must be from ${low} to ${high}; 8048 is Cu K alpha.`,
    },
  );
}

/**
 * The probe of a curve: as its model says, else as its data say, else neutrons.
 *
 * @throws OperandoError `invalid-argument` for a probe that is none, for both an energy and a wavelength, or one of X-rays that tables do not cover.
 */
export function probeOf(stated: StatedProbe, measured: StatedProbe = {}): Probe {
  const kind = expectChoice('probe', stated.probe ?? measured.probe ?? 'neutron', probes);
  return kind === 'neutron' ? neutrons : { kind, energy: statedEnergy(stated) ?? statedEnergy(measured) };
}

/** Energies of one line, as wavelengths of three digits give them, are nearer than this share. */
const sameEnergy = 0.01;
const told = ({ kind, energy }: Probe): string =>
  kind === 'neutron' ? 'neutrons' : energy === undefined ? 'X-rays' : `X-rays of ${Number(energy.toPrecision(5))} eV`;

/** What the data say of their probe that the model says otherwise; undefined where both agree. */
export function probeReplaced(used: Probe, measured: StatedProbe): string | undefined {
  if (measured.probe === undefined) return undefined;
  const stated = probeOf(measured);
  const isAnother =
    stated.kind !== used.kind ||
    (stated.energy !== undefined &&
      used.energy !== undefined &&
      Math.abs(stated.energy / used.energy - 1) > sameEnergy);
  return isAnother ? `the data say ${told(stated)}, the model ${told(used)}` : undefined;
}

/** Of X-rays, angstrom; undefined where it is not known. */
export function wavelengthOf({ energy }: Probe): number | undefined {
  return energy === undefined ? undefined : constants.hc / energy;
}

/** @throws OperandoError `invalid-argument` for X-rays of no energy. */
export function expectEnergy({ energy }: Probe, formula: string): number {
  if (energy !== undefined) return energy;
  throw new OperandoError(
    'invalid-argument',
    `neither the model nor the data say of what energy the X-rays are, on which the SLD of ${formula} depends.`,
    {
      where: { parameter: 'energy' },
      cure: 'Give `energy` (eV) or `wavelength` (angstrom): 8048 or 1.5406 of Cu K alpha.',
    },
  );
}
