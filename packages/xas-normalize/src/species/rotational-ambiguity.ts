import { OperandoError } from '@operando/core';
import { seededRandom } from '@operando/numerics';
import { extremeMixture, mixtureSearch } from './mixture-search.js';
import type { MixtureSearch } from './mixture-search.js';
import type { McrAls } from './mcr-als.js';
import type { Mixture, MixtureLimits } from './mixing.js';

/** Options of {@link rotationalAmbiguity}. */
export interface RotationalAmbiguityOptions {
  /** Standard errors by which concentrations and spectra may fall below zero: noise is no reason to reject a mixture. @default 2 */
  readonly slack?: number | undefined;
  /** Random mixtures each search is started from besides the resolution itself. Two species need none. @default 6 */
  readonly starts?: number | undefined;
  /** Of the random mixtures. @default 1 */
  readonly seed?: number | undefined;
}

/** Concentrations (one per frame) and spectrum (one per energy) of one species in one mixture. */
export interface SpeciesProfile {
  /** Its signal (root of the squares of concentration x spectrum) as a share of that of all species. */
  readonly contribution: number;
  /** Of each frame. */
  readonly concentration: Float64Array;
  /** At each energy. */
  readonly spectrum: Float64Array;
}

/** What the data leave open of one species. */
export interface SpeciesAmbiguity {
  /** Mixture in which its signal is smallest. */
  readonly minimum: SpeciesProfile;
  /** Mixture in which its signal is largest. */
  readonly maximum: SpeciesProfile;
  /** Smallest and largest value at each frame and energy among all mixtures that were met; without a sum rule, for spectra of the length found. */
  readonly concentrationLow: Float64Array;
  /** Upper end of the band of each frame. */
  readonly concentrationHigh: Float64Array;
  /** Lower end of the band at each energy. */
  readonly spectrumLow: Float64Array;
  /** Upper end of the band at each energy. */
  readonly spectrumHigh: Float64Array;
}

/** Extent of the ambiguity of a resolution. */
export interface RotationalAmbiguity {
  /** In the order of the resolution. */
  readonly species: readonly SpeciesAmbiguity[];
  /** Largest difference of two contributions of one species: below 0.01 or so the resolution is unique for all purposes. */
  readonly extent: number;
  /** `exact` for two species (Lawton and Sylvestre); `searched` for more: mixtures that exist, though wider ones may. */
  readonly method: 'exact' | 'searched';
}

function limitsOf(
  { constraints, frames, energy, concentrationsStderr, spectraStderr }: McrAls,
  slack: number,
): MixtureLimits {
  const allow = (errors: Float64Array, demanded: boolean): Float64Array =>
    errors.map((error) => (demanded ? slack * (Number.isFinite(error) ? error : 0) : Infinity));
  return {
    frames,
    points: energy.length,
    constraints,
    concentrationSlack: allow(concentrationsStderr, constraints.nonNegativeConcentrations),
    spectraSlack: allow(spectraStderr, constraints.nonNegativeSpectra),
  };
}

/** Bounds on every value of the mixtures met so far; without a sum rule each spectrum is brought to the length it had. */
function envelope(
  { concentrations, spectra }: Mixture,
  { frames, points, constraints }: MixtureLimits,
): {
  readonly lowC: Float64Array;
  readonly highC: Float64Array;
  readonly lowS: Float64Array;
  readonly highS: Float64Array;
  readonly meet: (mixture: Mixture) => void;
} {
  const { count, sumToOne } = constraints;
  const [lowC, highC, lowS, highS] = [concentrations.slice(), concentrations.slice(), spectra.slice(), spectra.slice()];
  const lengthOf = (of: Float64Array, k: number): number => Math.hypot(...of.subarray(k * points, (k + 1) * points));
  const lengths = Array.from({ length: count }, (_, k) => lengthOf(spectra, k));
  const meet = (mixture: Mixture): void => {
    for (let k = 0; k < count; k++) {
      const factor = sumToOne ? 1 : lengths[k]! / (lengthOf(mixture.spectra, k) || 1);
      for (let e = k * points; e < (k + 1) * points; e++) {
        const value = factor * mixture.spectra[e]!;
        if (value < lowS[e]!) lowS[e] = value;
        if (value > highS[e]!) highS[e] = value;
      }
      for (let f = 0; f < frames; f++) {
        const value = mixture.concentrations[f * count + k]! / factor;
        if (value < lowC[f * count + k]!) lowC[f * count + k] = value;
        if (value > highC[f * count + k]!) highC[f * count + k] = value;
      }
    }
  };
  return { lowC, highC, lowS, highS, meet };
}

