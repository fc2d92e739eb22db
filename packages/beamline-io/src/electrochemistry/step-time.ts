/**
 * Elapsed time out of the times of steps, each of which goes on where the one before ended; pauses between steps are not in it.
 * A step begins where its time starts again or, in a log where it does so anywhere, where its number changes: a first row may
 * come later in its step than the last row of a short one before.
 *
 * @param steps Numbers of the steps, where they are known.
 */
export function sumOfSteps(stepTime: Float64Array, steps: Float64Array | undefined): Float64Array {
  const restarts = stepTime.some((value, row) => row > 0 && value < stepTime[row - 1]!);
  let before = 0;
  return stepTime.map((value, row) => {
    const last = row === 0 ? 0 : stepTime[row - 1]!;
    if (row > 0 && restarts && (value < last || (steps !== undefined && steps[row] !== steps[row - 1]))) before += last;
    return before + value;
  });
}
