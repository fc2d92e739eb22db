import type { TextFormat } from '../format.js';
import { labelledFormat, namesOf } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';

/** Amounts that Digatron writes negative for discharge, positive in the Battery Data Format. */
const discharged: readonly string[] = ['discharging_capacity_ah', 'discharging_energy_wh'];

/**
 * Digatron's Battery Manager: a report's header, labels in English or German, a row of units below them, discharge negative, or
 * without sign beside its state (`CHA`, `DCH`; `LAD`, `ELA`).
 */
export const digatronLog: LabelledLog = {
  id: 'digatron-csv',
  title: 'Digatron CSV',
  mark: /prog ?time|programmdauer|ahaccu|ahakku/i,
  isHeader: (labels) => {
    const names = namesOf(labels);
    const has = (...choices: readonly string[]): boolean => choices.some((name) => names.has(name));
    return (
      has('prog time', 'progtime', 'programmdauer', 'test time', 'run time') &&
      has('ahaccu', 'ahakku', 'procedure', 'prozedur', 'ahcha', 'ahlad') &&
      has('voltage', 'spannung', 'u') &&
      has('current', 'strom', 'i')
    );
  },
  example: 'Step, Status, Prog Time, Procedure, Voltage, Current, AhAccu',
  mappings: [
    { name: 'test_time_second', pattern: /^(prog ?time|programmdauer|test time|run time)$/i },
    { name: 'step_time_second', pattern: /^(step ?time|schrittdauer)$/i },
    { name: 'voltage_volt', pattern: /^(voltage|spannung|u)$/i },
    { name: 'current_ampere', pattern: /^(current|strom|i)$/i },
    { name: 'cycle_count', pattern: /^(cycle|zyklus)$/i },
    { name: 'step_id', pattern: /^(step|schritt)$/i },
    { name: 'net_capacity_ah', pattern: /^(ahaccu|ahakku)$/i },
    { name: 'charging_capacity_ah', pattern: /^(ahcha|ahlad)$/i },
    { name: 'discharging_capacity_ah', pattern: /^(ahdch|ahela)$/i },
    { name: 'net_energy_wh', pattern: /^(whaccu|whakku)$/i },
    { name: 'charging_energy_wh', pattern: /^(whcha|whlad)$/i },
    { name: 'discharging_energy_wh', pattern: /^(whdch|whela)$/i },
    { name: 'power_watt', pattern: /^(watt|power|leistung)$/i },
    { name: 'temperature_t1_celsius', pattern: /^(temp|temperatur(e)?|logtemp0*1|log ?temp|batt?temp)$/i },
    { name: 'temperature_t2_celsius', pattern: /^logtemp0*2$/i },
  ],
  accumulators: ['net_capacity_ah', 'net_energy_wh', 'charging_capacity_ah', 'charging_energy_wh', ...discharged],
  signCheck: 'refuse',
  stepType: /^(status|zustand)$/i,
  state: /^(status|zustand)$/i,
  usualEncoding: 'windows-1252',
  start: /^(start ?time|start|startzeit|begin)$/i,
  adjust: (columns) => {
    for (const name of discharged) if (columns[name] !== undefined) columns[name] = columns[name].map(Math.abs);
  },
};

/** Digatron CSV. */
export const digatron: TextFormat = labelledFormat(digatronLog);
