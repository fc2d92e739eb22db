import { OperandoError } from '@operando/core';
import type { TextFormat } from '../format.js';
import { labelledFormat, namesOf } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';
import { said } from '../text/said.js';

/** An export may hold several cells one after another: their rows are no log of one. */
const expectOneCell: NonNullable<LabelledLog['adjust']> = (_, { labels, columns, text }) => {
  const at = labels.findIndex((label) => /^cell$/i.test(label));
  const names = columns[at] ?? text['Cell'] ?? [];
  const cells = [...new Set<number | string>(names)];
  if (cells.length > 1)
    throw new OperandoError('malformed-file', said`the rows are of several cells: ${cells.slice(0, 5).join(', ')}.`, {
      where: { column: 'Cell' },
      cure: 'Export each cell to a file of its own.',
    });
};

/** PEC's LifeTest exports: `#TESTDETAILS` above, then a table whose times and units stand in its labels. */
export const pecLog: LabelledLog = {
  id: 'pec-csv',
  title: 'PEC CSV',
  mark: /total[ _]time/i,
  isHeader: (labels) => {
    const names = namesOf(labels);
    const has = (name: string): boolean => names.has(name) || names.has(`${name} seconds`);
    return (
      has('total time') &&
      has('step time') &&
      names.has('step') &&
      [...names].some((name) => name.startsWith('voltage')) &&
      [...names].some((name) => name.startsWith('current'))
    );
  },
  example: 'Total Time (Seconds), Step Time (Seconds), Voltage (mV), Current (mA)',
  mappings: [
    { name: 'test_time_second', pattern: /^total[ _]time$/i },
    { name: 'step_time_second', pattern: /^step[ _]time$/i },
    { name: 'voltage_volt', pattern: /^voltage$/i },
    { name: 'current_ampere', pattern: /^current$/i },
    { name: 'cycle_count', pattern: /^cycle$/i },
    { name: 'step_id', pattern: /^step$/i },
    { name: 'charging_capacity_ah', pattern: /^charge[ _]capacity$/i },
    { name: 'discharging_capacity_ah', pattern: /^discharge[ _]capacity$/i },
    { name: 'charging_energy_wh', pattern: /^charge[ _]energy$/i },
    { name: 'charging_energy_wh', pattern: /^charge[ _]capacity[ _]\(?mWh\)?$/i, unit: 'mWh' },
    { name: 'discharging_energy_wh', pattern: /^discharge[ _]energy$/i },
    { name: 'discharging_energy_wh', pattern: /^discharge[ _]capacity[ _]\(?mWh\)?$/i, unit: 'mWh' },
    { name: 'dc_internal_resistance_ohm', pattern: /^dc[ _]internal[ _]resistance$/i },
    { name: 'internal_resistance_ohm', pattern: /^internal[ _]resistance([ _]?1)?$/i },
    { name: 'temperature_t1_celsius', pattern: /^(temperature|k1|t1)$/i },
    { name: 'power_watt', pattern: /^power$/i },
  ],
  accumulators: ['charging_capacity_ah', 'discharging_capacity_ah', 'charging_energy_wh', 'discharging_energy_wh'],
  // LifeTest writes discharge negative.
  signCheck: 'refuse',
  stepType: /^(reason|step type|status)$/i,
  state: /^(step type|status|state)$/i,
  start: /^(start (date|time)|test start|started)$/i,
  adjust: expectOneCell,
};

/** PEC CSV. */
export const pec: TextFormat = labelledFormat(pecLog);
