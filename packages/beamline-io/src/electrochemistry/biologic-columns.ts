import type { OperandoWarning } from '@operando/core';
import { unitOfBatteryDataName } from '@operando/core';
import { said, shown } from '../text/said.js';
import { factorToBatteryData } from './units.js';

type Columns = Readonly<Record<string, Float64Array>>;

/** EC-Lab's names of each quantity without their units, with a sign. Half-cycle scoped charges stay original only. */
const mapped: readonly (readonly [name: string, quantities: readonly string[], sign?: -1])[] = [
  ['voltage_volt', ['Ecell', 'Ewe-Ece', '<Ecell>']],
  ['current_ampere', ['<I>', 'I']],
  ['net_capacity_ah', ['(Q-Qo)']],
  ['cycle_count', ['cycle number', 'Cycle number']],
  ['step_id', ['Ns']],
  ['step_time_second', ['step time']],
  ['ambient_temperature_celsius', ['Temperature']],
  ['power_watt', ['P', 'Pwe']],
  ['frequency_hertz', ['freq']],
  ['real_impedance_ohm', ['Re(Z)']],
  ['imaginary_impedance_ohm', ['-Im(Z)'], -1],
  ['imaginary_impedance_ohm', ['Im(Z)']],
  ['absolute_impedance_ohm', ['|Z|']],
  ['phase_degree', ['Phase(Z)']],
  ['working_electrode_potential_volt', ['Ewe', '<Ewe>']],
  ['counter_electrode_potential_volt', ['Ece', '<Ece>']],
];

/** Quantity and unit of a label: `<I>/mA`, `(Q-Qo)/mA.h`, and `<Ewe/V>`, as some versions have it; none for counters. */
function quantityOf(label: string): readonly [quantity: string, unit?: string] {
  const [, inside, within] = /^<(\w+)\/(\w+)>$/.exec(label) ?? [];
  if (inside !== undefined) return [`<${inside}>`, within!];
  const slash = label.lastIndexOf('/');
  return slash > 0 ? [label.slice(0, slash), label.slice(slash + 1)] : [label];
}

/** Factor of a unit; a degree sign that was lost is one. */
function factorOf(name: string, unit: string | undefined): number | undefined {
  if (unitOfBatteryDataName(name) === '1') return 1;
  return unit === undefined ? undefined : factorToBatteryData(name, unit.replace('\uFFFD', '°'));
}

/** Label, unit and values of each quantity of a table, in its order. */
type Quantities = ReadonlyMap<
  string,
  readonly (readonly [label: string, unit: string | undefined, values: Float64Array])[]
>;

function quantitiesOf(original: Columns): Quantities {
  const found = new Map<string, [string, string | undefined, Float64Array][]>();
  for (const [label, values] of Object.entries(original)) {
    const [quantity, unit] = quantityOf(label);
    found.set(quantity, [...(found.get(quantity) ?? []), [label, unit, values]]);
  }
  return found;
}

/** Real and imaginary part out of modulus (or the amplitudes of potential and current) and phase, as EC-Lab computes them on export. */
function impedanceParts(columns: Record<string, Float64Array>, original: Columns, warnings: OperandoWarning[]): void {
  const { phase_degree: phase, frequency_hertz: frequency } = columns;
  const [potential, current] = [original['|Ewe|/V'], original['|I|/A']];
  if (frequency !== undefined && potential !== undefined && current !== undefined)
    columns['absolute_impedance_ohm'] ??= potential.map((value, row) => value / current[row]!);
  const { absolute_impedance_ohm: modulus } = columns;
  if (modulus === undefined || phase === undefined || columns['real_impedance_ohm'] !== undefined) return;
  const angle = (row: number): number => (phase[row]! * Math.PI) / 180;
  columns['real_impedance_ohm'] = modulus.map((value, row) => value * Math.cos(angle(row)));
  columns['imaginary_impedance_ohm'] ??= modulus.map((value, row) => value * Math.sin(angle(row)));
  warnings.push({
    code: 'impedance-derived',
    message: 'The file holds no Re(Z) and Im(Z); they were computed from |Z| and its phase, as EC-Lab exports them.',
    where: { column: 'real_impedance_ohm' },
  });
}

/**
 * Columns of the Battery Data Format among those of an EC-Lab table, in its units whatever those of the labels are (`Ewe/mV`, `I/A`).
 * The voltage is that between the terminals: `Ewe` is one only where no counter electrode was measured; with three electrodes it is
 * `Ewe - Ece`, and the potentials against the reference electrode stand beside it as `working_electrode_potential_volt` and
 * `counter_electrode_potential_volt`.
 *
 * @param time Elapsed, in seconds.
 */
export function biologicColumns(
  time: Float64Array,
  original: Columns,
): { readonly columns: Record<string, Float64Array>; readonly warnings: OperandoWarning[] } {
  const columns: Record<string, Float64Array> = { test_time_second: time };
  const warnings: OperandoWarning[] = [];
  const all = quantitiesOf(original);
  for (const [name, quantities, sign = 1] of mapped) {
    for (const [label, unit, values] of quantities.flatMap((quantity) => all.get(quantity) ?? [])) {
      if (Object.hasOwn(columns, name)) break;
      const factor = factorOf(name, unit);
      if (factor !== undefined) {
        const scale = factor * sign;
        columns[name] = scale === 1 ? values : values.map((value) => value * scale);
      } else
        warnings.push({
          code: 'unknown-unit',
          message: said`${label} is in a unit that is not known for ${name}; the column was not used.`,
          where: { column: shown(label) },
        });
    }
  }
  const { working_electrode_potential_volt: working, counter_electrode_potential_volt: counter } = columns;
  if (working !== undefined && counter !== undefined)
    columns['voltage_volt'] ??= working.map((value, row) => value - counter[row]!);
  else {
    delete columns['counter_electrode_potential_volt'];
    if (working !== undefined && columns['voltage_volt'] === undefined) {
      columns['voltage_volt'] = working;
      delete columns['working_electrode_potential_volt'];
    }
  }
  impedanceParts(columns, original, warnings);
  return { columns, warnings };
}

/** Seconds of EC-Lab's column of time, whatever its unit; undefined where there is none. */
export function biologicTime(original: Columns): Float64Array | undefined {
  for (const [label, values] of Object.entries(original)) {
    const [quantity, unit] = quantityOf(label);
    const factor =
      quantity === 'time' && unit !== undefined ? factorToBatteryData('test_time_second', unit) : undefined;
    if (factor !== undefined) return factor === 1 ? values : values.map((value) => value * factor);
  }
  return undefined;
}

/** Techniques that control the potential, so that the current may run against its course. */
export const potentialControlled: RegExp = /voltammetry|chronoamperometry|potentio|polari[sz]ation|open circuit/i;
