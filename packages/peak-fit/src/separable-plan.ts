import type { FitSetup } from './fit-setup.js';
import type { FitPeakStackOptions } from './peak-stack-types.js';
import type { PeakProfileName } from './profile.js';
import type { FreeShape } from './separable-reduction.js';

/** How a Lorentzian share is treated: free, held at a bound, or fixed for good. */
export type ShareState = 'free' | 'lower' | 'upper' | 'fixed';

/** The Lorentzian share of a unit. */
export interface Share {
  readonly unit: number;
  /** Index in the model; -1 for profiles that have none. */
  readonly parameter: number;
  readonly lower: number;
  readonly upper: number;
  readonly fixed: boolean;
}

/** A peak of the model as units of the separable space. */
export interface SeparablePeak {
  readonly name: PeakProfileName;
  readonly amplitude: 'height' | 'area';
  /** Index of its center in the model. */
  readonly at: number;
  /** Its first unit; a split profile has two. */
  readonly unit: number;
}

/** A model written as units with shares and free shapes. */
export interface SeparablePlan {
  readonly peaks: readonly SeparablePeak[];
  readonly sides: Int8Array;
  /** Whether axial divergence smears a unit. */
  readonly smeared: readonly boolean[];
  readonly shares: readonly Share[];
  /** Bounds of centers are those of the model, not less the middle. */
  readonly freeShapes: readonly FreeShape[];
  /** For each shape (center, width of each unit) its parameter in the model, -1 for one that is computed of others. */
  readonly parameterOf: Int32Array;
}

const fixedShare: Partial<Record<PeakProfileName, number>> = { gaussian: 0, lorentzian: 1 };

/** Parameters of each shape of a peak that begins at `at`, unit after unit; -1 where the width is computed of others. */
function shapeParameters(name: PeakProfileName, at: number): number[] | undefined {
  switch (name) {
    case 'gaussian':
    case 'lorentzian':
    case 'pseudo-voigt':
      return [at, at + 2];
    case 'split-pseudo-voigt':
      return [at, at + 2, at, at + 3];
    case 'thompson-cox-hastings':
    case 'finger-cox-jephcoat':
      return [at, -1];
    case 'voigt':
    case 'exp-mod-gaussian':
    default:
      return undefined;
  }
}

/** Whether width and Lorentzian share follow from a Gaussian and a Lorentzian width. */
export function hasParts(name: PeakProfileName): boolean {
  return name === 'thompson-cox-hastings' || name === 'finger-cox-jephcoat';
}

function sharesOf(
  name: PeakProfileName,
  at: number,
  unit: number,
  boundsOf: (parameter: number) => readonly [number, number],
  held: readonly boolean[],
): Share[] {
  const constant = fixedShare[name];
  if (constant !== undefined) return [{ unit, parameter: -1, lower: constant, upper: constant, fixed: true }];
  if (hasParts(name)) return [{ unit, parameter: -1, lower: -Infinity, upper: Infinity, fixed: false }];
  const parameters = name === 'pseudo-voigt' ? [at + 3] : [at + 4, at + 5];
  return parameters.map((parameter, k) => {
    const [lower, upper] = boundsOf(parameter);
    return { unit: unit + k, parameter, lower, upper, fixed: held[parameter] === true || lower === upper };
  });
}

/**
 * A model as the fast way wants it: pseudo-Voigts and what is made of them, on a
 * polynomial, plain weights or counts; centers, widths and Lorentzian shares may
 * be bounded and fixed, centers and widths tied.
 *
 * @returns undefined where the model is none of these.
 */
export function planSeparable(
  options: FitPeakStackOptions,
  { model, options: settings }: FitSetup,
): SeparablePlan | undefined {
  if (options.method === 'general' || (options.loss ?? 'squares') !== 'squares') return undefined;
  const { lower, upper } = settings.bounds!;
  const held = settings.fixed ?? [];
  const ties = settings.ties ?? [];
  const boundsOf = (k: number): readonly [number, number] => [lower![k]!, upper![k]!];
  const sides: number[] = [];
  const parameterOf: number[] = [];
  const peaks: SeparablePeak[] = [];
  const shares: Share[] = [];
  for (const { profile, amplitude, at } of model.peaks) {
    const shapes = shapeParameters(profile.name, at);
    if (shapes === undefined) return undefined;
    const unit = sides.length;
    peaks.push({ name: profile.name, amplitude, at, unit });
    shares.push(...sharesOf(profile.name, at, unit, boundsOf, held));
    parameterOf.push(...shapes);
    sides.push(...(shapes.length === 2 ? [0] : [-1, 1]));
  }
  const shapes = new Set(parameterOf);
  const shared = new Set(shares.map(({ parameter }) => parameter));
  // Heights that divergence comes of are those of the instrument: where they are to be found, the general fitter does it.
  const heights = peaks.filter(({ name }) => name === 'finger-cox-jephcoat').flatMap(({ at }) => [at + 4, at + 5]);
  if (heights.some((k) => held[k] !== true && lower![k] !== upper![k])) return undefined;
  // What may be fixed or tied on the fast way: no amplitudes, and nothing that is computed.
  if (held.some((fixed, k) => fixed && !shapes.has(k) && !shared.has(k) && !heights.includes(k))) return undefined;
  const followers = new Map(ties.map((tie) => [tie.parameter, tie]));
  const plainTies =
    followers.size === ties.length &&
    ties.every(
      ({ parameter, to }) =>
        shapes.has(parameter) &&
        shapes.has(to) &&
        !followers.has(to) &&
        lower![parameter] === -Infinity &&
        upper![parameter] === Infinity,
    );
  if (!plainTies) return undefined;
  const leads = (k: number): boolean => held[k] !== true && !followers.has(k) && lower![k]! < upper![k]!;
  const freeShapes: FreeShape[] = [];
  parameterOf.forEach((parameter, shape) => {
    if (parameter === -1) freeShapes.push({ lower: Number.MIN_VALUE, upper: Infinity, of: [[shape, 1]] });
    else if (leads(parameter) && parameterOf.indexOf(parameter) === shape) {
      const others = parameterOf.flatMap((other, k): [number, number][] => {
        const tie = followers.get(other);
        if (other === parameter && k !== shape) return [[k, 1]];
        return tie?.to === parameter ? [[k, tie.factor ?? 1]] : [];
      });
      const [least, most] = boundsOf(parameter);
      freeShapes.push({ lower: least, upper: most, of: [[shape, 1], ...others] });
    }
  });
  const smeared = sides.map((_, unit) =>
    peaks.some((peak) => peak.unit === unit && peak.name === 'finger-cox-jephcoat'),
  );
  return {
    peaks,
    sides: Int8Array.from(sides),
    smeared,
    shares,
    freeShapes,
    parameterOf: Int32Array.from(parameterOf),
  };
}
