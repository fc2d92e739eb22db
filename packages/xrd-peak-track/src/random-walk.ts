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

/** Changes from frame to frame that are tried, in units of the usual one: none beforehand as likely as all others together, and these as each other. */
const tried = [0, 1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2];

/** A change from frame to frame that may be, and how likely it is. */
export interface Likely {
  readonly change: number;
  readonly weight: number;
}

/** Weight below which a change is not reckoned with. */
const leastWeight = 1e-3;

/** Changes with their weights, which sum up to 1, by their likelihoods: that nothing changes is as likely beforehand as that something does. */
export function weigh(changes: readonly number[], logLikelihoods: readonly number[]): Likely[] {
  const others = Math.log(changes.length - 1);
  const logs = changes.map((change, k) => logLikelihoods[k]! + (change === 0 ? others : 0));
  const most = Math.max(...logs);
  const likely = changes
    .map((change, k) => ({ change, weight: Math.exp(logs[k]! - most) }))
    .filter(({ weight }) => weight >= leastWeight);
  const sum = likely.reduce((total, { weight }) => total + weight, 0);
  return likely.map(({ change, weight }) => ({ change, weight: weight / sum }));
}

/** Mean of changes by their weights. */
export const meanOfLikely = (likely: readonly Likely[]): number =>
  likely.reduce((sum, { change, weight }) => sum + weight * change, 0);

/**
 * What is known where the change is not: the mean of what each change makes of it, and its variance with how far they are apart. A
 * mean change would make more of it: it is the large changes that are seldom which rule that.
 */
export function mixed(
  likely: readonly Likely[],
  knownBy: (change: number, weight: number) => Known | undefined,
): Known | undefined {
  let [weights, sum, squares, variance] = [0, 0, 0, 0];
  for (const { change, weight } of likely) {
    const known = knownBy(change, weight);
    if (known === undefined) continue;
    weights += weight;
    const off = known.value - sum;
    sum += (weight / weights) * off;
    squares += weight * off * (known.value - sum);
    variance += weight * known.variance;
  }
  return weights > 0 ? { value: sum, variance: (variance + squares) / weights } : undefined;
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
 * Variances of the change from frame to frame of a number that walks at random (the local level model), by their likelihood: what
 * stands still is known to.
 *
 * @param seen In order. @param usual Standard deviation of a change where little was seen.
 */
export function changesOf(seen: readonly Seen[], usual: number): Likely[] {
  const variances = triedVariances(usual);
  return weigh(
    variances,
    variances.map((variance) => filter(seen, variance).logLikelihood),
  );
}

/**
 * What is known in a frame from both sides.
 *
 * @param before What was seen before, the nearest first; `after` likewise.
 * @param likely Variances of the change from frame to frame.
 * @returns Undefined where nothing was.
 */
export function between(
  before: readonly Seen[],
  after: readonly Seen[],
  frame: number,
  likely: readonly Likely[],
): Known | undefined {
  return mixed(likely, (perFrame) => betweenBy(before, after, frame, perFrame));
}

/** The same by one variance. */
function betweenBy(
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
