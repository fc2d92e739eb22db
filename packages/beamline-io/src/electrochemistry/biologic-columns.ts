/** BDF column for each EC-Lab label, with the factor to its unit. Half-cycle scoped charges stay original only. */
const mapped: readonly (readonly [string, readonly string[], number])[] = [
  ['voltage_volt', ['Ecell/V', 'Ewe-Ece/V', '<Ecell>/V'], 1],
  ['current_ampere', ['<I>/mA', 'I/mA'], 1e-3],
  ['net_capacity_ah', ['(Q-Qo)/mA.h'], 1e-3],
  ['net_capacity_ah', ['(Q-Qo)/C'], 1 / 3600],
  ['cycle_count', ['cycle number', 'Cycle number'], 1],
  ['step_id', ['Ns'], 1],
  ['step_time_second', ['step time/s'], 1],
  ['ambient_temperature_celsius', ['Temperature/°C', 'Temperature/\uFFFDC'], 1],
  ['power_watt', ['P/W', 'Pwe/W'], 1],
  ['frequency_hertz', ['freq/Hz'], 1],
  ['real_impedance_ohm', ['Re(Z)/Ohm'], 1],
  ['imaginary_impedance_ohm', ['-Im(Z)/Ohm'], -1],
  ['absolute_impedance_ohm', ['|Z|/Ohm'], 1],
  ['phase_degree', ['Phase(Z)/deg'], 1],
];

const workingElectrode = ['Ewe/V', '<Ewe>/V', '<Ewe/V>'];
const counterElectrode = ['Ece/V', '<Ece>/V'];

/**
 * Columns of the Battery Data Format among those of an EC-Lab table. The voltage is that between the terminals: `Ewe` is
 * one only where no counter electrode was measured; with three electrodes it is `Ewe - Ece`, and the potentials against the
 * reference electrode stand beside it as `working_electrode_potential_volt` and `counter_electrode_potential_volt`.
 */
export function biologicColumns(
  time: Float64Array,
  original: Readonly<Record<string, Float64Array>>,
): Record<string, Float64Array> {
  const first = (labels: readonly string[]): Float64Array | undefined =>
    labels
      .map((label) => (Object.hasOwn(original, label) ? original[label] : undefined))
      .find((column) => column !== undefined);
  const columns: Record<string, Float64Array> = { test_time_second: time };
  for (const [name, labels, factor] of mapped) {
    const values = first(labels);
    if (values !== undefined && !(name in columns))
      columns[name] = factor === 1 ? values : values.map((value) => value * factor);
  }
  const working = first(workingElectrode);
  const counter = first(counterElectrode);
  if (working !== undefined && counter !== undefined) {
    columns['voltage_volt'] ??= working.map((value, row) => value - counter[row]!);
    columns['working_electrode_potential_volt'] = working;
    columns['counter_electrode_potential_volt'] = counter;
  } else if (working !== undefined) {
    if (columns['voltage_volt'] === undefined) columns['voltage_volt'] = working;
    else columns['working_electrode_potential_volt'] = working;
  }
  return columns;
}

/** Techniques that control the potential, so that the current may run against its course. */
export const potentialControlled: RegExp = /voltammetry|chronoamperometry|potentio|polari[sz]ation|open circuit/i;
