/** After what an accumulated quantity begins again. */
export type ResetScope = 'test' | 'cycle' | 'step';

/** Whether an amount begins again at a row, or stands above zero where it would have to begin. */
type RowOf = (row: number) => 'reset' | 'kept' | 'near zero';

/** What begins again with each step or cycle, by where it does and where it goes on. */
function scopeBy(
  rows: number,
  rowOf: RowOf,
  steps: Float64Array | undefined,
  cycles: Float64Array | undefined,
): ResetScope | undefined {
  let resets = 0;
  let withStep = 0;
  let withCycle = 0;
  let keptOverStep = false;
  for (let row = 1; row < rows; row++) {
    const newStep = steps !== undefined && steps[row] !== steps[row - 1];
    const newCycle = cycles !== undefined && cycles[row] !== cycles[row - 1];
    const now = rowOf(row);
    if (now === 'reset') {
      resets++;
      if (newStep) withStep++;
      if (newCycle) withCycle++;
    } else if (newStep && !newCycle && now === 'kept') keptOverStep = true;
  }
  if (resets === 0) return 'test';
  if (withCycle === resets && keptOverStep) return 'cycle';
  return withStep === resets && !keptOverStep ? 'step' : undefined;
}

/** A millionth of the largest value: less is nothing. */
function toleranceOf(values: Float64Array): number {
  return 1e-6 * values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
}

/**
 * Find out from the values when an accumulator begins again: never, with each cycle, or with each step.
 * @returns undefined when it falls at other places, so that its scope is not one of the Battery Data Format's.
 */
export function resetScope(
  values: Float64Array,
  steps: Float64Array | undefined,
  cycles: Float64Array | undefined,
): ResetScope | undefined {
  const tolerance = toleranceOf(values);
  const rowOf: RowOf = (row) => {
    const before = values[row - 1]!;
    return values[row]! < before - tolerance ? 'reset' : before > tolerance ? 'kept' : 'near zero';
  };
  return scopeBy(values.length, rowOf, steps, cycles);
}

/**
 * As {@link resetScope} for a net amount, which falls while the cell is discharged: it begins again where it comes much nearer to zero
 * at once than it moves before and after.
 */
export function netResetScope(
  values: Float64Array,
  steps: Float64Array | undefined,
  cycles: Float64Array | undefined,
): ResetScope | undefined {
  const moved = (row: number): number =>
    row > 0 && row < values.length ? Math.abs(values[row]! - values[row - 1]!) : 0;
  const tolerance = toleranceOf(values);
  const rowOf: RowOf = (row) => {
    const before = Math.abs(values[row - 1]!);
    const usual = Math.max(moved(row - 1), moved(row + 1));
    if (Math.abs(values[row]!) < before / 2 && moved(row) > 3 * usual + tolerance) return 'reset';
    return before > 3 * usual + tolerance ? 'kept' : 'near zero';
  };
  return scopeBy(values.length, rowOf, steps, cycles);
}

/** Count of stretches between which a time starts again. */
export function countRestarts(time: Float64Array): Float64Array {
  let count = 1;
  return time.map((value, row) => (row > 0 && value < time[row - 1]! ? ++count : count));
}

/** The BDF name of an accumulator with its scope: `charging_capacity_ah` becomes `step_charging_capacity_ah`. */
export function scopedName(name: string, scope: ResetScope): string {
  return scope === 'test' ? name : `${scope}_${name}`;
}
