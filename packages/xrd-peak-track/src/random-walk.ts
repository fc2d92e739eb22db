/** A number that was seen in a frame. */
export interface Seen {
  readonly frame: number;
  readonly value: number;
  readonly variance: number;
}

/** A number and its variance. */
export interface Known {
  readonly value: number;
  readonly variance: number;
}

/** Changes from frame to frame that are tried, in units of the usual one: as likely as each other beforehand. */
const tried = [1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2];

/** Mean of values by their likelihoods. */
export function meanByLikelihood(values: readonly number[], logLikelihoods: readonly number[]): number {
  const most = Math.max(...logLikelihoods);
  let [sum, weights] = [0, 0];
  values.forEach((value, k) => {
    const weight = Math.exp(logLikelihoods[k]! - most);
    sum += weight * value;
    weights += weight;
  });
  return sum / weights;
}

/** Variances of changes from frame to frame that are tried. @param usual Standard deviation of the usual change. */
export const triedVariances = (usual: number): number[] => tried.map((factor) => (factor * usual) ** 2);

/** What is known after all that was seen, one after the other, of a number that walks at random, and how likely it was. */
function filter(
  seen: readonly Seen[],
  perFrame: number,
): { readonly known: Known | undefined; readonly logLikelihood: number } {
  let known: Known | undefined;
  let logLikelihood = 0;
  seen.forEach(({ frame, value, variance }, k) => {
    if (known === undefined) {
      known = { value, variance };
      return;
    }
    const before = known.variance + perFrame * Math.abs(frame - seen[k - 1]!.frame);
    const total = before + variance;
    const off = value - known.value;
    logLikelihood -= 0.5 * (Math.log(total) + (off * off) / total);
    const gain = before / total;
    known = { value: known.value + gain * off, variance: gain * variance };
  });
  return { known, logLikelihood };
}

/**
 * Variance of the change from frame to frame of a number that walks at random (the local level model), by its likelihood: what
 * stands still is known to.
 *
 * @param seen In order. @param usual Standard deviation of a change where little was seen.
 */
export function changeOf(seen: readonly Seen[], usual: number): number {
  const variances = triedVariances(usual);
  return meanByLikelihood(
    variances,
    variances.map((variance) => filter(seen, variance).logLikelihood),
  );
}

/** What is known in a frame from both sides. @param before What was seen before, the nearest first; `after` likewise. @returns Undefined where nothing was. */
export function between(
  before: readonly Seen[],
  after: readonly Seen[],
  frame: number,
  perFrame: number,
): Known | undefined {
  let [sum, weights] = [0, 0];
  for (const side of [before, after]) {
    const { known } = filter(side.toReversed(), perFrame);
    if (known === undefined) continue;
    const weight = 1 / (known.variance + perFrame * Math.abs(frame - side[0]!.frame));
    sum += weight * known.value;
    weights += weight;
  }
  return weights > 0 ? { value: sum / weights, variance: 1 / weights } : undefined;
}
