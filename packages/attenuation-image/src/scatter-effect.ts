/** Share of the beam that may be scattered into the picture where no black bodies were measured. */
export const unmeasuredScatter = 0.03;

/**
 * By how much a change of attenuation is off, relative, when so much scatter was not taken off: transmissions `first` and `last` are
 * those before and after the change, as they were measured.
 * @param scatter Per unit dose of the direct beam.
 */
export function scatterEffect(first: number, last: number, scatter: number): number {
  const seen = Math.log(first / last);
  const direct = Math.log((first - scatter) / (last - scatter));
  return Number.isFinite(direct) && direct !== 0 ? seen / direct - 1 : Number.NaN;
}
