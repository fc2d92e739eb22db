import { expectChoice, OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import { resolutionDefaults } from './defaults.js';

/** Resolution of a detector and its geometry: FWHM^2 = noise + statistics E + geometry E^2, keV. */
export interface ResolutionLaw {
  /** Noise, keV^2; statistics (8 ln2 F epsilon, in theory), keV; geometry ((cot(theta) delta theta)^2), no unit. Terms not fitted are 0, their errors and those of terms on the bound of 0 NaN. */
  readonly noise: Measured;
  /** What grows with energy, keV. */
  readonly statistics: Measured;
  /** What grows with the square of energy, no unit. */
  readonly geometry: Measured;
  /** Row-major covariance of the terms fitted. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Widths less terms. */
  readonly degreesOfFreedom: number;
  /** Full width at half maximum, keV, at an energy in keV. */
  fwhmOf(energy: number): number;
}

/** Which terms of the law to fit. */
export type ResolutionTerm = 'noise' | 'statistics' | 'geometry';

/** Terms of a law that is known: FWHM^2 = noise + statistics E + geometry E^2, keV. Terms left out are 0. */
export interface ResolutionTerms {
  /** keV^2. */
  readonly noise?: number | undefined;
  /** keV. */
  readonly statistics?: number | undefined;
  /** No unit. @default 0 */
  readonly geometry?: number | undefined;
}

/** Options of {@link fitResolution}. */
export interface FitResolutionOptions {
  /** Terms of the law that are fitted; the others are 0. @default noise and statistics; geometry too from five widths on */
  readonly terms?: readonly ResolutionTerm[] | undefined;
  /** Scale the errors to the scatter when it is larger. @default true */
  readonly scaleErrors?: boolean | undefined;
  /** `errors`, or `equal` where the scatter has other causes than counts. @default 'errors' */
  readonly weights?: 'errors' | 'equal' | undefined;
}

const all: readonly ResolutionTerm[] = ['noise', 'statistics', 'geometry'];

/** A law with known terms, whose errors are not known. @throws OperandoError `invalid-argument` for a law without width. */
export function resolutionLaw(terms: ResolutionTerms): ResolutionLaw {
  const value = (term: ResolutionTerm): Measured => ({
    value: terms[term] ?? resolutionDefaults[term],
    stderr: Number.NaN,
  });
  const [noise, statistics, geometry] = all.map(value) as [Measured, Measured, Measured];
  const fwhmOf = (energy: number): number =>
    Math.sqrt(Math.max(0, noise.value + energy * (statistics.value + energy * geometry.value)));
  if (!(fwhmOf(50) > 0))
    throw new OperandoError('invalid-argument', 'the resolution law has no width.', {
      where: { parameter: 'resolution' },
      cure: 'Give noise, statistics or geometry above 0.',
    });
  return {
    noise,
    statistics,
    geometry,
    covariance: new Float64Array(),
    chiSquare: Number.NaN,
    degreesOfFreedom: 0,
    fwhmOf,
  };
}

/**
 * Fit the resolution law to measured widths, all terms 0 or above.
 *
 * @param widths FWHM with standard errors at energies, keV.
 * @throws OperandoError `too-few-points`, `invalid-argument`.
 */
export function fitResolution(
  widths: readonly { readonly energy: number; readonly fwhm: Measured }[],
  options: FitResolutionOptions = {},
): ResolutionLaw {
  for (const term of options.terms ?? []) expectChoice('terms', term, all);
  expectChoice('weights', options.weights ?? 'errors', ['errors', 'equal']);
  const terms = all.filter((term) => (options.terms ?? (widths.length >= 5 ? all : all.slice(0, 2))).includes(term));
  if (widths.length < terms.length || terms.length === 0)
    throw new OperandoError('too-few-points', `${widths.length} widths do not make ${terms.length} terms.`, {
      where: { parameter: 'widths' },
      cure: 'Measure more lines, or fit fewer terms.',
    });
  for (const [i, { energy, fwhm }] of widths.entries()) {
    if (!(energy > 0) || !(fwhm.value > 0) || !(fwhm.stderr > 0))
      throw new OperandoError(
        'invalid-argument',
        `width ${i + 1} is ${fwhm.value} +- ${fwhm.stderr} keV at ${energy} keV.`,
        { where: { parameter: 'widths' }, cure: 'Give positive energies, widths and errors.' },
      );
  }
  const powers = terms.map((term) => all.indexOf(term));
  // Squares of widths, whose errors are twice width times error; scaled so that all terms are of one size.
  const typical = Math.sqrt(widths.reduce((sum, { energy }) => sum + energy * energy, 0) / widths.length);
  const sigma = widths.map(({ fwhm }) => (options.weights === 'equal' ? 1 : 2 * fwhm.value * fwhm.stderr));
  const mean = widths.reduce((sum, { fwhm }) => sum + fwhm.value ** 2, 0) / widths.length;
  const fit = leastSquares(
    {
      size: widths.length,
      residuals: (p, out) =>
        widths.forEach(
          ({ energy, fwhm }, i) =>
            (out[i] =
              (powers.reduce((sum, power, k) => sum + p[k]! * (energy / typical) ** power, 0) - fwhm.value ** 2) /
              sigma[i]!),
        ),
      jacobian: (_p, out) =>
        widths.forEach(({ energy }, i) =>
          powers.forEach((power, k) => (out[i * powers.length + k] = (energy / typical) ** power / sigma[i]!)),
        ),
    },
    powers.map(() => mean / powers.length),
    { bounds: { lower: powers.map(() => 0), upper: powers.map(() => Infinity) } },
  );
  const scatter =
    fit.degreesOfFreedom > 0 && ((options.scaleErrors ?? true) || options.weights === 'equal')
      ? options.weights === 'equal'
        ? fit.chiSquare / fit.degreesOfFreedom
        : Math.max(1, fit.chiSquare / fit.degreesOfFreedom)
      : 1;
  const estimate = (term: ResolutionTerm): Measured => {
    const k = terms.indexOf(term);
    if (k < 0) return { value: 0, stderr: Number.NaN };
    const unit = typical ** -powers[k]!;
    const stderr = fit.clipped.includes(k) ? Number.NaN : fit.stderr[k]! * Math.sqrt(scatter) * unit;
    return { value: fit.parameters[k]! * unit, stderr };
  };
  const [noise, statistics, geometry] = all.map(estimate) as [Measured, Measured, Measured];
  const n = terms.length;
  return {
    noise,
    statistics,
    geometry,
    covariance: fit.covariance.map(
      (value, k) => value * scatter * typical ** -(powers[Math.floor(k / n)]! + powers[k % n]!),
    ),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    fwhmOf: (energy) => Math.sqrt(Math.max(0, noise.value + energy * (statistics.value + energy * geometry.value))),
  };
}
