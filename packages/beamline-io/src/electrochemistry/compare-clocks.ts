/** Whole multiples that a wrong unit of time gives. */
const unitRatios: readonly (readonly [number, string])[] = [
  [60, 'min'],
  [3600, 'h'],
  [1e-3, 'ms'],
  [86_400, 'd'],
];

/** How many seconds of a clock pass in one second of the test's time, and which unit that betrays. */
export interface TimeScale {
  readonly ratio: number;
  /** Unit the test's time seems to be in, when it is plainly one. */
  readonly unit?: string;
}

/**
 * Whether a clock stands still in most rows while the time goes on, such as days with two decimals, and moves too seldom to be
 * compared: where it moves, it moves by more than has passed.
 */
function isCoarse(time: Float64Array, clock: Float64Array): boolean {
  let still = 0;
  let advancing = 0;
  let resolution = Infinity;
  for (let row = 1; row < time.length; row++) {
    const step = clock[row]! - clock[row - 1]!;
    if (step > 0 && step < resolution) resolution = step;
    if (!(time[row]! > time[row - 1]!)) continue;
    advancing++;
    if (step === 0) still++;
  }
  return 2 * still > advancing && (clock.at(-1)! - clock[0]!) / 50 < 10 * resolution;
}

/**
 * Compare elapsed time with a clock (UNIX seconds) that runs beside it: median of their ratios over stretches of
 * a fiftieth of the log, so that pauses and clocks of whole seconds do not matter.
 * @returns undefined where both hardly advance, and for a clock that stands still in most rows while the time goes on.
 */
export function compareClocks(time: Float64Array, clock: Float64Array): TimeScale | undefined {
  const n = time.length;
  if (isCoarse(time, clock)) return undefined;
  const stretch = Math.max(1, Math.floor(n / 50));
  const ratios: number[] = [];
  for (let row = 0; row + stretch < n; row += stretch) {
    const elapsed = time[row + stretch]! - time[row]!;
    const passed = clock[row + stretch]! - clock[row]!;
    if (elapsed > 0 && passed >= 5) ratios.push(passed / elapsed);
  }
  if (ratios.length < 3) return undefined;
  ratios.sort((a, b) => a - b);
  const ratio = ratios[ratios.length >> 1]!;
  const unit = unitRatios.find(([factor]) => Math.abs(ratio / factor - 1) < 0.05)?.[1];
  return unit === undefined ? { ratio } : { ratio, unit };
}
