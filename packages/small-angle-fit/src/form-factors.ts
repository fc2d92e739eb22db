import type { DistortedWave } from './distorted-wave.js';
import { distortedSphereForm } from './distorted-sphere-form.js';
import { createTerms } from './form-terms.js';
import type { FormFactor, FormTerms } from './form-terms.js';
import { coreShellForm, curveForm, cylinderForm } from './other-forms.js';
import type { CurveName } from './other-forms.js';
import { peakForm } from './peak-form.js';
import type { SizeSpread } from './size-sums.js';
import { sphereForm } from './sphere-form.js';

/** Name of a form factor. */
export type FormName = 'sphere' | 'core-shell' | 'cylinder' | 'peak' | CurveName;

/**
 * A form factor at fixed q.
 *
 * @param wave Waves at a surface; only spheres take them.
 */
export function createForm(name: FormName, q: Float64Array, spread: SizeSpread = {}, wave?: DistortedWave): FormFactor {
  if (name === 'sphere') return wave === undefined ? sphereForm(q, spread) : distortedSphereForm(q, spread, wave);
  if (name === 'core-shell') return coreShellForm(q, spread);
  if (name === 'cylinder') return cylinderForm(q, spread);
  return name === 'peak' ? peakForm(q) : curveForm(q, name);
}

/** Names of the parameters of each form, in order. */
export function formParameters(name: FormName): readonly string[] {
  return createForm(name, Float64Array.of(0.01)).parameters;
}

/** The terms of a form at some q. */
function terms(form: FormName, q: ArrayLike<number>, values: readonly number[], spread: SizeSpread): FormTerms {
  const out = createTerms(q.length);
  createForm(form, Float64Array.from(q), spread).evaluate(Float64Array.from(values), out);
  return out;
}

/**
 * Form factors as plain functions of q (1/angstrom; lengths in angstrom): <|F|^2> and |<F>|^2 of a population over its mean
 * squared volume, so that the first begins at 1. A width of 0 is one size.
 */
export const formFactor: {
  readonly sphere: (q: ArrayLike<number>, radius: number, width?: number, spread?: SizeSpread) => FormTerms;
  /** `contrast` is (core - shell) over (shell - surroundings). */
  readonly coreShell: (
    q: ArrayLike<number>,
    size: { readonly radius: number; readonly thickness: number; readonly contrast: number },
    width?: number,
    spread?: SizeSpread,
  ) => FormTerms;
  readonly cylinder: (
    q: ArrayLike<number>,
    size: { readonly radius: number; readonly length: number },
    width?: number,
    spread?: SizeSpread,
  ) => FormTerms;
  readonly guinierPorod: (q: ArrayLike<number>, gyrationRadius: number, exponent: number) => FormTerms;
  readonly debyeBueche: (q: ArrayLike<number>, correlationLength: number) => FormTerms;
  readonly teubnerStrey: (q: ArrayLike<number>, distance: number, correlationLength: number) => FormTerms;
  readonly broadPeak: (
    q: ArrayLike<number>,
    position: number,
    correlationLength: number,
    exponent: number,
  ) => FormTerms;
} = {
  sphere: (q, radius, width = 0, spread = {}) => terms('sphere', q, [radius, width], spread),
  coreShell: (q, { radius, thickness, contrast }, width = 0, spread = {}) =>
    terms('core-shell', q, [radius, width, thickness, contrast], spread),
  cylinder: (q, { radius, length }, width = 0, spread = {}) => terms('cylinder', q, [radius, width, length], spread),
  guinierPorod: (q, gyrationRadius, exponent) => terms('guinier-porod', q, [gyrationRadius, exponent], {}),
  debyeBueche: (q, correlationLength) => terms('debye-bueche', q, [correlationLength], {}),
  teubnerStrey: (q, distance, correlationLength) => terms('teubner-strey', q, [distance, correlationLength], {}),
  broadPeak: (q, position, correlationLength, exponent) =>
    terms('broad-peak', q, [position, correlationLength, exponent], {}),
};
