import { OperandoError } from '@operando/core';
import { geometryDefaults, sampleDefaults } from './defaults.js';
import { reactionOf } from './reactions.js';
import type { Reaction } from './reactions.js';
import type { CountingTimes } from './spectrum.js';

/** Absolute scale of a measurement, how atoms become counts: by flux, area and solid angle, or by a `sensitivity`. */
export interface Geometry {
  /** Reaction that the particles come from. @default that of the sample, '6Li(n,t)4He' */
  readonly reaction?: string | Reaction | undefined;
  /** Atom fraction of the capturing isotope in its element, 1 at most. @default natural */
  readonly isotopeFraction?: number | undefined;
  /** Neutron flux in 1/(cm2 s), equivalent at 2200 m/s (for 1/v absorbers that holds for any spectrum). */
  readonly flux?: number | undefined;
  /** Area of sample seen by both beam and detector in cm2. */
  readonly area?: number | undefined;
  /** Solid angle of the detector over 4 pi, 1 at most. */
  readonly solidAngleFraction?: number | undefined;
  /** Chance of a particle that arrives to be counted, 1 at most. @default 1 */
  readonly efficiency?: number | undefined;
  /** Relative standard uncertainty of the product of all these: common to all depths and frames. @default 0 */
  readonly relativeUncertainty?: number | undefined;
  /** Counts per second by each atom of the element per cm2, in place of flux, area, solid angle, efficiency and isotope fraction; of {@link sensitivityFromStandard}. */
  readonly sensitivity?: number | undefined;
  /** Counts of the neutron monitor per second of real time at that flux; spectra with a monitor are scaled by it. */
  readonly monitorRate?: number | undefined;
}

/** Counts per second by atoms of the element per cm2. */
export interface Sensitivity {
  /** 1/s for one atom of the element per cm2. */
  readonly value: number;
  /** Relative standard uncertainty of it. */
  readonly relativeUncertainty: number;
  /** What it was computed from. */
  readonly source: string;
}

const fractions = ['isotopeFraction', 'solidAngleFraction', 'efficiency'] as const;
const replaced = ['flux', 'area', ...fractions] as const;

/** Refuse numbers that no measurement has, and a scale that is stated twice. */
function checkGeometry(geometry: Geometry): void {
  const fail = (name: Exclude<keyof Geometry, 'reaction'>, cure: string): never => {
    throw new OperandoError('invalid-argument', `${name} is ${geometry[name]}.`, {
      where: { parameter: name },
      cure,
    });
  };
  for (const name of fractions) {
    const value = geometry[name];
    if (value !== undefined && !(value > 0 && value <= 1)) fail(name, 'It is a fraction, above 0 and 1 at most.');
  }
  const { relativeUncertainty = geometryDefaults.relativeUncertainty, monitorRate = 1, sensitivity } = geometry;
  if (!(relativeUncertainty >= 0 && relativeUncertainty < Infinity))
    fail('relativeUncertainty', 'It is a relative standard uncertainty, 0 or more.');
  if (!(monitorRate > 0 && monitorRate < Infinity)) fail('monitorRate', 'It is counts per second, above 0.');
  const twice = sensitivity === undefined ? undefined : replaced.find((name) => geometry[name] !== undefined);
  if (twice !== undefined)
    fail(twice, `Leave it out: the sensitivity of ${sensitivity} stands for ${replaced.join(', ')}.`);
}

/**
 * Counts per second of one kind of particle by each atom of the element per
 * cm2: flux x area x solid angle / 4 pi x efficiency x isotope fraction x cross section.
 *
 * @throws OperandoError `invalid-argument` for a factor that is missing, not positive or (a fraction) above 1, and for a sensitivity beside what it stands for.
 */
export function sensitivityOf(geometry: Geometry): Sensitivity {
  checkGeometry(geometry);
  const reaction = reactionOf(geometry.reaction ?? sampleDefaults.reaction);
  const positive = (name: keyof Geometry, value: number | undefined): number => {
    if (value === undefined || !(value > 0) || !Number.isFinite(value)) {
      throw new OperandoError('invalid-argument', `${name} is ${value ?? 'missing'}.`, {
        where: { parameter: name },
        cure: 'Give flux, area and solidAngleFraction, or the sensitivity measured with a standard.',
      });
    }
    return value;
  };
  const own = geometry.relativeUncertainty ?? geometryDefaults.relativeUncertainty;
  if (geometry.sensitivity !== undefined) {
    return { value: positive('sensitivity', geometry.sensitivity), relativeUncertainty: own, source: 'given' };
  }
  const section = Number.isFinite(reaction.crossSectionStderr)
    ? reaction.crossSectionStderr / reaction.crossSection
    : 0;
  const value =
    positive('flux', geometry.flux) *
    positive('area', geometry.area) *
    positive('solidAngleFraction', geometry.solidAngleFraction) *
    positive('efficiency', geometry.efficiency ?? geometryDefaults.efficiency) *
    positive('isotopeFraction', geometry.isotopeFraction ?? reaction.abundance) *
    reaction.crossSection *
    1e-24;
  return { value, relativeUncertainty: Math.hypot(own, section), source: `flux, ${reaction.source}` };
}

