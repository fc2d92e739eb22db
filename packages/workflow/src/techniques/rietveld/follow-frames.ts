import type { Series, Steps } from '@operando/core';
import { stackOf } from '@operando/xrd-peak-track';
import { createRefiner, createSeriesWalk, shareParameters } from '@operando/xrd-rietveld';
import type { FrameRow, RefineOptions, Refiner } from '@operando/xrd-rietveld';
import type { SeriesStack } from '@operando/xrd-peak-track';

/**
 * Patterns with the errors that weight them. Errors that are the roots of the intensities are those of counts: then the
 * pattern that is calculated weights them, which does not favour points that came out low.
 */
export function weightedStack(series: Series<'two-theta', 'deg'>): SeriesStack {
  const stack = stackOf(series);
  const { sigma, stack: values } = stack;
  if (sigma === 'counts') return stack;
  // Files round them.
  const isRoot = values.every((value, i) => {
    const root = Math.sqrt(Math.max(1, value));
    return Math.abs(sigma[i]! - root) < 0.006 + 1e-3 * root;
  });
  return isRoot ? { ...stack, sigma: 'counts', errors: 'counts' } : stack;
}

/** A frame of a stack, with the errors that it has. */
export function frameOf({ x, stack, sigma, mask }: SeriesStack, frame: number) {
  const part = <Values extends Float64Array | Uint8Array>(values: Values): Values =>
    values.subarray(frame * x.length, (frame + 1) * x.length) as Values;
  return {
    intensity: part(stack),
    ...(sigma === 'counts' ? {} : { sigma: part(sigma) }),
    ...(mask === undefined ? {} : { mask: part(mask) }),
  };
}

/**
 * Refine a series frame by frame, and again those that their neighbours say more of.
 *
 * @param shared Names of parameters that have one value in all frames.
 */
export function* followFrames(
  stack: SeriesStack,
  options: RefineOptions,
  shared: readonly string[],
): Steps<{ readonly refiner: Refiner; readonly rows: readonly FrameRow[] }> {
  const frames = stack.stack.length / stack.x.length;
  const refiner = createRefiner(stack.x, options);
  const walk = createSeriesWalk(refiner);
  for (let frame = 0; frame < frames; frame++) {
    walk.push(frameOf(stack, frame));
    yield { done: frame + 1, total: frames };
  }
  for (const frame of walk.pending()) {
    walk.revise(frame, frameOf(stack, frame));
    yield { done: frames, total: frames };
  }
  if (shared.length > 0) {
    const sharing = shareParameters(refiner, walk, shared);
    do {
      for (let frame = 0; frame < frames; frame++) {
        sharing.visit(frame, frameOf(stack, frame));
        yield { done: frames, total: frames };
      }
    } while (sharing.next());
    sharing.finish();
  }
  return { refiner, rows: walk.rows };
}
