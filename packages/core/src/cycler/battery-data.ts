/** Quantities that the Battery Data Format accumulates, with the periods after which they start again. */
const accumulated = (scope: string): readonly string[] =>
  ['capacity_ah', 'energy_wh'].flatMap((quantity) =>
    ['charging', 'discharging', 'net', 'cumulative'].map((kind) => `${scope}${kind}_${quantity}`),
  );

/**
 * Machine names of the Battery Data Format (BDF 1.3.0, Battery Data Alliance), required ones first, then the
 * recommended ones. Names without prefix accumulate from the start of the test; `cycle_`, `step_` and
 * `schedule_` ones begin again with each cycle, step, or when the programme says so.
 */
export const batteryDataNames: readonly string[] = [
  'test_time_second',
  'voltage_volt',
  'current_ampere',
  'unix_time_second',
  'cycle_count',
  'step_count',
  'ambient_temperature_celsius',
  'step_id',
  'step_type',
  'step_time_second',
  'record_index',
  'step_record_index',
  ...accumulated(''),
  ...accumulated('cycle_'),
  ...accumulated('step_'),
  'schedule_charging_capacity_ah',
  'schedule_discharging_capacity_ah',
  'schedule_charging_energy_wh',
  'schedule_discharging_energy_wh',
  'power_watt',
  'internal_resistance_ohm',
  'ac_internal_resistance_ohm',
  'dc_internal_resistance_ohm',
  'frequency_hertz',
  'real_impedance_ohm',
  'imaginary_impedance_ohm',
  'absolute_impedance_ohm',
  'phase_degree',
  'surface_temperature_celsius',
  'temperature_t1_celsius',
  'temperature_t2_celsius',
  'temperature_t3_celsius',
  'temperature_t4_celsius',
  'temperature_t5_celsius',
  'ambient_pressure_pa',
  'applied_pressure_pa',
  'surface_pressure_pa',
];

interface Suffix {
  readonly suffix: string;
  /** As channels of this library carry it. */
  readonly unit: string;
  /** As labels of the format write it. */
  readonly label: string;
}

const suffixes: readonly Suffix[] = [
  { suffix: '_second', unit: 's', label: 's' },
  { suffix: '_volt', unit: 'V', label: 'V' },
  { suffix: '_ampere', unit: 'A', label: 'A' },
  { suffix: '_celsius', unit: 'degC', label: 'degC' },
  { suffix: '_ah', unit: 'A h', label: 'Ah' },
  { suffix: '_wh', unit: 'W h', label: 'Wh' },
  { suffix: '_watt', unit: 'W', label: 'W' },
  { suffix: '_ohm', unit: 'ohm', label: 'ohm' },
  { suffix: '_pascal', unit: 'Pa', label: 'Pa' },
  { suffix: '_pa', unit: 'Pa', label: 'Pa' },
  { suffix: '_hertz', unit: 'Hz', label: 'Hz' },
  { suffix: '_degree', unit: 'deg', label: 'deg' },
];

/** Unit that a BDF machine name carries in its last part; `1` for counts and unknown names. */
export function unitOfBatteryDataName(name: string): string {
  return suffixes.find(({ suffix }) => name.endsWith(suffix))?.unit ?? '1';
}

/**
 * The preferred label of a BDF machine name: `test_time_second` is `Test Time / s`, `cycle_count` is `Cycle Count / 1`.
 * Labels of names that are not of the format are made in the same way.
 */
export function batteryDataLabel(name: string): string {
  if (name === 'step_id') return 'Step ID';
  if (name === 'step_type') return 'Step Type';
  const known = suffixes.find(({ suffix }) => name.endsWith(suffix));
  const words = (known === undefined ? name : name.slice(0, -known.suffix.length))
    .split('_')
    .map((word) =>
      word === 'ac' || word === 'dc' ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1),
    );
  return `${words.join(' ')} / ${known?.label ?? '1'}`;
}
