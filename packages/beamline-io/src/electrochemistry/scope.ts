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

/** The BDF name of an accumulator with its scope: `charging_capacity_ah` becomes `step_charging_capacity_ah`. */
export function scopedName(name: string, scope: ResetScope): string {
  return scope === 'test' ? name : `${scope}_${name}`;
}
