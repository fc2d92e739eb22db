import type { ParameterScope } from './model.js';

/** What is known of a parameter by its name. */
export interface ParameterKind {
  /** Unit of its values; `1` for numbers without one. */
  readonly unit: string;
  /** How far it reaches where nothing says otherwise. */
  readonly scope: ParameterScope;
  /** Lowest value where none is given. */
  readonly lower: number;
  /** Highest value where none is given. */
  readonly upper: number;
  /** The curve is proportional to it: it needs no start. */
  readonly isLinear?: true;
  /** Further starts lie between the value over this factor and times it. @default 2 */
  readonly spread?: number;
}

const length = { unit: 'angstrom', scope: 'free', lower: 0.1, upper: 1e5 } as const;
const amount = { unit: '1', scope: 'free', lower: 0, upper: Number.POSITIVE_INFINITY, isLinear: true } as const;
const exponent = { unit: '1', scope: 'shared', lower: 0, upper: 8 } as const;

/** Parameters of forms, structures and backgrounds. */
export const parameterKinds: Readonly<Record<string, ParameterKind>> = {
  amplitude: amount,
  area: { ...amount, unit: '1/angstrom' },
  sigma: { unit: '1/angstrom', scope: 'shared', lower: 1e-6, upper: 10 },
  radius: length,
  width: { unit: '1', scope: 'shared', lower: 1e-3, upper: 1 },
  thickness: length,
  contrast: { unit: '1', scope: 'shared', lower: -1e3, upper: 1e3 },
  length,
  gyration_radius: length,
  correlation_length: length,
  exponent,
  // A peak that begins far away becomes another.
  position: { unit: '1/angstrom', scope: 'free', lower: 0, upper: 10, spread: 1.01 },
  distance: length,
  disorder: { unit: 'angstrom', scope: 'shared', lower: 0.1, upper: 1e5 },
  effective_radius: length,
  volume_fraction: { unit: '1', scope: 'free', lower: 0, upper: 0.6 },
  flat: amount,
  slope: { unit: 'angstrom', scope: 'free', lower: -Infinity, upper: Infinity, isLinear: true },
  power_law: amount,
  power_law_exponent: exponent,
  tail: amount,
  tail_width: { unit: '1/angstrom', scope: 'shared', lower: 1e-6, upper: 1 },
};
