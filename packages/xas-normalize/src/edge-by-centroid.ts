import { formOf, sumOfForms } from './edge-errors/linear-form.js';
import type { LinearForm } from './edge-errors/linear-form.js';
import { noFeature, valueAt } from './edge-context.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';
import { derivativeMaximum } from './edge-by-derivative.js';
import { indexNearest, indexOf } from './grid-search.js';

interface Slope {
  readonly value: number;
  /** How it changes with the values. */
  readonly form: () => LinearForm;
}

function slopeAt(context: EdgeContext, position: number, index: number): Slope {
  const { operator, coefficients } = context.cubics.at(context.norm, context.offset, index);
  const { scale, shift } = operator;
  const u = scale * position + shift;
  const value = scale * (coefficients[1]! + u * (2 * coefficients[2]! + 3 * u * coefficients[3]!));
  return { value, form: () => formOf(operator, [0, scale, 2 * u * scale, 3 * u * u * scale]) };
}

/** Where, going from `start` in steps of `direction`, the slope falls below `cut`; with its derivative there. */
function fallsBelow(
  context: EdgeContext,
  start: number,
  direction: 1 | -1,
  cut: number,
): { position: number; gradient: number; slope: Slope } {
  const { energy } = context;
  let previousEnergy = energy[start]!;
  let previous = slopeAt(context, previousEnergy, start);
  for (let i = start + direction; i >= 0 && i < energy.length; i += direction) {
    const here = slopeAt(context, energy[i]!, i);
    if (here.value < cut && previous.value >= cut) {
      const t = (previous.value - cut) / (previous.value - here.value);
      const position = previousEnergy + t * (energy[i]! - previousEnergy);
      return { position, gradient: (here.value - previous.value) / (energy[i]! - previousEnergy), slope: here };
    }
    previous = here;
    previousEnergy = energy[i]!;
  }
  throw noFeature(context, 'the derivative does not fall off');
}

/**
 * Centre of mass of the first derivative between the energies a and b where it
 * falls to `threshold` of its maximum: (b norm(b) - a norm(a) - integral of norm) /
 * (norm(b) - norm(a)).
 */
export function derivativeCentroid(context: EdgeContext, threshold: number): PositionAndForm {
  const { energy } = context;
  const [center, , grid = 0] = derivativeMaximum(context);
  const index = indexNearest(energy, center);
  const top = slopeAt(context, center, index);
  const cut = threshold * top.value;
  const left = fallsBelow(context, index, -1, cut);
  const right = fallsBelow(context, index, 1, cut);
  const a = left.position;
  const b = right.position;
  const first = indexOf(energy, a);
  const last = indexOf(energy, b);
  const fractionA = (a - energy[first]!) / (energy[first + 1]! - energy[first]!);
  const fractionB = (b - energy[last]!) / (energy[last + 1]! - energy[last]!);
  const valueA = (1 - fractionA) * valueAt(context, first) + fractionA * valueAt(context, first + 1);
  const valueB = (1 - fractionB) * valueAt(context, last) + fractionB * valueAt(context, last + 1);

  // Derivative of the numerator by each value: first the trapezoids, then the limits.
  const weights = new Float64Array(last - first + 2);
  let integral = 0;
  let x = a;
  let y = valueA;
  const addTrapezoid = (x2: number, y2: number, spread: (half: number) => void): void => {
    integral += 0.5 * (y + y2) * (x2 - x);
    spread(0.5 * (x2 - x));
    x = x2;
    y = y2;
  };
  const spreadOn = (i: number, fraction: number, amount: number): void => {
    weights[i - first]! += (1 - fraction) * amount;
    if (fraction > 0) weights[i - first + 1]! += fraction * amount;
  };
  let fromIndex = first;
  let fromFraction = fractionA;
  for (let i = first + 1; i <= last; i++) {
    addTrapezoid(energy[i]!, valueAt(context, i), (half) => {
      spreadOn(fromIndex, fromFraction, -half);
      spreadOn(i, 0, -half);
    });
    fromIndex = i;
    fromFraction = 0;
  }
  addTrapezoid(b, valueB, (half) => {
    spreadOn(fromIndex, fromFraction, -half);
    spreadOn(last, fractionB, -half);
  });
  const rise = valueB - valueA;
  if (!(rise > 0)) throw noFeature(context, 'the absorption does not rise');
  const position = (b * valueB - a * valueA - integral) / rise;
  spreadOn(first, fractionA, position - a);
  spreadOn(last, fractionB, b - position);
  const values: LinearForm = { from: first, weights: weights.map((weight) => weight / rise) };
  // A limit moves with the slope there and with the largest one.
  const ofLimit = (limit: typeof left, side: 1 | -1): (readonly [number, LinearForm])[] => {
    const gain = (side * cut * (limit.position - position)) / (rise * limit.gradient);
    return [
      [gain * threshold, top.form()],
      [-gain, limit.slope.form()],
    ];
  };
  // The centre of the slopes depends less on the grid than their maximum.
  return [position, sumOfForms([[1, values], ...ofLimit(left, -1), ...ofLimit(right, 1)]), 0.4 * grid];
}
