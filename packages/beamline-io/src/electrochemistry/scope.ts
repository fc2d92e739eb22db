/** After what an accumulated quantity begins again. */
export type ResetScope = 'test' | 'cycle' | 'step';

/**
 * Find out from the values when an accumulator begins again: never, with each cycle, or with each step.
 * @returns undefined when it falls at other places, so that its scope is not one of the Battery Data Format's.
 */
export function resetScope(
  values: Float64Array,
  steps: Float64Array | undefined,
  cycles: Float64Array | undefined,
): ResetScope | undefined {
  let largest = 0;
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value);
  const tolerance = 1e-6 * largest;
  let falls = 0;
  let withStep = 0;
  let withCycle = 0;
  let keptOverStep = false;
  for (let row = 1; row < values.length; row++) {
    const newStep = steps !== undefined && steps[row] !== steps[row - 1];
    const newCycle = cycles !== undefined && cycles[row] !== cycles[row - 1];
    if (values[row]! < values[row - 1]! - tolerance) {
      falls++;
      if (newStep) withStep++;
      if (newCycle) withCycle++;
    } else if (newStep && !newCycle && values[row - 1]! > tolerance) keptOverStep = true;
  }
  if (falls === 0) return 'test';
  if (withCycle === falls && keptOverStep) return 'cycle';
  return withStep === falls && !keptOverStep ? 'step' : undefined;
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
  const tolerance = 1e-6 * values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  let resets = 0;
  let withStep = 0;
  let withCycle = 0;
  let keptOverStep = false;
  for (let row = 1; row < values.length; row++) {
    const newStep = steps !== undefined && steps[row] !== steps[row - 1];
    const newCycle = cycles !== undefined && cycles[row] !== cycles[row - 1];
    const nearer = Math.abs(values[row]!) < Math.abs(values[row - 1]!) / 2;
    const usual = Math.max(moved(row - 1), moved(row + 1));
    if (nearer && moved(row) > 3 * usual + tolerance) {
      resets++;
      if (newStep) withStep++;
      if (newCycle) withCycle++;
    } else if (newStep && !newCycle && Math.abs(values[row - 1]!) > 3 * usual + tolerance) keptOverStep = true;
  }
  if (resets === 0) return 'test';
  if (withCycle === resets && keptOverStep) return 'cycle';
  return withStep === resets && !keptOverStep ? 'step' : undefined;
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
