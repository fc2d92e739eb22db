import { spacing } from '@operando/lattice';
import type { Hkl } from '@operando/lattice';
import { widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { cellParts, fluorescentParts } from './cell-parts.js';
import { dToEnergy } from './conversions.js';
import { fluorescenceLines } from './fluorescence.js';
import type { PhaseSetup } from './options.js';
import type { ReflectionProfile } from './reflection-rows.js';
import { wholeCell } from './whole-cell.js';

/** A peak that nothing named covers. */
export interface UnnamedPeak {
  /** keV. */
  readonly energy: number;
  readonly fwhm: number;
  /** Height in standard deviations of the sum's noise. */
  readonly significance: number;
  /** Slices in which it stands. */
  readonly slices: number;
}

/** Something that peaks may come of: its places, the strongest first, all of which but a few must be there. */
interface Candidate {
  readonly name: string;
  readonly lines: readonly { readonly name: string; readonly energy: number }[];
  /** How far a peak may lie from its place, in widths, and relative beside. */
  readonly slack: number;
}

const indexWords = (hkl: Hkl): string => hkl.join(hkl.some((index) => index < 0 || index > 9) ? ' ' : '');

/** Lines of elements that are strong enough to be told by: each series' strongest first. */
function elementCandidates(): Candidate[] {
  return fluorescentParts.map((element) => ({
    name: `${element} fluorescence`,
    lines: fluorescenceLines([element], [5, Infinity]).filter(({ name }) => / (Ka1|Ka2|Kb1|La1|Lb1)$/.test(name)),
    slack: 0,
  }));
}

function partCandidates({ angle }: CalibratedDetector): Candidate[] {
  return cellParts.map(({ name, system, cell, reflections }) => ({
    name,
    lines: reflections.map((hkl) => ({
      name: `${name} ${indexWords(hkl)}`,
      energy: dToEnergy(spacing(wholeCell(system, cell), hkl), angle.twoTheta),
    })),
    // The angle is known to a thousandth or so, and metals expand when they are warm.
    slack: 2e-3,
  }));
}

/** Places, in widths, within which a line and a peak are the same. */
const sameWithin = 0.5;

/** Reflections with indices up to 4 that a named phase has beside those asked of it. */
function furtherReflections(phases: readonly PhaseSetup[], { angle }: CalibratedDetector): Candidate['lines'] {
  return phases.flatMap(({ name, system, cell }) => {
    const whole = wholeCell(system, cell);
    const lines = new Map<string, { name: string; energy: number }>();
    for (let h = 0; h <= 4; h++)
      for (let k = system === 'triclinic' || system === 'monoclinic' ? -4 : 0; k <= 4; k++)
        for (let l = 0; l <= 9; l++) {
          if (h === 0 && k === 0 && l === 0) continue;
          const energy = dToEnergy(spacing(whole, [h, k, l]), angle.twoTheta);
          // Of equivalent indices the last has the largest first: 101, not 011.
          const told = `${name} ${indexWords([h, k, l])}, which is not among its reflections`;
          lines.set(energy.toPrecision(7), { name: told, energy });
        }
    return [...lines.values()];
  });
}

/**
 * Likely identity of each peak: fluorescence and metals of cells of which enough lines are there, then further
 * reflections of the phases that are named.
 *
 * @param reflections Named ones, which may hide a line of something else.
 * @returns Names, undefined for those that nothing here explains; and named reflections that lie on a line of something found.
 */
export function identify(
  peaks: readonly UnnamedPeak[],
  reflections: readonly ReflectionProfile[],
  setup: CalibratedDetector,
  phases: readonly PhaseSetup[],
): { readonly names: readonly (string | undefined)[]; readonly beneath: readonly string[] } {
  const distance = (peak: UnnamedPeak, energy: number, slack: number): number =>
    Math.max(0, Math.abs(peak.energy - energy) - slack * energy) / peak.fwhm;
  const [lowest, highest] = [
    Math.min(...peaks.map(({ energy }) => energy), ...reflections.map(({ expected }) => expected)),
    Math.max(...peaks.map(({ energy }) => energy), ...reflections.map(({ expected }) => expected)),
  ];
  const hidden = (energy: number): boolean =>
    energy < lowest ||
    energy > highest ||
    reflections.some(({ expected }) => Math.abs(expected - energy) < 1.5 * widthAt(setup, expected));
  const beneath: string[] = [];
  const likely = peaks.map((): { name: string; score: number }[] => []);
  for (const { lines, slack } of [...elementCandidates(), ...partCandidates(setup)]) {
    const near = lines.map(({ energy }) => peaks.findIndex((peak) => distance(peak, energy, slack) < sameWithin));
    const seen = near.filter((p) => p >= 0).length;
    const missing = lines.filter(({ energy }, k) => near[k] === -1 && !hidden(energy)).length;
    // The strongest must be there, or be where it cannot be told.
    const strongest = lines[0];
    if (seen === 0 || strongest === undefined || (near[0] === -1 && !hidden(strongest.energy)) || missing > seen)
      continue;
    for (const { name, energy } of lines) {
      const over = reflections.find(
        ({ expected, masked }) => masked === undefined && Math.abs(expected - energy) < widthAt(setup, expected),
      );
      if (over !== undefined) beneath.push(`${over.phase} ${indexWords(over.hkl)} on ${name}`);
    }
    near.forEach((p, k) => {
      if (p >= 0)
        likely[p]!.push({ name: lines[k]!.name, score: seen - missing - distance(peaks[p]!, lines[k]!.energy, 0) });
    });
  }
  const further = furtherReflections(phases, setup);
  const names = peaks.map((peak, p) => {
    const best = likely[p]!.toSorted((a, b) => b.score - a.score);
    if (best.length > 0) {
      return `likely ${[...new Set(best.slice(0, 2).map(({ name }) => name))].join(' or ')}`;
    }
    const own = further
      .filter(({ energy }) => distance(peak, energy, 0) < sameWithin)
      .toSorted((a, b) => distance(peak, a.energy, 0) - distance(peak, b.energy, 0))[0];
    return own === undefined ? undefined : `perhaps ${own.name}`;
  });
  return { names, beneath };
}