/** A reference sample measured in the same geometry. */
export interface ReferenceStandard {
  /** Net counts in its line. */
  readonly counts: number;
  /** Standard error of them. */
  readonly countsStderr: number;
  /** Live time times relative flux (monitor over nominal), s. */
  readonly exposure: number;
  /** Reaction and particle of the line counted, e.g. `10B(n,a1)7Li*`: its cross section contains the branch. */
  readonly reaction: string | Reaction;
  /** Atoms of the capturing isotope per cm2, from the standard's certificate. */
  readonly isotopeArealDensity: number;
  /** Standard error of it, 1/cm2. */
  readonly isotopeArealDensityStderr: number;
}

/**
 * The sensitivity to another element from a standard: the ratio of isotope
 * fraction times cross section of sample and standard, branches counted once.
 *
 * @throws OperandoError `invalid-argument` for numbers that are not positive.
 */
export function sensitivityFromStandard(
  standard: ReferenceStandard,
  sample: Pick<Geometry, 'reaction' | 'isotopeFraction'> = {},
): Sensitivity {
  const known = reactionOf(standard.reaction);
  const wanted = reactionOf(sample.reaction ?? sampleDefaults.reaction);
  const fraction = sample.isotopeFraction ?? wanted.abundance;
  const { counts, countsStderr, exposure, isotopeArealDensity, isotopeArealDensityStderr } = standard;
  for (const [name, value] of Object.entries({ counts, exposure, isotopeArealDensity, isotopeFraction: fraction })) {
    if (!(value > 0) || !Number.isFinite(value) || (name === 'isotopeFraction' && value > 1))
      throw new OperandoError('invalid-argument', `${name} is ${value}.`, { where: { parameter: name } });
  }
  const relative = (stderr: number, value: number): number => (Number.isFinite(stderr) ? stderr / value : 0);
  return {
    value: ((counts / exposure / isotopeArealDensity) * fraction * wanted.crossSection) / known.crossSection,
    relativeUncertainty: Math.hypot(
      relative(countsStderr, counts),
      relative(isotopeArealDensityStderr, isotopeArealDensity),
      relative(known.crossSectionStderr, known.crossSection),
      relative(wanted.crossSectionStderr, wanted.crossSection),
    ),
    source: `standard, ${known.name}`,
  };
}

/**
 * Live seconds at nominal flux of a spectrum.
 *
 * @throws OperandoError `invalid-argument` when a monitor rate is given and the spectrum has no monitor counts.
 */
export function exposureOf(spectrum: CountingTimes, geometry: Geometry): number {
  const { liveTime, realTime = liveTime, monitor } = spectrum;
  if (!(liveTime > 0) || !Number.isFinite(liveTime)) {
    throw new OperandoError('invalid-argument', `the live time is ${liveTime} s.`, {
      where: { parameter: 'liveTime' },
      cure: 'Give the live time in seconds.',
    });
  }
  if (geometry.monitorRate === undefined) return liveTime;
  if (monitor === undefined || !(monitor > 0)) {
    throw new OperandoError(
      'invalid-argument',
      `the geometry has a monitor rate and the spectrum ${monitor === undefined ? 'no monitor counts' : `${monitor} of them`}.`,
      {
        where: { parameter: 'monitor' },
        cure: 'Give the monitor counts of each spectrum, or leave monitorRate out.',
      },
    );
  }
  return (liveTime * monitor) / (geometry.monitorRate * realTime);
}

/** Relative standard error of the exposure by the monitor's own counting; 0 without a monitor. */
export function exposureUncertainty(spectrum: CountingTimes, geometry: Geometry): number {
  return geometry.monitorRate === undefined || spectrum.monitor === undefined ? 0 : 1 / Math.sqrt(spectrum.monitor);
}
