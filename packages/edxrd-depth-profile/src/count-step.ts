import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { CountSpace } from './count-space.js';

/** Pivot below which parameters cannot be told apart. */
const smallestPivot = 1e-10;

/** Factor the equations of the active of n parameters. @returns false where they cannot be told apart. */
export function factorActive({ normal, factor, active, activeCount: m }: CountSpace, n: number): boolean {
  for (let a = 0; a < m; a++) {
    const i = active[a]!;
    for (let b = 0; b <= a; b++) factor[a * m + b] = normal[i * n + active[b]!]!;
  }
  return choleskyInPlace(factor, m, smallestPivot);
}

/** Solve for their step. */
function solveActive(space: CountSpace, n: number): boolean {
  if (!factorActive(space, n)) return false;
  const { factor, small, gradient, step, active, activeCount: m } = space;
  for (let a = 0; a < m; a++) small[a] = gradient[active[a]!]!;
  choleskySolveInPlace(factor, m, small);
  step.fill(0, 0, n);
  for (let a = 0; a < m; a++) step[active[a]!] = small[a]!;
  return true;
}

/** Whether a parameter lies on a bound that going this way would pass. */
function isPushed({ values, lower, upper }: CountSpace, k: number, way: number): boolean {
  return (values[k]! <= lower[k]! && way <= 0) || (values[k]! >= upper[k]! && way >= 0);
}

/** The step of the first n parameters; those on a bound are held where gradient or step push through it. */
export function stepInside(space: CountSpace, n: number): boolean {
  const { step, gradient, active } = space;
  space.activeCount = 0;
  for (let k = 0; k < n; k++) if (!isPushed(space, k, gradient[k]!)) active[space.activeCount++] = k;
  for (;;) {
    if (!solveActive(space, n)) return false;
    let left = 0;
    for (let a = 0; a < space.activeCount; a++)
      if (!isPushed(space, active[a]!, step[active[a]!]!)) active[left++] = active[a]!;
    if (left === space.activeCount) return true;
    space.activeCount = left;
  }
}

/** Shorten a step that moves a place by more than half a width, changes a width by more than half, or ends a moving peak. */
export function limitStep(
  { step, values, peaks, placeOf, widthOf, parameters }: CountSpace,
  widths: readonly number[],
): void {
  let share = 1;
  for (let k = 0; k < peaks; k++) {
    if (placeOf[k]! < 0) continue;
    const most = 0.5 * (widthOf[k]! < 0 ? widths[k]! : values[widthOf[k]!]!);
    share = Math.min(share, most / Math.abs(step[placeOf[k]!]!));
    if (widthOf[k]! >= 0) share = Math.min(share, most / Math.abs(step[widthOf[k]!]!));
    // Without an area there is no place.
    if (step[k]! < 0) share = Math.min(share, (0.9 * values[k]!) / -step[k]!);
  }
  if (share < 1) for (let k = 0; k < parameters; k++) step[k]! *= share;
}

/** Go along a share of the step, to bounds at most. */
export function goTo({ values, trial, lower, upper, step, parameters }: CountSpace, share: number): void {
  for (let k = 0; k < parameters; k++)
    trial[k] = Math.min(upper[k]!, Math.max(lower[k]!, values[k]! + share * step[k]!));
}
