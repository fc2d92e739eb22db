import type { InterfaceShape } from './interface-shapes.js';
import type { StackMaterial } from './material.js';
import type { Polarisation } from './polarisation.js';
import type { ProbeKind } from './probe.js';
import type { Resolution } from './resolution.js';

/** Values of parameters by name. */
export type ParameterValues = Readonly<Record<string, number>>;

/** A number, a parameter's name, an expression of parameters (`0.5 * cu_thickness`), or a function of them. */
export type Value = number | string | ((values: ParameterValues) => number);

/** What is known of a parameter besides the data: a Gaussian. */
export interface Prior {
  /** Most likely value, in the unit of the parameter. */
  readonly mean: number;
  /** Standard deviation about it, above 0. */
  readonly stderr: number;
}

/** A quantity to be fitted. */
export interface ParameterSpec {
  /** Where the fit begins. */
  readonly value: number;
  /** Lowest and highest value. Multi-start, differential evolution and posteriors need them. @default none */
  readonly bounds?: readonly [number, number] | undefined;
  /** Stays at its value. @default false */
  readonly fixed?: boolean | undefined;
  /** What is known of it besides the data. @default nothing */
  readonly prior?: Prior | undefined;
}

/**
 * What stands in a stack; numbers as for {@link Slab}. Each has exactly one of `sld`, `material`, `repeat`, `knots` and `profile`, which says
 * what it is: a layer of a given SLD, a layer of a material, layers that repeat, or a region whose SLD follows a curve.
 */
export interface LayerModel {
  /** What it is called, in results and messages. @default that of the material */
  readonly name?: string | undefined;
  /** angstrom. @default 0 */
  readonly thickness?: Value | undefined;
  /** Scattering length density, 1e-6 per square angstrom. */
  readonly sld?: Value | undefined;
  /** Imaginary part of the SLD, 1e-6 per square angstrom: absorption. @default 0, of a material that of its absorption */
  readonly isld?: Value | undefined;
  /** Of the interface above, one standard deviation, angstrom. @default 0 */
  readonly roughness?: Value | undefined;
  /** Volume fraction of solvent in the layer. @default 0 */
  readonly solvation?: Value | undefined;
  /** SLD of the solvent, 1e-6 per square angstrom. @default that of the backing */
  readonly solvent?: Value | undefined;
  /** Imaginary SLD of the solvent, 1e-6 per square angstrom. @default that of the backing; of a `solvent` given, 0 */
  readonly solventIsld?: Value | undefined;
  /** Magnetic SLD, 1e-6 per square angstrom: added for spins along the magnetisation, taken off for those against it. @default 0 */
  readonly magneticSld?: Value | undefined;
  /** Between magnetisation and guide field, both in the plane; degrees. @default 0 */
  readonly magneticAngle?: Value | undefined;
  /** Shape of the interface above, whose standard deviation is the roughness; any but `erf` is cut into slices. @default 'erf' */
  readonly interface?: InterfaceShape | undefined;
  /** Formula, or a material as the ORSO model language has it. */
  readonly material?: string | StackMaterial | undefined;
  /** Of the material, g/cm3; one that is a parameter scales real and imaginary SLD alike, for every probe. @default that of the element, of H2O and D2O */
  readonly density?: Value | undefined;
  /** How often `layers` repeat. */
  readonly repeat?: number | undefined;
  /** What repeats, in order from the fronting on. */
  readonly layers?: readonly LayerModel[] | undefined;
  /** SLDs equally spaced over the thickness, 1e-6 per square angstrom, with a monotone cubic through them. */
  readonly knots?: readonly Value[] | undefined;
  /** SLD, 1e-6 per square angstrom, as a function of depth over thickness (0 to 1). */
  readonly profile?: ((share: number, values: ParameterValues) => number) | undefined;
  /** Slices that knots or a profile are cut into. @default 40 */
  readonly slices?: number | undefined;
}

/** A part of the area with other layers. */
export interface PatchModel {
  /** Of the whole area. */
  readonly fraction: Value;
  /** Its layers, fronting first. */
  readonly layers: readonly LayerModel[];
}

/** How much of the beam hits the sample. */
export interface FootprintModel {
  /** Width of the beam in the plane of reflection, mm: whole of a top hat, at half maximum of a Gaussian. */
  readonly beam: Value;
  /** Length of the sample along the beam, mm. */
  readonly sample: Value;
  /** Profile of the beam. @default 'top-hat' */
  readonly shape?: 'top-hat' | 'gaussian' | undefined;
}

/** What the instrument makes of a curve; each value a number, a parameter or an expression. */
export interface InstrumentModel {
  /** Reflectivity is lost where the beam is longer than the sample. @default nothing is */
  readonly footprint?: FootprintModel | undefined;
  /** Added to Q of the data, 1/angstrom. @default 0 */
  readonly qOffset?: Value | undefined;
  /** Added to the angle of incidence of the data, degrees. @default 0 */
  readonly angleOffset?: Value | undefined;
  /** Of a monochromatic beam, angstrom: with it Q says the angle of incidence. @default that of the X-rays, where `angle` is not given */
  readonly wavelength?: Value | undefined;
  /** Angle of incidence of a curve measured at one, by time of flight; degrees. */
  readonly angle?: Value | undefined;
  /** Factor on the widths of Q. @default 1 */
  readonly resolutionFactor?: Value | undefined;
  /** What the background rises by, per 1/angstrom. @default 0 */
  readonly backgroundSlope?: Value | undefined;
}

/** A sample and what is to be found out about it. */
export interface ReflectivityModel {
  /** What it is called in results and messages of joint fits. @default the name of its data, else `model1` and so on */
  readonly name?: string | undefined;
  /** What is to be found, by the names that `layers` and others use. */
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /** Names of parameters that are this model's own in a joint fit, and called `model.parameter` there. @default none */
  readonly own?: readonly string[] | undefined;
  /** Fronting first, backing last. */
  readonly layers: readonly LayerModel[];
  /** Parts of the area with other layers, whose reflectivities add up (areas larger than the coherence); the rest has `layers`. */
  readonly patches?: readonly PatchModel[] | undefined;
  /** Factor on the reflectivity, before the background. @default 1 */
  readonly scale?: Value | undefined;
  /** Added to the reflectivity at every Q. @default 0 */
  readonly background?: Value | undefined;
  /** What the curve is measured with. @default the data's, else neutrons */
  readonly probe?: ProbeKind | undefined;
  /** Of X-rays, eV: SLDs of materials depend on it. One of `energy` and `wavelength`. @default the data's */
  readonly energy?: number | undefined;
  /** Of X-rays, angstrom. @default the data's */
  readonly wavelength?: number | undefined;
  /** Spin states of the curve. @default the data's */
  readonly polarization?: Polarisation | undefined;
  /** What the instrument makes of the curve. @default perfect */
  readonly instrument?: InstrumentModel | undefined;
  /** Resolution in place of the data's; one without widths changes only how those of the data are taken (shape, method, tolerance). @default the data's */
  readonly resolution?: Resolution | undefined;
}
