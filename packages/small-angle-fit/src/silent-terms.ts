import type { RegisteredParameter } from './register.js';

/** Place of the amplitude of the term that a parameter shapes; -1 for amplitudes themselves. */
export function amplitudeOf(parameters: readonly RegisteredParameter[], which: number): number {
  if (parameters[which]!.isLinear) return -1;
  return parameters.findLastIndex(({ isLinear }, k) => k < which && isLinear);
}

/** Parameters that shape a term of which there is nothing: whatever they are, the curve is the same. */
export function silentParameters(
  parameters: readonly RegisteredParameter[],
  values: ArrayLike<number>,
  fixed: readonly boolean[],
): number[] {
  return parameters.flatMap((_, k) => {
    const amplitude = amplitudeOf(parameters, k);
    return !fixed[k]! && amplitude >= 0 && values[amplitude] === 0 ? [k] : [];
  });
}
