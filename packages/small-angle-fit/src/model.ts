import type { ReflectingLayer } from './distorted-wave.js';
import type { FormName } from './form-factors.js';
import type { SizeDistribution } from './size-nodes.js';
import type { Resolution } from './smear.js';
import type { StructureName } from './structure-factors.js';

/**
 * How far a parameter reaches: kept at its value; one value for all frames; a smooth course through them; one value for
 * each.
 */
export type ParameterScope = 'fixed' | 'shared' | 'smooth' | 'free';

/** A parameter as it is given. */
export interface CutParameter {
  /** Where it begins, or what it is. Amplitudes need none: they are found from the data. */
  readonly value?: number | undefined;
  /** Lowest and highest value. @default see {@link parameterKinds} */
  readonly bounds?: readonly [number, number] | undefined;
  /** How far it reaches. @default by the parameter: widths, disorder and exponents `shared`, all else `free` */
  readonly scope?: ParameterScope | undefined;
}

/**
 * How sizes and places go together. `decoupling`: they do not, |<F>|^2 interferes and the rest of <|F|^2> does not;
 * `local-monodisperse`: neighbours are alike, and each size has its own structure; `product`: <|F|^2> S, which neither of
 * these is, but published fits use it.
 */
export type Coupling = 'decoupling' | 'local-monodisperse' | 'product';

/** Domains of one kind. */
export interface CutPopulation {
  /** In front of its parameters where there are several: `small_radius`. */
  readonly name?: string | undefined;
  /** Form factor, or `peak` for a line. */
  readonly form: FormName;
  /** Number of domains over sizes. @default 'log-normal' */
  readonly distribution?: SizeDistribution | undefined;
  /** Where a Gaussian distribution ends, in standard deviations. @default 5 */
  readonly cutoff?: number | undefined;
  /** How domains lie to each other. @default not at all */
  readonly structure?: StructureName | undefined;
  /** How sizes and places go together. @default 'decoupling' */
  readonly coupling?: Coupling | undefined;
  /** `amplitude` (intensity at q = 0 without neighbours; of peaks `area`), and those of form and structure. Lengths in angstrom. */
  readonly parameters: Readonly<Record<string, number | CutParameter>>;
}

/** What lies under the scattering of domains; not put through the resolution, since it is smooth. */
export interface CutBackground {
  /** A constant. @default found from the data, not below 0 */
  readonly flat?: number | CutParameter | undefined;
  /** What the constant rises by with q, about the middle of the range. @default not at all */
  readonly slope?: number | CutParameter | undefined;
  /** Amplitude times q (1/angstrom) to the minus exponent. @default none */
  readonly powerLaw?:
    | { readonly amplitude?: number | CutParameter | undefined; readonly exponent: number | CutParameter }
    | undefined;
  /** Tail of the primary beam: a Gaussian about q = 0. @default none */
  readonly tail?:
    | { readonly amplitude?: number | CutParameter | undefined; readonly width: number | CutParameter }
    | undefined;
}

/** A grazing beam: spheres are then fitted by the distorted-wave Born approximation. */
export interface GrazingModel {
  /** degrees */
  readonly incidence: number;
  /** Exit angle of the cut, degrees; a list has one for each frame: rows of one map. */
  readonly exit: number | readonly number[];
  /** angstrom */
  readonly wavelength: number;
  /** Under the domains, from the surface down; the last is the substrate. */
  readonly layers: readonly ReflectingLayer[];
}

/** A cut as the sum of background and populations. */
export interface CutModel {
  /** Whose scattering adds up. */
  readonly populations: readonly CutPopulation[];
  /** What lies under it. @default a constant */
  readonly background?: CutBackground | undefined;
  /** Widths of q that the curve is folded with. @default a sharp beam */
  readonly resolution?: Resolution | undefined;
  /** Grazing incidence: waves by the distorted-wave Born approximation. @default a plain beam */
  readonly grazing?: GrazingModel | undefined;
}
