import { expectChoice, OperandoError } from '@operando/core';
import { emissionEnergies, emissionNames } from './fluorescence-energies.js';

/** A line of fixed energy: it does not move with the lattice. */
export interface FixedLine {
  /** As `Ni Ka1`, `Ni Ka1 - Ge Ka escape`, `Ni Ka1 + Ni Ka1`. */
  readonly name: string;
  readonly energy: number;
  readonly kind: 'fluorescence' | 'escape' | 'sum';
}

/** Materials of detectors whose escape peaks are known. */
export type DetectorMaterial = 'Si' | 'Ge' | 'CdTe';

/** Semiconductors of detectors, and what escapes from them in keV: K-alpha and K-beta of their elements. */
const escapes: Readonly<Record<DetectorMaterial, readonly (readonly [string, number])[]>> = {
  Si: [['Si Ka', 1.74]],
  Ge: [
    ['Ge Ka', 9.886],
    ['Ge Kb', 10.98],
  ],
  CdTe: [
    ['Cd Ka', 23.17],
    ['Cd Kb', 26.1],
    ['Te Ka', 27.47],
    ['Te Kb', 31],
  ],
};
/** Below the edge nothing can escape. */
const escapeEdges: Readonly<Record<string, number>> = { Si: 1.839, Ge: 11.103, Cd: 26.711, Te: 31.814 };

/**
 * Emission lines of the elements named, in keV.
 *
 * @param elements Symbols, Al to U.
 * @param range Lowest and highest energy wanted.
 * @throws OperandoError `invalid-argument` for an element without lines here.
 */
export function fluorescenceLines(
  elements: readonly string[],
  range: readonly [number, number] = [2, Infinity],
): FixedLine[] {
  return elements.flatMap((element) => {
    if (!Object.hasOwn(emissionEnergies, element)) {
      throw new OperandoError(
        'invalid-argument',
        `there are no emission lines of ${JSON.stringify(element.slice(0, 20))}.`,
        {
          where: { parameter: 'elements' },
          cure: 'Give symbols from Al to U; lighter elements emit below any diffraction detector.',
        },
      );
    }
    return emissionEnergies[element]!.flatMap((energy, k): FixedLine[] =>
      energy >= Math.max(range[0], 1e-9) && energy <= range[1]
        ? [{ name: `${element} ${emissionNames[k]!}`, energy, kind: 'fluorescence' }]
        : [],
    );
  });
}

/**
 * Escape peaks of strong lines: each lies an X-ray of the detector's own elements below.
 *
 * @param lines Names and energies in keV, of fluorescence or Bragg peaks.
 * @throws OperandoError `invalid-argument` for a material that is not known here.
 */
export function escapePeaks(
  lines: readonly { readonly name: string; readonly energy: number }[],
  detector: DetectorMaterial,
): FixedLine[] {
  const losses = escapes[expectChoice('detector', detector, ['Si', 'Ge', 'CdTe'])];
  return lines.flatMap(({ name, energy }) =>
    losses.flatMap(([what, loss]): FixedLine[] =>
      energy > escapeEdges[what.split(' ')[0]!]!
        ? [{ name: `${name} - ${what} escape`, energy: energy - loss, kind: 'escape' }]
        : [],
    ),
  );
}

/** Sum peaks of strong lines: two photons taken for one. */
export function sumPeaks(lines: readonly { readonly name: string; readonly energy: number }[]): FixedLine[] {
  return lines.flatMap((first, i) =>
    lines.slice(i).map((second): FixedLine => ({
      name: `${first.name} + ${second.name}`,
      energy: first.energy + second.energy,
      kind: 'sum',
    })),
  );
}

/**
 * Lines of radioactive sources in keV, for calibration. Source: decay data evaluation project (DDEP), rounded to 1 eV or better.
 */
export const sourceLines: Readonly<Record<string, readonly number[]>> = {
  '57Co': [14.41295, 122.06065, 136.47356],
  '109Cd': [22.16292, 88.0336],
  '241Am': [26.3446, 59.5409],
  '133Ba': [53.1622, 80.9979, 276.3989, 302.8508, 356.0129],
};
