import { expectChoice, finiteMedian, OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { linkedDefaults } from './defaults.js';
import { expectFrames } from './expect-frames.js';
import type { ReflectivityModel } from './model.js';

/** Curves that a parameter may follow. */
export const linkedCurves = ['constant', 'linear', 'spline', 'piecewise'] as const;

/** A parameter that follows a curve through all frames. */
export interface LinkedParameter {
  /**
   * Curve against `at`: a constant, a straight line, a natural cubic spline through equally spaced knots, or straight pieces that meet at
   * moments, given or found.
   */
  readonly curve: (typeof linkedCurves)[number];
  /** Knots of the spline. @default 4 */
  readonly knots?: number | undefined;
  /** Where pieces meet, as `at` of the frames, increasing. @default found */
  readonly moments?: readonly number[] | undefined;
  /** Most moments that are looked for, where none are given; those that stand out are fitted. @default 3 */
  readonly changes?: number | undefined;
}

/** A parameter's curve with its knots. */
export interface Link {
  readonly name: string;
  readonly curve: LinkedParameter['curve'];
  /** Places; where the inner ones are fitted, where they begin. */
  readonly knots: Float64Array;
  /** Where the heights at the knots begin; what the frames have alone, where there are none. */
  readonly heights?: Float64Array;
  /** The inner knots are fitted. */
  readonly isFound: boolean;
  /** Most inner knots that are to be looked for; 0 where the knots are known. */
  readonly changes: number;
  /** Half of what corners are rounded over, so that chi2 is smooth as one of them passes a frame; 0 where the knots are known. */
  readonly rounding: number;
}

/** Corners are rounded over this share of the time from frame to frame, either way. */
const roundedShare = 0.1;

/** Straight from the first frame to the last, at so many places. */
const evenly = (first: number, last: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => first + ((last - first) * k) / (count - 1));

/** Moments that a model states. */
function statedMoments(name: string, moments: readonly number[], first: number, last: number): Float64Array {
  const places = [first, ...moments, last];
  const bad = places.findIndex((place, k) => k > 0 && !(place > places[k - 1]!));
  if (moments.length === 0 || bad >= 0)
    throw new OperandoError(
      'invalid-argument',
      moments.length === 0
        ? `linked.${name}.moments has none.`
        : `linked.${name}.moments has ${bad === places.length - 1 ? `${moments.at(-1)}, which is not before the last frame (${last})` : bad === 1 ? `${moments[0]}, which is not after the first frame (${first})` : `${moments[bad - 1]} after ${moments[bad - 2]}`}.`,
      {
        where: { parameter: `linked.${name}.moments` },
        cure: `Give moments between the first frame (${first}) and the last (${last}), increasing, or leave them out to have them found.`,
      },
    );
  return Float64Array.from(places);
}

/**
 * Curves of the linked parameters. @param at Of the frames.
 *
 * @throws OperandoError `invalid-argument` for a name or curve that is none, a spline of fewer than three knots, moments out of order or outside,
 * `too-few-points` for fewer frames than a curve takes, six where moments are to be found.
 */
export function linksOf(
  model: ReflectivityModel,
  at: readonly number[],
  linked: Readonly<Record<string, LinkedParameter>>,
): Link[] {
  const [first, last] = [at[0]!, at.at(-1)!];
  return Object.entries(linked).map(([name, { curve, knots = linkedDefaults.knots, moments, changes }]): Link => {
    if (!Object.hasOwn(model.parameters, name))
      throw new OperandoError('invalid-argument', `the model has no parameter ${name}.`, {
        where: { parameter: 'linked' },
        cure: `Parameters: ${Object.keys(model.parameters).join(', ')}.`,
      });
    expectChoice(`linked.${name}.curve`, curve, linkedCurves);
    if (curve === 'piecewise' && moments !== undefined) {
      const places = statedMoments(name, moments, first, last);
      expectFrames(name, { curve, knots: places }, at);
      return { name, curve, knots: places, isFound: false, changes: 0, rounding: 0 };
    }
    if (curve === 'piecewise') {
      if (at.length < 6)
        throw new OperandoError('too-few-points', `moments of ${name} cannot be found in ${at.length} frames.`, {
          where: { parameter: `linked.${name}` },
          cure: 'Six frames are the least; give the moments, or take a straight line.',
        });
      const rounding = roundedShare * finiteMedian(Float64Array.from(at.slice(1), (each, f) => each - at[f]!));
      const most = changes ?? linkedDefaults.changes;
      return { name, curve, knots: evenly(first, last, 2), isFound: true, changes: most, rounding };
    }
    if (curve === 'spline' && !(knots >= 3))
      throw new OperandoError('invalid-argument', `linked.${name}.knots is ${knots}.`, {
        where: { parameter: `linked.${name}.knots` },
        cure: 'A spline has three at least; a straight line is `linear`.',
      });
    const count = curve === 'constant' ? 1 : curve === 'linear' ? 2 : knots;
    const places = count === 1 ? Float64Array.of(0.5 * (first + last)) : evenly(first, last, count);
    expectFrames(name, { curve, knots: places }, at);
    return { name, curve, knots: places, isFound: false, changes: 0, rounding: 0 };
  });
}

/** What the parameters of a curve are called, as none of a model is: heights at its knots, and the places of inner knots that are fitted. */
export const knotName = ({ name }: Pick<Link, 'name'>, k: number): string => `${name}@knot${k}`;
/** The place of an inner knot, from the first one on. @param k 1 for the first inner one. */
export const momentName = ({ name }: Pick<Link, 'name'>, k: number): string => `${name}@moment${k}`;

/** The inner knots of a curve that are fitted. */
export const foundKnots = ({ knots, isFound }: Link): number[] =>
  isFound ? Array.from({ length: knots.length - 2 }, (_, k) => k + 1) : [];

/** Weights of the heights at a place. */
function weightsAt({ curve, rounding }: Link, knots: ArrayLike<number>, at: number): Float64Array {
  const unit = (k: number): number[] => Array.from(knots, (_, i) => (i === k ? 1 : 0));
  if (curve === 'constant') return Float64Array.of(1);
  if (curve !== 'piecewise')
    return Float64Array.from(knots, (_, k) => cubicSpline(Array.from(knots), unit(k), 'natural').evaluate(at));
  const weights = new Float64Array(knots.length);
  const piece = pieceOf(knots, at);
  const share = (at - knots[piece]!) / (knots[piece + 1]! - knots[piece]!);
  weights[piece] = 1 - share;
  weights[piece + 1] = share;
  for (let k = 1; k < knots.length - 1; k++) {
    const near = rounding - Math.abs(at - knots[k]!);
    if (!(near > 0)) continue;
    // A parabola that goes over into both pieces, above or below the corner by this share of how much the slope changes there.
    const lift = near ** 2 / (4 * rounding);
    const [before, after] = [lift / (knots[k]! - knots[k - 1]!), lift / (knots[k + 1]! - knots[k]!)];
    weights[k - 1]! += before;
    weights[k]! -= before + after;
    weights[k + 1]! += after;
  }
  return weights;
}

/** The piece that a place lies in, by its first knot. */
function pieceOf(knots: ArrayLike<number>, at: number): number {
  let piece = 0;
  while (piece < knots.length - 2 && at >= knots[piece + 1]!) piece++;
  return piece;
}

/** A curve's value at a place. @param read Values of {@link knotName} and {@link momentName}. */
export function curveAt(link: Link, at: number): (read: (name: string) => number) => number {
  const found = foundKnots(link);
  // Of knots that stay the weights do.
  const fixed = found.length === 0 ? weightsAt(link, link.knots, at) : undefined;
  return (read) => {
    const weights = fixed ?? weightsAt(link, placesOf(link, read), at);
    return weights.reduce((sum, weight, k) => (weight === 0 ? sum : sum + weight * read(knotName(link, k))), 0);
  };
}

/** Where the knots of a curve are. */
export function placesOf(link: Link, read: (name: string) => number): Float64Array {
  const places = link.knots.slice();
  for (const k of foundKnots(link)) places[k] = link.knots[0]! + read(momentName(link, k));
  return places;
}

/** Derivatives of a curve's value at a place by its parameters. */
export function curveSlopes(link: Link, at: number, read: (name: string) => number): [name: string, slope: number][] {
  const places = placesOf(link, read);
  const weights = weightsAt(link, places, at);
  const byHeight = Array.from(weights, (weight, k): [string, number] => [knotName(link, k), weight]);
  const { rounding } = link;
  const found = foundKnots(link);
  if (found.length === 0) return byHeight;
  const step = 1e-5 * rounding;
  const curve = curveAt(link, at);
  const byPlace = found.map((k): [string, number] => {
    const name = momentName(link, k);
    const moved = (by: number): number => curve((each) => read(each) + (each === name ? by : 0));
    return [name, (moved(step) - moved(-step)) / (2 * step)];
  });
  return [...byHeight, ...byPlace];
}
