import type { TextFormat } from '../format.js';
import { labelledFormat, namesOf } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';

/** Whether one of some names begins like this. */
const some = (names: ReadonlySet<string>, pattern: RegExp): boolean => [...names].some((name) => pattern.test(name));

/**
 * Admiral's Squidstat User Interface: quoted labels. The cell's voltage is that between its electrodes, where both were measured;
 * potentials against a reference stand beside it.
 */
export const squidstatLog: LabelledLog = {
  id: 'squidstat-csv',
  title: 'Squidstat CSV (Admiral)',
  mark: /working electrode/i,
  isHeader: (labels) => {
    const names = namesOf(labels);
    return (
      some(names, /^working electrode/) &&
      some(names, /^(elapsed time|timestamp)/) &&
      (some(names, /^current/) || some(names, /^frequency/))
    );
  },
  example: 'Elapsed Time (s), Working Electrode (V), Current (A)',
  mappings: [
    { name: 'test_time_second', pattern: /^elapsed time$/i },
    { name: 'working_electrode_potential_volt', pattern: /^working electrode( vs\.? (ref(erence)?|nhe))?$/i },
    { name: 'counter_electrode_potential_volt', pattern: /^counter electrode( vs\.? (ref(erence)?|nhe))?$/i },
    {
      name: 'voltage_volt',
      pattern: /^((cell|full cell) (voltage|potential)|working electrode vs\.? counter.*|we-ce)$/i,
    },
    { name: 'current_ampere', pattern: /^current$/i },
    { name: 'cycle_count', pattern: /^(cycle( number)?|repeats)$/i },
    { name: 'step_id', pattern: /^step number$/i },
    { name: 'net_capacity_ah', pattern: /^cumulative charge$/i },
    { name: 'frequency_hertz', pattern: /^frequency$/i },
    { name: 'absolute_impedance_ohm', pattern: /^\|z\|$/i },
    { name: 'phase_degree', pattern: /^phase$/i },
    { name: 'real_impedance_ohm', pattern: /^(z'|real\(z\)|z real)$/i },
    { name: 'imaginary_impedance_ohm', pattern: /^(z''|z"|imag\(z\)|z imag)$/i },
    { name: 'imaginary_impedance_ohm', pattern: /^-(z''|z")$/i, factor: -1 },
    { name: 'temperature_t1_celsius', pattern: /^temperature$/i },
  ],
  accumulators: ['net_capacity_ah'],
  // Anodic currents are positive.
  signCheck: 'warn',
  stepType: /^step name$/i,
  adjust: (columns) => {
    const { working_electrode_potential_volt: working, counter_electrode_potential_volt: counter } = columns;
    if (columns['voltage_volt'] !== undefined || working === undefined) return;
    if (counter !== undefined) columns['voltage_volt'] = working.map((value, row) => value - counter[row]!);
    else {
      columns['voltage_volt'] = working;
      delete columns['working_electrode_potential_volt'];
    }
  },
};

/** Squidstat CSV. */
export const squidstat: TextFormat = labelledFormat(squidstatLog);
