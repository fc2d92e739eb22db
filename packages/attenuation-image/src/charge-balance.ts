import { chiSquareTail } from '@operando/numerics';

/** Lithium of a layer, as charge, frame by frame, less that of the first frame. */
export interface FoundCharge {
  /** Coulomb. */
  readonly values: Float64Array;
  /** Variance of each by its own counts, without the first frame's. */
  readonly variances: Float64Array;
  /** Variance of the first frame, which is in all of them. */
  readonly firstVariance: number;
}

/** A slope through 0 of what was found against what passed. */
export interface ChargeSlope {
  /** Lithium found for each one that passed; 1 where all of it is seen. */
  readonly slope: number;
  /** By counting. */
  readonly stderr: number;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Frames less one. */
  readonly degreesOfFreedom: number;
}

/** u' C^-1 v for C = diag(variances) + first 1 1' (Sherman and Morrison). */
function product(u: Float64Array, v: Float64Array, { variances, firstVariance }: FoundCharge): number {
  let [uv, u1, v1, ones] = [0, 0, 0, 0];
  for (let f = 0; f < u.length; f++) {
    const weight = 1 / variances[f]!;
    uv += weight * u[f]! * v[f]!;
    u1 += weight * u[f]!;
    v1 += weight * v[f]!;
    ones += weight;
  }
  return uv - (firstVariance * u1 * v1) / (1 + firstVariance * ones);
}

/**
 * Slope through 0 of found against passed charge, by generalised least squares: the first frame, which all others are compared with,
 * has errors, too. The first frame itself says nothing and is left out.
 *
 * @param passed Coulomb, 0 in the first frame.
 */
export function chargeSlope(found: FoundCharge, passed: Float64Array): ChargeSlope {
  const used = Array.from(passed, (_, f) => f).filter(
    (f) => f > 0 && Number.isFinite(passed[f]! + found.values[f]! + found.variances[f]!),
  );
  const cut = (values: Float64Array): Float64Array => Float64Array.from(used, (f) => values[f]!);
  const cutFound = { values: cut(found.values), variances: cut(found.variances), firstVariance: found.firstVariance };
  const x = cut(passed);
  const xx = product(x, x, cutFound);
  const slope = product(x, cutFound.values, cutFound) / xx;
  const residuals = cutFound.values.map((value, k) => value - slope * x[k]!);
  return {
    slope,
    stderr: 1 / Math.sqrt(xx),
    chiSquare: product(residuals, residuals, cutFound),
    degreesOfFreedom: used.length - 1,
  };
}

/** Whether values are 0 within their errors, those of the first frame included. */
export function zeroTest(found: FoundCharge): {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
} {
  const used = Array.from(found.values, (_, f) => f).filter((f) => f > 0 && Number.isFinite(found.values[f]!));
  const values = Float64Array.from(used, (f) => found.values[f]!);
  const cut = {
    values,
    variances: Float64Array.from(used, (f) => found.variances[f]!),
    firstVariance: found.firstVariance,
  };
  const chiSquare = product(values, values, cut);
  return { chiSquare, degreesOfFreedom: used.length, pValue: chiSquareTail(chiSquare, used.length) };
}
