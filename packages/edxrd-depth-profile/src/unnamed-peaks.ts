import type { OperandoWarning } from '@operando/core';
import { findPeaks } from '@operando/peak-fit';
import type { FoundPeak } from '@operando/peak-fit';
import { widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { energyToD } from './conversions.js';
import { escapePeaks } from './fluorescence.js';
import type { FrameShape } from './frame-shape.js';
import { identify } from './identify-peaks.js';
import type { UnnamedPeak } from './identify-peaks.js';
import type { DepthProfileOptions } from './options.js';
import { maskLines } from './plan-targets.js';
import type { ReflectionProfile } from './reflection-rows.js';

/** Sums the spectra of every slice over the frames, and tells which of their peaks nobody named. */
export interface UnnamedPeaks {
  /** Add the spectra of a frame, [position x detector x channel]; NaN for channels that must not be used. */
  add(counts: ArrayLike<number>): void;
  warnings(reflections: readonly ReflectionProfile[]): OperandoWarning[];
}

/** A stretch of energies that something named covers, keV. */
type Stretch = readonly [from: number, to: number];

/** Prominence that is told: in standard deviations of the sum over frames, and in units of the highest peak of the slice. */
const leastSignificance = 12;
const leastShare = 0.02;
/** Half the stretch that a peak takes, in its width. */
const halfStretch = 1.3;
const mostTold = 8;

/** Where a slice has reflections, lines and their escape peaks, on one detector. */
function namedStretches(
  reflections: readonly ReflectionProfile[],
  lines: readonly number[],
  setup: CalibratedDetector,
  slice: number,
  slices: number,
  { fluorescence }: DepthProfileOptions,
): Stretch[] {
  const around = (from: number, to: number): Stretch => [
    from - halfStretch * widthAt(setup, from),
    to + halfStretch * widthAt(setup, to),
  ];
  const moving = reflections.map(({ energy, expected }): Stretch => {
    let [low, high] = [expected, expected];
    for (let i = slice; i < energy.values.length; i += slices) {
      const at = energy.values[i]!;
      // One fit that went astray must not hide half a spectrum.
      if (!(Math.abs(at / expected - 1) < 0.03)) continue;
      low = Math.min(low, at);
      high = Math.max(high, at);
    }
    return [low, high];
  });
  const detector = fluorescence?.detector;
  const escapes =
    detector === undefined
      ? []
      : moving.flatMap(([low, high]) => {
          const [from, to] = [low, high].map((energy) => escapePeaks([{ name: '', energy }], detector));
          return from!.flatMap((line, k): Stretch[] => (to![k] === undefined ? [] : [[line.energy, to![k].energy]]));
        });
  return [...moving, ...escapes, ...lines.map((energy): Stretch => [energy, energy])].map(([from, to]) =>
    around(from, to),
  );
}

/** Peaks of the sums of one detector that nothing named covers, those of all slices brought together. */
function unnamedOf(
  sums: readonly Float64Array[],
  energies: Float64Array,
  setup: CalibratedDetector,
  named: readonly (readonly Stretch[])[],
): UnnamedPeak[] {
  const channel = (energies.at(-1)! - energies[0]!) / (energies.length - 1);
  const narrowest = widthAt(setup, energies[Math.floor(energies.length / 4)]!) / channel;
  const all = sums.flatMap((sum, slice) => {
    const found = findPeaks(energies, sum, {
      sigma: 'counts',
      smoothing: Math.max(2, Math.round(0.3 * narrowest)),
      threshold: leastSignificance,
      width: 0.4 * narrowest,
    });
    const highest = found.reduce((most, { height }) => Math.max(most, height), 0);
    const counts = ({ center, fwhm, height }: FoundPeak): boolean =>
      height >= leastShare * highest && fwhm < 3 * widthAt(setup, center) && fwhm > 0.4 * widthAt(setup, center);
    return found
      .filter((peak) => counts(peak) && !named[slice]!.some(([from, to]) => peak.center > from && peak.center < to))
      .map(({ center, significance }) => ({ center, significance }));
  });
  const groups: { center: number; significance: number }[][] = [];
  for (const peak of all.toSorted((a, b) => a.center - b.center)) {
    const last = groups.at(-1);
    if (last !== undefined && peak.center - last.at(-1)!.center < 0.5 * widthAt(setup, peak.center)) last.push(peak);
    else groups.push([peak]);
  }
  return groups.map((group) => {
    const best = group.reduce((most, peak) => (peak.significance > most.significance ? peak : most));
    return {
      energy: best.center,
      fwhm: widthAt(setup, best.center),
      significance: best.significance,
      slices: Math.min(sums.length, group.length),
    };
  });
}

/** Begin the sums of a profile. */
export function createUnnamedPeaks(
  { positions, channels, firstChannel, detectors }: FrameShape,
  options: DepthProfileOptions,
): UnnamedPeaks {
  const slices = positions.length;
  const sums = new Float64Array(slices * detectors.length * channels);
  const lines = maskLines(options).map(({ energy }) => energy);
  const ofDetector = (reflections: readonly ReflectionProfile[], d: number): OperandoWarning[] => {
    const setup = detectors[d]!;
    const energies = Float64Array.from({ length: channels }, (_, i) => setup.calibration.energyOf(firstChannel + i));
    const own = reflections.filter(({ detector }) => detector === d);
    const still = options.normalisation?.staticLine;
    const fixed = still === undefined ? lines : [...lines, still];
    const numbers = Array.from({ length: slices }, (_, s) => s);
    const found = unnamedOf(
      numbers.map((s) =>
        sums.subarray((s * detectors.length + d) * channels, (s * detectors.length + d + 1) * channels),
      ),
      energies,
      setup,
      numbers.map((s) => namedStretches(own, fixed, setup, s, slices, options)),
    );
    if (found.length === 0) return [];
    const { names, beneath } = identify(found, own, setup, options.phases);
    const told = [...found.keys()].toSorted((a, b) => found[b]!.significance - found[a]!.significance);
    const words = told.slice(0, mostTold).map((k) => {
      const { energy, slices: seen } = found[k]!;
      const spacing = energyToD(energy, setup.angle.twoTheta).toFixed(3);
      return `${energy.toFixed(2)} keV (d ${spacing} angstrom, ${seen} of ${slices} slices): ${names[k] ?? 'not known here'}`;
    });
    const more = told.length > mostTold ? `; and ${told.length - mostTold} weaker ones` : '';
    const lies = beneath.length === 0 ? '' : ` ${beneath.join(', ')}: lines in one place.`;
    const where = detectors.length > 1 ? `Detector ${d}: ` : '';
    return [
      {
        code: 'peaks-unnamed',
        message: `${where}${found.length === 1 ? '1 peak belongs' : `${found.length} peaks belong`} to no phase or line that is named: ${words.join('; ')}${more}.${lies} Name their phases and fluorescence, or what lies near is fitted wrong.`,
      },
    ];
  };
  return {
    add(counts) {
      for (let i = 0; i < sums.length; i++) {
        const count = counts[i]!;
        sums[i]! += count > 0 ? count : 0;
      }
    },
    warnings: (reflections) => detectors.flatMap((_, d) => ofDetector(reflections, d)),
  };
}
