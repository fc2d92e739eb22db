import { expectChoice, OperandoError } from '@operando/core';
import { edgeEnergy, elements, emissionLines } from '@operando/tables';

/** A line of fixed energy: it does not move with the lattice. */
export interface FixedLine {
  /** As `Ni Ka1`, `Ni Ka1 - Ge Ka escape`, `Ni Ka1 + Ni Ka1`. */
  readonly name: string;
  /** keV. */
  readonly energy: number;
  /** What it is: a line of an element, its escape from the detector, or two at once. */
  readonly kind: 'fluorescence' | 'escape' | 'sum';
}

/** Materials of detectors whose escape peaks are known. */
export type DetectorMaterial = 'Si' | 'Ge' | 'CdTe';

/** Semiconductors of detectors, and the lines that escape from them. */
const escapes: Readonly<Record<DetectorMaterial, readonly (readonly [string, 'Ka' | 'Kb'])[]>> = {
  Si: [['Si', 'Ka']],
  Ge: [
    ['Ge', 'Ka'],
    ['Ge', 'Kb'],
  ],
  CdTe: [
    ['Cd', 'Ka'],
    ['Cd', 'Kb'],
    ['Te', 'Ka'],
    ['Te', 'Kb'],
  ],
};

/** Lines that a diffraction spectrum can show apart. */
const shown: ReadonlySet<string> = new Set(['Ka1', 'Ka2', 'Kb1', 'Kb2', 'La1', 'Lb1', 'Lb2', 'Lg1']);
const lightest = elements['Al']!.number;

/**
 * Emission lines of the elements named, in keV.
 *
 * @param symbols Elements, Al to U.
 * @param range Lowest and highest energy wanted.
 * @throws OperandoError `invalid-argument` for an element without lines here.
 */
export function fluorescenceLines(
  symbols: readonly string[],
  range: readonly [number, number] = [2, Infinity],
): FixedLine[] {
  return symbols.flatMap((element) => {
    if (!Object.hasOwn(elements, element) || elements[element]!.number < lightest) {
      throw new OperandoError(
        'invalid-argument',
        `there are no emission lines of ${JSON.stringify(element.slice(0, 20))}.`,
        {
          where: { parameter: 'elements' },
          cure: 'Give symbols from Al to U; lighter elements emit below any diffraction detector.',
        },
      );
    }
    return emissionLines(element)
      .map(({ name, energy }): FixedLine => ({
        name: `${element} ${name}`,
        energy: energy / 1000,
        kind: 'fluorescence',
      }))
      .filter(({ name, energy }) => shown.has(name.split(' ')[1]!) && energy >= range[0] && energy <= range[1]);
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
  const lost = escapes[expectChoice('detector', detector, ['Si', 'Ge', 'CdTe'])].map(([element, series]) => ({
    name: `${element} ${series}`,
    // The stronger line of the doublet stands for both.
    energy: emissionLines(element).find((line) => line.name === `${series}1`)!.energy / 1000,
    edge: edgeEnergy(element, 'K') / 1000,
  }));
  return lines.flatMap(({ name, energy }) =>
    // Below the edge nothing can escape.
    lost.flatMap((line): FixedLine[] =>
      energy > line.edge
        ? [{ name: `${name} - ${line.name} escape`, energy: energy - line.energy, kind: 'escape' }]
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
