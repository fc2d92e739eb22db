import { OperandoError } from '@operando/core';

/**
 * Counts that can be fitted: as they are, or with NaN where they are masked.
 *
 * @param mask 1 where a channel must not be used.
 * @param size Values of a slice.
 * @throws OperandoError `invalid-argument` naming frame and slice of counts that are none; `shape-mismatch` for another mask.
 */
export function checkedCounts(
  counts: ArrayLike<number>,
  mask: ArrayLike<number> | undefined,
  size: number,
  frame: number,
): ArrayLike<number> {
  if (mask !== undefined && mask.length !== counts.length) {
    throw new OperandoError('shape-mismatch', `frame ${frame} has ${counts.length} values, its mask ${mask.length}.`, {
      where: { frame, parameter: 'mask' },
    });
  }
  const isMasked = mask !== undefined && Array.prototype.some.call(mask, (flag) => flag !== 0);
  const used = isMasked
    ? Float64Array.from({ length: counts.length }, (_, i) => (mask[i] === 0 ? counts[i]! : 0))
    : counts;
  const wrong = firstWrong(used);
  if (wrong < used.length) {
    throw new OperandoError(
      'invalid-argument',
      `frame ${frame}, slice ${Math.floor(wrong / size)} has counts that are negative or no numbers.`,
      { where: { frame }, cure: 'Give raw counts; normalise through the options.' },
    );
  }
  return isMasked
    ? Float64Array.from({ length: counts.length }, (_, i) => (mask[i] === 0 ? counts[i]! : Number.NaN))
    : counts;
}

/** Number of the first value that is no count; how many there are where all are. */
function firstWrong(counts: ArrayLike<number>): number {
  let i = 0;
  while (i < counts.length && counts[i]! >= 0 && counts[i]! < Infinity) i++;
  return i;
}

/**
 * Live times of the spectra of a frame; undefined where some are not known.
 *
 * @param given One for the frame, or one per slice and detector; NaN where not known.
 * @param otherwise What holds where one is not known.
 * @throws OperandoError `shape-mismatch`; `invalid-argument` for a time that is not above 0.
 */
export function frameLiveTimes(
  given: number | ArrayLike<number> | undefined,
  otherwise: number | undefined,
  detectors: number,
  spectra: number,
  frame: number,
): Float64Array | undefined {
  const stated =
    given === undefined || typeof given === 'number'
      ? new Float64Array(spectra).fill(given ?? Number.NaN)
      : Float64Array.from(given);
  if (stated.length !== spectra) {
    throw new OperandoError('shape-mismatch', `frame ${frame} has ${stated.length} live times, not ${spectra}.`, {
      where: { frame, parameter: 'liveTime' },
      cure: 'Give one for the frame, or one for each position and detector.',
    });
  }
  const times = stated.map((time) => (Number.isNaN(time) ? (otherwise ?? Number.NaN) : time));
  const wrong = times.findIndex((time) => time <= 0 || time === Infinity);
  if (wrong >= 0) {
    throw new OperandoError(
      'invalid-argument',
      `frame ${frame}, slice ${Math.floor(wrong / detectors)} has a live time of ${times[wrong]} s.`,
      {
        where: { frame, parameter: 'liveTime' },
        cure: 'Live times are above 0; leave the frame out if it was not exposed.',
      },
    );
  }
  return times.some(Number.isNaN) ? undefined : times;
}
