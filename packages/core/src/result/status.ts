/**
 * What became of a fit, a track, a slice, a layer or a channel's value: the one vocabulary of the house. A word's place
 * in this list is the byte that stands for it in columns and files; new words are added at the end, none is ever moved.
 *
 * - `ok`: a value that was read or joined, not fitted; nothing is wrong with it
 * - `outside`: outside the log, the measured range, or the life of a track; there is no value
 * - `partial`: only part of the exposure is covered by the log, or of a layer can be seen; the value of that part
 * - `gap`: in a gap of the log; there is no value
 * - `extrapolated`: beyond the data, because the caller asked for it
 * - `failed`: could not be computed; there is no value
 * - `doubtful`: computed, but something about it may be wrong
 * - `converged`: a minimum that describes the data
 * - `stalled`: nothing is gained any more, yet no minimum is confirmed
 * - `singular`: the data do not determine it
 * - `limit-reached`: out of iterations, or the search ended before it was done
 * - `at-bound`: ended on a bound: its error is not known
 * - `misfit`: a minimum that does not describe the data: errors from it are too small
 * - `ambiguous`: other solutions describe the data as well
 * - `held`: not fitted here, kept at a value known from elsewhere
 * - `not-visible`: too weak, or out of reach of the measurement
 * - `masked`: not fitted because its data must not be used
 * - `degenerate`: the data hardly determine it: many values, each with others of the other parameters, describe them as
 *   well, and its standard error means nothing; see its interval
 * - `below-resolution`: of a feature thinner than the measurement resolves: other ones would look the same
 * - `not-significant`: what has nothing to do with it does the same as often
 * - `below-clock`: smaller than the clocks may be apart
 * - `different-cells`: not compared, since the data are of different cells
 * - `not-steady`: the sample changed while it was measured
 * - `weak`: there, but small beside the others
 */
export const statusNames = [
  'ok',
  'outside',
  'partial',
  'gap',
  'extrapolated',
  'failed',
  'doubtful',
  'converged',
  'stalled',
  'singular',
  'limit-reached',
  'at-bound',
  'misfit',
  'ambiguous',
  'held',
  'not-visible',
  'masked',
  'degenerate',
  'below-resolution',
  'not-significant',
  'below-clock',
  'different-cells',
  'not-steady',
  'weak',
] as const;

/** A word of {@link statusNames}. */
export type Status = (typeof statusNames)[number];

/** The byte of each status, as in `statusOf.converged`. */
export const statusOf: { readonly [Word in Status]: number } = Object.freeze(
  Object.fromEntries(statusNames.map((word, byte) => [word, byte])),
) as { readonly [Word in Status]: number };

/** The word of a byte; `failed` for a byte that stands for none. */
export function statusWord(byte: number): Status {
  return statusNames[byte] ?? 'failed';
}

/** The words of a column of bytes. */
export function statusWords(bytes: Uint8Array): Status[] {
  return Array.from(bytes, statusWord);
}

/** Words as bytes. */
export function statusBytes(words: readonly Status[]): Uint8Array {
  return Uint8Array.from(words, (word) => statusOf[word]);
}

/** From the best to the worst. */
const severity: readonly Status[] = [
  'ok',
  'converged',
  'held',
  'extrapolated',
  'partial',
  'weak',
  'doubtful',
  'below-resolution',
  'below-clock',
  'not-significant',
  'ambiguous',
  'degenerate',
  'misfit',
  'at-bound',
  'stalled',
  'limit-reached',
  'singular',
  'not-visible',
  'gap',
  'outside',
  'different-cells',
  'not-steady',
  'masked',
  'failed',
];
const rank = statusNames.map((word) => severity.indexOf(word));

/** The worse of two statuses, for values that were brought together. */
export function worseStatus(one: number, other: number): number {
  return (rank[other] ?? Infinity) > (rank[one] ?? Infinity) ? other : one;
}
