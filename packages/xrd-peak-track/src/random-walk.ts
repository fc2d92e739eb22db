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
export const tried: readonly number[] = [0, 1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2];

/** A change from frame to frame that may be, and how likely it is. */
export interface Likely {
  readonly change: number;
  readonly weight: number;
}

/** Weight below which a change is not reckoned with. */
const leastWeight = 1e-3;

/** Changes with their weights, which sum up to 1, by their likelihoods: that nothing changes is as likely beforehand as that something does. */
export function weigh(changes: readonly number[], logLikelihoods: readonly number[]): Likely[] {
  return likelyOf(changes, shares(beforehand(changes), logLikelihoods));
}

const beforehand = (changes: readonly number[]): number[] =>
  changes.map((change) => (change === 0 ? 0.5 : 0.5 / (changes.length - 1)));

/** Shares, which sum up to 1, by their shares beforehand and the logarithms of their likelihoods. */
function shares(before: readonly number[], logLikelihoods: readonly number[]): number[] {
  const most = Math.max(...logLikelihoods);
  const weights = before.map((share, k) => share * Math.exp(logLikelihoods[k]! - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** What counts at all. */
function likelyOf(changes: readonly number[], weights: readonly number[]): Likely[] {
  const most = Math.max(...weights);
  const likely = changes
    .map((change, k) => ({ change, weight: weights[k]! }))
    .filter(({ weight }) => weight >= leastWeight * most);
  const sum = likely.reduce((total, { weight }) => total + weight, 0);
  return likely.map(({ change, weight }) => ({ change, weight: weight / sum }));
}

/** What is taken for granted of shares counts as this many: with two, each share of what does not change is as likely as any other. */
const granted = 2;
const mostRounds = 30;

/**
 * The same of many that are alike: how often each change is found among the others is how likely it is beforehand (a Dirichlet
 * distribution of the shares, which begins with those of {@link weigh}).
 */
export function weighTogether(changes: readonly number[], logLikelihoods: readonly (readonly number[])[]): Likely[][] {
  const first = beforehand(changes);
  let weights = logLikelihoods.map((logs) => shares(first, logs));
  for (let round = 0; round < mostRounds; round++) {
    const sums = changes.map((_, k) => weights.reduce((sum, one) => sum + one[k]!, 0));
    weights = logLikelihoods.map((logs, j) =>
      shares(
        first.map((share, k) => granted * share + sums[k]! - weights[j]![k]!),
        logs,
      ),
    );
  }
  return weights.map((one) => likelyOf(changes, one));
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
export function filter(
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
