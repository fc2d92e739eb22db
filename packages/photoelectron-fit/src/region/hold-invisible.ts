import type { SeriesFitResult } from '@operando/numerics';
import type { Bounds } from './fit-once.js';
import type { RegionLayout } from './region-parameters.js';

/** Standard errors below which a component is not visible. */
const visibleFrom = 3;

/** Frames whose lines are too weak for centres of their own, and where these are held: between those of visible frames. */
export function holdInvisible(
  { components, parameters }: RegionLayout,
  fit: SeriesFitResult,
  start: Float64Array,
  { lower, upper }: Bounds,
): Uint8Array {
  const { frames, parameters: count } = fit;
  const invisible = new Uint8Array(frames * components.length);
  components.forEach(({ spec, center, area }, c) => {
    const seen = (f: number): boolean => !(fit.values[f * count + area]! < visibleFrom * fit.stderr[f * count + area]!);
    const visible = Array.from({ length: frames }, (_, f) => f).filter(
      (f) => fit.frameStatus[f] !== 'masked' && seen(f),
    );
    for (let f = 0; f < frames; f++) {
      if (fit.frameStatus[f] === 'masked' || seen(f)) continue;
      invisible[f * components.length + c] = 1;
      if (parameters[center]!.scope !== 'free') continue;
      const before = visible.findLast((each) => each < f);
      const after = visible.find((each) => each > f);
      const at = (each: number): number => fit.values[each * count + center]!;
      const held =
        before === undefined || after === undefined
          ? (before ?? after) === undefined
            ? spec.center
            : at((before ?? after)!)
          : at(before) + ((at(after) - at(before)) * (f - before)) / (after - before);
      start[f * count + center] = held;
      lower[f * count + center] = held;
      upper[f * count + center] = held;
    }
  });
  return invisible;
}