/** Mixtures to start from: for two species all corners of what is feasible, which bound it; for more, random ones. */
function startsOf(search: MixtureSearch, origin: Mixture, count: number, starts: number): Mixture[] {
  if (count > 2) return [origin, ...Array.from({ length: starts }, () => search.wander(origin, 4 * count))];
  const rows = search.movable;
  let corners = [origin];
  for (const row of rows) corners = corners.flatMap((corner) => search.ends(corner, row));
  return [origin, ...corners];
}

/**
 * How far the spectra and concentrations of a resolution can be mixed among each other while they describe the data equally
 * well and keep their constraints: for each species the mixtures with the smallest and the largest signal (as MCR-BANDS,
 * Tauler, J. Chemometrics 15 (2001) 627), and the range of every value.
 *
 * One spectrum at a time is moved along lines on which the feasible interval and the best point follow in closed form. For two
 * species that covers everything there is (Lawton and Sylvestre, Technometrics 13 (1971) 617). For more it ends in mixtures that exist, so that the
 * true ranges are at least as wide; more `starts` make a wider one less likely to be missed. Unimodality is not kept; errors of the noise come on top.
 *
 * @throws OperandoError `invalid-argument` when nothing has to be non-negative (then there are no bounds), or for a negative slack.
 */
export function rotationalAmbiguity(resolution: McrAls, options: RotationalAmbiguityOptions = {}): RotationalAmbiguity {
  const { slack = 2, starts = 6, seed = 1 } = options;
  const { constraints, concentrations, spectra, frames, count, energy } = resolution;
  const points = energy.length;
  if (!constraints.nonNegativeConcentrations || !constraints.nonNegativeSpectra) {
    throw new OperandoError(
      'invalid-argument',
      'concentrations or spectra may be negative: the mixtures have no bounds.',
      { where: { parameter: 'nonNegative' }, cure: 'Resolve with both non-negative.' },
    );
  }
  if (!(slack >= 0))
    throw new OperandoError('invalid-argument', `a slack of ${slack}.`, { where: { parameter: 'slack' } });
  const limits = limitsOf(resolution, slack);
  const origin: Mixture = { concentrations, spectra };
  const bounds = envelope(origin, limits);
  const search = mixtureSearch(limits, seededRandom(seed), bounds.meet);
  const signal = totalSignal(origin, limits);
  const from = startsOf(search, origin, count, starts);
  from.forEach(bounds.meet);
  const column = (of: Float64Array, k: number): Float64Array =>
    Float64Array.from({ length: frames }, (_, f) => of[f * count + k]!);
  const row = (of: Float64Array, k: number): Float64Array => of.slice(k * points, (k + 1) * points);
  const profile = (mixture: Mixture, k: number): SpeciesProfile => {
    const concentration = column(mixture.concentrations, k);
    const spectrum = row(mixture.spectra, k);
    return { contribution: (Math.hypot(...concentration) * Math.hypot(...spectrum)) / signal, concentration, spectrum };
  };
  const extremes = Array.from({ length: count }, (_, k) => ({
    minimum: profile(extremeMixture(search, from, k, -1), k),
    maximum: profile(extremeMixture(search, from, k, 1), k),
  }));
  return {
    species: extremes.map(({ minimum, maximum }, k) => ({
      minimum,
      maximum,
      concentrationLow: column(bounds.lowC, k),
      concentrationHigh: column(bounds.highC, k),
      spectrumLow: row(bounds.lowS, k),
      spectrumHigh: row(bounds.highS, k),
    })),
    extent: Math.max(...extremes.map(({ minimum, maximum }) => maximum.contribution - minimum.contribution)),
    method: count === 2 ? 'exact' : 'searched',
  };
}

/** Root of the squares of concentrations x spectra, the same for all mixtures. */
function totalSignal(
  { concentrations, spectra }: Mixture,
  { frames, points, constraints: { count } }: MixtureLimits,
): number {
  let squares = 0;
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) {
      let [c, s] = [0, 0];
      for (let f = 0; f < frames; f++) c += concentrations[f * count + k]! * concentrations[f * count + l]!;
      for (let e = 0; e < points; e++) s += spectra[k * points + e]! * spectra[l * points + e]!;
      squares += c * s;
    }
  }
  return Math.sqrt(squares);
}
