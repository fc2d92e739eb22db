/** BDF column for each EC-Lab label, with the factor to its unit. Half-cycle scoped charges stay original only. */
const mapped: readonly (readonly [string, readonly string[], number])[] = [
  ['voltage_volt', ['Ecell/V', 'Ewe/V', 'Ewe-Ece/V', '<Ewe>/V', '<Ewe/V>', '<Ecell>/V'], 1],
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

/** Columns of the Battery Data Format among those of an EC-Lab table. */
export function biologicColumns(time: Float64Array, original: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = { test_time_second: time };
  for (const [name, labels, factor] of mapped) {
    const values = labels.map((label) => (Object.hasOwn(original, label) ? original[label] : undefined)).find((column) => column !== undefined);
    if (values !== undefined && !(name in columns)) columns[name] = factor === 1 ? values : values.map((value) => value * factor);
  }
  return columns;
}
