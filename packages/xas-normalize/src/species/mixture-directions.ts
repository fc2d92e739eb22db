import type { Random } from '@operando/numerics';
import type { MixtureLimits } from './mixing.js';

/** A random direction of unit length for spectrum i; along a condition that stopped the last move when its gradient is given. */
export type DirectionOf = (i: number, normal: Float64Array | undefined) => Float64Array;

/** Directions that keep what must be kept: with a sum rule coefficients sum to zero, without one the length of the spectrum is left alone. */
export function directions({ constraints: { count, sumToOne } }: MixtureLimits, random: Random): DirectionOf {
  const admissible = (direction: Float64Array, i: number): Float64Array => {
    if (sumToOne) {
      const mean = direction.reduce((sum, value) => sum + value, 0) / count;
      for (let j = 0; j < count; j++) direction[j]! -= mean;
    } else direction[i] = 0;
    return direction;
  };
  return (i, normal) => {
    const direction = admissible(
      Float64Array.from({ length: count }, () => random.normal()),
      i,
    );
    if (normal !== undefined && count > 2) {
      const across = admissible(normal.slice(), i);
      let [size, share] = [0, 0];
      for (let j = 0; j < count; j++) {
        size += across[j]! ** 2;
        share += across[j]! * direction[j]!;
      }
      if (size > 0) for (let j = 0; j < count; j++) direction[j]! -= (share / size) * across[j]!;
    }
    const length = Math.hypot(...direction) || 1;
    return direction.map((value) => value / length);
  };
}
