import type { ReflectivityData } from './fit-data.js';
import type { ParameterSpec, ParameterValues, ReflectivityModel } from './model.js';

/** One model and the curve it belongs to. */
export interface FitEntry {
  readonly model: ReflectivityModel;
  readonly data: ReflectivityData;
  /** What a parameter of this model is called in the whole fit. @default its own name */
  readonly rename?: (name: string) => string;
  /** Parameters that some of the model's follow. @default none do */
  readonly followed?: Followed | undefined;
}

/** A parameter that one of the model's follows. */
export interface FollowedParameter {
  /** That of the model. */
  readonly of: string;
  /** A place on the curve, and no value of it. */
  readonly isPlace: boolean;
  readonly spec: ParameterSpec;
}

/** Parameters of a whole fit in place of some of a model's. */
export interface Followed {
  readonly parameters: Readonly<Record<string, FollowedParameter>>;
  /** Those of the model, from these. */
  readonly follow: (values: ParameterValues) => ParameterValues;
}
