/** Gaussians below 2^-50 of their height are no part of a double-precision sum. */
export const gaussianReach = 50;

/** 2^(-k / 32) down to 2^-50: Gaussians need no exponential but this and a short series. */
export const gaussianPowers: Float64Array = Float64Array.from(
  { length: gaussianReach * 32 + 2 },
  (_, k) => 2 ** (-k / 32),
);
