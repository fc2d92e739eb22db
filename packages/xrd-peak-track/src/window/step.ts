import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { Room, Running } from './room.js';

/** The next parameters into `trial`, those at bounds that push outwards staying there. @returns The gain that is predicted. */
export function stepFrom(room: Room, { free, count }: Running, lambda: number): number | undefined {
  const { parameters, trial, lower, upper, hessian, gradient, factor, step } = room;
  const n = free.length;
  for (let k = 0; k < count; k++) trial[k] = parameters[k]!;
  for (let k = 0; k < n * n; k++) factor[k] = hessian[k]!;
  for (let a = 0; a < n; a++) {
    const at = free[a]!;
    step[a] = gradient[a]!;
    const stays = step[a]! < 0 ? parameters[at]! <= lower[at]! : parameters[at]! >= upper[at]! && step[a]! > 0;
    if (stays) {
      for (let b = 0; b < a; b++) factor[a * n + b] = 0;
      for (let b = a + 1; b < n; b++) factor[b * n + a] = 0;
      step[a] = 0;
    }
    factor[a * n + a]! *= 1 + lambda;
    if (!(factor[a * n + a]! > 0)) factor[a * n + a] = 1;
  }
  if (!choleskyInPlace(factor, n, 1e-13)) return undefined;
  choleskySolveInPlace(factor, n, step);
  let gain = 0;
  for (let a = 0; a < n; a++) {
    const at = free[a]!;
    gain += step[a]! * gradient[a]!;
    trial[at] = Math.min(upper[at]!, Math.max(lower[at]!, parameters[at]! + step[a]!));
  }
  return gain;
}
