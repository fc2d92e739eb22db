import type { ComponentShapeName } from '../shapes/component-shape.js';

/** How far a parameter reaches: kept at its start, one value for the series, smooth over it, or one for each frame. */
export type ParameterScope = 'fixed' | 'shared' | 'smooth' | 'free';

/** Scopes by kind of parameter (`center`, `area`, `sigma`, ...) or by name (`lattice.sigma`). */
export type ScopeChoice = Readonly<Record<string, ParameterScope>>;

/** Two lines of one level that is split by its spin: p, d and f levels. */
export interface SpinOrbit {
  /** From the first line, whose centre is given, to the second, eV; negative where that has less binding energy. */
  readonly splitting: number;
  /** Area of the second over that of the first: 1/2 for p, 2/3 for d, 3/4 for f. */
  readonly ratio: number;
  /** The ratio is fitted within this share of itself; 0 keeps it. @default 0.05 */
  readonly tolerance?: number | undefined;
}

/** A line, or a doublet, of a region. */
export interface RegionComponent {
  /** What it is called in the results. */
  readonly name: string;
  /** Shape of its lines. @default 'voigt' */
  readonly shape?: ComponentShapeName | undefined;
  /** Binding energy where it begins, eV. */
  readonly center: number;
  /** It stays within this distance of its begin, eV. @default 1 */
  readonly range?: number | undefined;
  /** Starts of the parameters of its shape: `{ sigma: 0.4, gamma: 0.2 }`. @default those of the shape */
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Lowest and highest value of parameters. @default those of the shape */
  readonly bounds?: Readonly<Record<string, readonly [number, number]>> | undefined;
  /** Splitting (eV) and ratio of a doublet. @default a single line */
  readonly spinOrbit?: SpinOrbit | undefined;
  /** Scopes of its own parameters. @default those of the region */
  readonly scope?: ScopeChoice | undefined;
}

/** `parameter` = factor x `to` + offset, both as `component.parameter`. */
export interface ParameterLink {
  /** That follows. */
  readonly parameter: string;
  /** That it follows. */
  readonly to: string;
  /** What the parameter that it follows is multiplied by. @default 1 */
  readonly factor?: number | undefined;
  /** Added to that, in the unit of the parameter. @default 0 */
  readonly offset?: number | undefined;
}

/** Backgrounds that are part of the model: a line, with a Shirley step or Tougaard losses of the components themselves. */
export type ActiveBackground = 'shirley' | 'tougaard' | 'line';

/** A region of a spectrum: its components over their background. */
export interface Region {
  /** Lines and doublets over one background. */
  readonly components: readonly RegionComponent[];
  /** What lies under the lines. @default 'shirley' */
  readonly background?: ActiveBackground | undefined;
  /** Shape of the losses of a Tougaard background, whose height b is fitted, eV^2. @default c 551, d 436, t0 0 */
  readonly tougaard?:
    | { readonly c: number; readonly d?: number | undefined; readonly t0?: number | undefined }
    | undefined;
  /** Which parameters are free in each frame, shared, smooth or fixed. @default centres, areas and the line of the background free, everything else shared */
  readonly scope?: ScopeChoice | undefined;
  /** Parameters that follow others. @default none */
  readonly links?: readonly ParameterLink[] | undefined;
  /** Values of the background that are fixed: `offset`, `slope`, `k` (1/eV) or `b` (eV^2). @default 0 */
  readonly values?: Readonly<Record<string, number>> | undefined;
}
