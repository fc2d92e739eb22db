import { withFollowing } from './fit-member.js';
import type { Member } from './fit-member.js';
import type { ParameterSpec, ParameterValues } from './model.js';

/** Step of a parameter for the derivative of layers, which are smooth functions of it. */
function stepOf(value: number, spec: ParameterSpec): number {
  const span = spec.bounds === undefined ? 0 : spec.bounds[1] - spec.bounds[0];
  return 1e-6 * Math.max(Math.abs(value), 0.01 * span, 1e-8);
}

/** Values a step to either side of one parameter, and how far they are apart. */
export interface Shift {
  readonly more: ParameterValues;
  readonly less: ParameterValues;
  readonly width: number;
}

/** A shift for each parameter that is free. */
export function shiftsOf(member: Member, own: ParameterValues): (Shift | undefined)[] {
  return member.local.map(({ name, spec }) => {
    if (spec.fixed === true) return undefined;
    const step = stepOf(own[name]!, spec);
    return {
      more: withFollowing(member, { ...own, [name]: own[name]! + step }),
      less: withFollowing(member, { ...own, [name]: own[name]! - step }),
      width: 2 * step,
    };
  });
}
