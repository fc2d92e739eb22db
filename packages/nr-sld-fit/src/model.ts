import type { InterfaceShape } from './interface-shapes.js';

/** Values of parameters by name. */
export type ParameterValues = Readonly<Record<string, number>>;

/** A number, a parameter's name, an expression of parameters (`0.5 * cu_thickness`), or a function of them. */
export type Value = number | string | ((values: ParameterValues) => number);

/** A quantity to be fitted. */
export interface ParameterSpec {
  /** Where the fit begins. */
  readonly value: number;
  /** Lowest and highest value. Multi-start, differential evolution and posteriors need them. @default none */
  readonly bounds?: readonly [number, number] | undefined;
  /** Stays at its value. @default false */
  readonly fixed?: boolean | undefined;
  /** What is known besides the data: a Gaussian of this mean and standard error. */
  readonly prior?: { readonly mean: number; readonly stderr: number } | undefined;
}

/** One layer of a model; numbers as for {@link Slab}. */
export interface LayerModel {
  readonly name?: string | undefined;
  /** @default 0 */
  readonly thickness?: Value | undefined;
  readonly sld: Value;
  /** @default 0 */
  readonly isld?: Value | undefined;
  /** Of the interface above. @default 0 */
  readonly roughness?: Value | undefined;
  /** Volume fraction of solvent in the layer. @default 0 */
  readonly solvation?: Value | undefined;
  /** SLD of the solvent. @default that of the backing */
  readonly solvent?: Value | undefined;
  /** Shape of the interface above, whose standard deviation is the roughness; any but `erf` is cut into slices. @default 'erf' */
  readonly interface?: InterfaceShape | undefined;
}

/** Layers that repeat. */
export interface RepeatModel {
  readonly repeat: number;
  readonly layers: readonly StackItem[];
}

/** A region whose SLD follows a curve: a monotone cubic through `knots`, equally spaced, or any function of depth over thickness (0 to 1). */
export interface ProfileModel {
  readonly name?: string | undefined;
  readonly thickness: Value;
  readonly knots?: readonly Value[] | undefined;
  readonly profile?: ((share: number, values: ParameterValues) => number) | undefined;
  /** Of the interface above. @default 0 */
  readonly roughness?: Value | undefined;
  /** Slices it is cut into. @default 40 */
  readonly slices?: number | undefined;
}

/** What stands in a stack. */
export type StackItem = LayerModel | RepeatModel | ProfileModel;

/** A sample and what is to be found out about it. */
export interface ReflectivityModel {
  readonly name?: string | undefined;
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  /** Fronting first, backing last. */
  readonly layers: readonly StackItem[];
  /** Parts of the area with other layers, whose reflectivities add up (areas larger than the coherence). Fractions are of the whole; the rest has `layers`. */
  readonly patches?: readonly { readonly fraction: Value; readonly layers: readonly StackItem[] }[] | undefined;
  /** @default 1 */
  readonly scale?: Value | undefined;
  /** @default 0 */
  readonly background?: Value | undefined;
}
