import type { FitFreedom, FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import { hasLeBail } from '../refiner.js';
import type { Refiner } from '../refiner.js';
import { roughMinimum } from './line-minimum.js';
import type { Neighbour } from './neighbours.js';
import type { FrameRow } from './row-types.js';

/** Standard errors by which a parameter differs from one frame to the next where it moves. */
const moves = 3;

/** Whether a refined parameter of shape moves from one frame to another, beyond what its errors make of it. */
export function hasMoved({ shapes }: Refiner, before: FrameRow, last: FrameRow): boolean {
  for (let k = 0; k < shapes; k++) {
    const error = Math.hypot(before.stderr[k]!, last.stderr[k]!);
    if (Math.abs(last.values[k]! - before.values[k]!) > moves * error) return true;
  }
  return false;
}

/**
 * Where the fit of a frame begins after two others: on the line that leads from one to the other and on, where it describes the pattern
 * best; not back from the last. What moves together (cells while a sample is heated or charged) is then nearly there,
 * however far it went.
 *
 * Where intensities are shared out it is the last: they say nothing of a pattern before they were.
 *
 * @param before The one before the last.
 */
export function expectedState(refiner: Refiner, data: Observations, last: Neighbour, before: Neighbour): FitState {
  if (hasLeBail(refiner)) return last.state;
  const { parameters, refined } = refiner.layout;
  const moving = refined.filter((k) => {
    const { phase } = parameters[k]!;
    return phase < 0 || (last.shape[phase]! && before.shape[phase]!);
  });
  const stateAt = (share: number): FitState => {
    const values = last.state.values.slice();
    for (const k of moving) {
      const { lower, upper } = parameters[k]!;
      const value = values[k]! + share * (values[k]! - before.state.values[k]!);
      values[k] = Math.min(upper, Math.max(lower, value));
    }
    return { values, linear: last.state.linear.slice() };
  };
  const freedom: FitFreedom = { scale: last.shape.map(() => true), shape: last.shape };
  return stateAt(roughMinimum((share) => refiner.objective(data, stateAt(share), freedom)));
}
