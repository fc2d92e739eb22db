import { erf } from '@operando/numerics';

/** Grey value of a blurred step at a distance: 0 far above, 1 far below. */
export type Step = (distance: number) => number;

const perSigma = 128;
const sigmas = 6;

/** Blurs beyond which the step is 1. */
export const stepReach: number = sigmas;

const last = 2 * sigmas * perSigma;
let shared: Float64Array | undefined;

/** Values of the step over its blur, exact to 2e-6 in between; made when it is first needed. */
function stepTable(): Float64Array {
  shared ??= Float64Array.from({ length: last + 2 }, (_, k) => 0.5 * (1 + erf((k / perSigma - sigmas) / Math.SQRT2)));
  return shared;
}

/** The step across an interface blurred by a Gaussian. */
export function createStep(blur: number): Step {
  const table = stepTable();
  const scale = perSigma / blur;
  return (distance) => {
    const place = distance * scale + sigmas * perSigma;
    if (!(place > 0)) return 0;
    if (place >= last) return 1;
    const k = Math.floor(place);
    return table[k]! + (place - k) * (table[k + 1]! - table[k]!);
  };
}
