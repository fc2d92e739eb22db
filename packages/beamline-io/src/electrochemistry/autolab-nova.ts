import type { TextFormat } from '../format.js';
import { labelledFormat, namesOf } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';

/** Signals that Metrohm Autolab's NOVA exports as text: `WE(1).Potential (V)`; point or comma, any separator. */
const novaLog: LabelledLog = {
  id: 'autolab-nova',
  title: 'Autolab NOVA text',
  mark: /WE\(\d\)\.|-?Z''|-Phase/,
  isHeader: (labels) => {
    const names = namesOf(labels);
    const has = (...choices: readonly string[]): boolean => choices.some((name) => names.has(name));
    const measured =
      has('we(1).potential', 'potential applied') &&
      (has('we(1).current') || [...names].some((name) => /^we\(\d\)\.current/.test(name)));
    const impedance = has('frequency') && has("z'") && has("-z''");
    return (measured || impedance) && has('time', 'corrected time');
  },
  example: 'Time (s), WE(1).Potential (V), WE(1).Current (A)',
  mappings: [
    { name: 'test_time_second', pattern: /^corrected time$/i },
    { name: 'test_time_second', pattern: /^time$/i },
    { name: 'voltage_volt', pattern: /^we\(1\)\.potential$/i },
    { name: 'voltage_volt', pattern: /^potential( applied| dc)?$/i },
    { name: 'current_ampere', pattern: /^(we\(1\)\.current|current dc)$/i },
    { name: 'record_index', pattern: /^index$/i },
    { name: 'cycle_count', pattern: /^(scan|cycle)$/i },
    { name: 'frequency_hertz', pattern: /^frequency$/i },
    { name: 'absolute_impedance_ohm', pattern: /^z$/i },
    { name: 'real_impedance_ohm', pattern: /^z'$/i },
    { name: 'imaginary_impedance_ohm', pattern: /^-z''$/i, factor: -1 },
    { name: 'phase_degree', pattern: /^-phase$/i, factor: -1 },
    { name: 'power_watt', pattern: /^we\(1\)\.power$/i },
    { name: 'temperature_t1_celsius', pattern: /^temperature$/i },
  ],
  // Anodic currents are positive.
  signCheck: 'warn',
};

/** NOVA text. */
export const autolabNova: TextFormat = labelledFormat(novaLog);
