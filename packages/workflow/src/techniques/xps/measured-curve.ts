import type { Curve } from '@operando/plot';

/** What was measured, as ticks of one standard deviation either way. */
export function measuredCurve(label: string, x: Float64Array, values: Float64Array, sigma: Float64Array): Curve {
  return {
    label,
    x,
    y: values,
    kind: 'ticks',
    low: values.map((value, i) => value - sigma[i]!),
    high: values.map((value, i) => value + sigma[i]!),
  };
}

/** The first, the middle and the last of the frames that can be shown. */
export function chosenFrames(frames: number, isUsable: (frame: number) => boolean): number[] {
  const usable = Array.from({ length: frames }, (_, f) => f).filter(isUsable);
  return usable.length === 0 ? [] : [...new Set([usable[0]!, usable[usable.length >> 1]!, usable.at(-1)!])];
}
