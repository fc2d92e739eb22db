import type { TextFormat } from '../format.js';
import { labelledFormat, namesOf } from './labelled-log.js';
import type { LabelledLog } from './labelled-log.js';

/** Times, voltage and current of Land's labels, in English and Chinese. */
const time = /^(test ?time|测试时间)$/i;
const stepTime = /^(step ?time|relative ?time|步骤时间|工步时间|步时间|相对时间)$/i;

/**
 * Land (LANHE, LANBTS, LANDdt) tables: labels such as `TestTime/Sec`, `Cycle-Index`, `Voltage/V`, or `测试时间/Sec`, `电压/V`.
 * Capacities begin again with each step; the mode (`C_CC`, `D_CC`, 恒流充电) gives a current without sign its own.
 */
export const landLog: LabelledLog = {
  id: 'land-text',
  title: 'Land (LANHE) text',
  mark: /cycle-index|step-index|sys ?time|测试时间|步骤时间|步次|系统时间|step ?time\/|test ?time\//i,
  isHeader: (labels) => {
    const names = namesOf(labels);
    const has = (...choices: readonly string[]): boolean => choices.some((name) => names.has(name));
    return (
      has('cycle-index', 'step-index', 'systime', 'sys time', '测试时间', '步骤时间', '步次', '系统时间') &&
      [...names].some((name) => time.test(name) || stepTime.test(name)) &&
      has('voltage', 'volt', '电压') &&
      has('current', 'cur', '电流')
    );
  },
  example: 'TestTime/Sec, StepTime/Sec, Voltage/V, Current/mA',
  mappings: [
    { name: 'test_time_second', pattern: time },
    { name: 'step_time_second', pattern: stepTime },
    { name: 'voltage_volt', pattern: /^(voltage|volt|电压)$/i },
    { name: 'current_ampere', pattern: /^(current|cur|电流)$/i },
    { name: 'cycle_count', pattern: /^(cycle([- ]?(index|no\.?))?|循环(序号|号|次数)?)$/i },
    { name: 'step_id', pattern: /^(step([- ]?(index|no\.?))?|工步(序号|号)?|步次|步骤(序号|号)?)$/i },
    { name: 'record_index', pattern: /^(record([- ]?(index|no\.?))?|index|记录(序号|号)?|序号|数据序号)$/i },
    { name: 'cumulative_capacity_ah', pattern: /^(capacity|容量)$/i },
    { name: 'charging_capacity_ah', pattern: /^(charge ?capacity|充电容量)$/i },
    { name: 'discharging_capacity_ah', pattern: /^(discharge ?capacity|放电容量)$/i },
    { name: 'cumulative_energy_wh', pattern: /^(energy|能量)$/i },
    { name: 'power_watt', pattern: /^(power|功率)$/i },
    { name: 'temperature_t1_celsius', pattern: /^(temperature|temp|aux temp|温度)$/i },
  ],
  accumulators: ['cumulative_capacity_ah', 'charging_capacity_ah', 'discharging_capacity_ah', 'cumulative_energy_wh'],
  signCheck: 'refuse',
  stepType: /^(mode|work ?mode|step ?(type|name)|state|status|工作模式|模式|状态|工步类型|工步名称|工步状态)$/i,
  state: /^(mode|work ?mode|step ?(type|name)|state|status|工作模式|模式|状态|工步类型|工步名称|工步状态)$/i,
  usualEncoding: 'gb18030',
};

/** Land text. */
export const land: TextFormat = labelledFormat(landLog);
