import { batteryDataLabel, batteryDataNames } from '@operando/core';
import type { ColumnMapping } from './map-columns.js';

/** Names of the Battery Data Format itself, as labels and as machine names. */
export const batteryDataMappings: readonly ColumnMapping[] = batteryDataNames
  .filter((name) => name !== 'step_type')
  .map((name) => ({
    name,
    pattern: new RegExp(`^(${name}|${batteryDataLabel(name).split(' / ')[0]!.replaceAll(' ', '[ _]?')})$`, 'i'),
  }));

/** One quantity under the names that people of some languages give it. */
const called = (name: string, ...names: readonly string[]): ColumnMapping => ({
  name,
  pattern: new RegExp(`^(${names.join('|')})$`, 'iu'),
});

const number = '[ _-]?(count|index|number|id|no\\.?|nr\\.?)';

/**
 * Usual names of the quantities in exports of no particular program: English, German, French, Spanish, Italian, Portuguese, Russian,
 * Chinese, Japanese, Korean.
 */
export const usualMappings: readonly ColumnMapping[] = [
  ...batteryDataMappings,
  called(
    'test_time_second',
    '(test|total|elapsed|run|cumulative|prog)[ _]?time',
    'time([ _]elapsed)?|t',
    '(test|gesamt|lauf|mess|versuchs|uhr)?zeit|clock|hora|heure|temps|tiempo|tempo|время|(测试|总|累计|运行)?时间|(経過)?時間|시간',
  ),
  called(
    'voltage_volt',
    '(cell|battery|terminal)?[ _]?(voltage|potential)',
    '(ewe|ecell|[euv]|voltage|potential|spannung) ?(vs\\.?|gegen) ?li(/li\\+)?|ewe-ece',
    'ewe|ecell|volts?|u|v|e|u[ _]?(cell|zelle)|(zell|klemmen)?spannung|tensi(on|ón|one)|voltaje|tensão|напряжение|电压|電圧|전압',
  ),
  called(
    'current_ampere',
    '(cell|battery)?[ _]?current',
    'amps?|i|<i>|(zell)?strom|courant|corriente|corrente|ток|电流|電流|전류',
  ),
  called('cycle_count', `cycle(${number})?|zyklus(nr\\.?|nummer)?|ciclo|цикл|循环(号|序号|次数)?|サイクル(数)?|사이클`),
  called('step_id', `step(${number})?|schritt(nr\\.?|nummer)?|étape|etape|paso|шаг|工步(号|序号)?|步次|ステップ`),
  called('step_time_second', 'step[ _]?time|schrittzeit|schrittdauer|步骤时间|工步时间'),
  called(
    'ambient_temperature_celsius',
    'temperature|temp\\.?|ambient[ _]?temp(erature)?|temperatur|température|temperatura|температура|温度|온도',
  ),
  called('power_watt', 'power|leistung|puissance|potencia|potenza|мощность|功率'),
  called('charging_capacity_ah', '(chg\\.?|charge|charging)[ _]?cap(acity|\\.)?|ladekapazität|充电容量'),
  called('discharging_capacity_ah', '(dchg\\.?|discharge|discharging)[ _]?cap(acity|\\.)?|entladekapazität|放电容量'),
  called('charging_energy_wh', '(chg\\.?|charge|charging)[ _]?energy|ladeenergie|充电能量'),
  called('discharging_energy_wh', '(dchg\\.?|discharge|discharging)[ _]?energy|entladeenergie|放电能量'),
  called('frequency_hertz', 'freq(uency|\\.)?|f|frequenz|频率'),
  called('real_impedance_ohm', "re|re\\(z\\)|z'|z[ _]?re(al)?"),
  { name: 'imaginary_impedance_ohm', pattern: /^-(im|im\(z\)|z''|z"|z[ _]?im(ag)?)$/i, factor: -1 },
  called('imaginary_impedance_ohm', "im|im\\(z\\)|z''|z\"|z[ _]?im(ag)?"),
];

/** Accumulators among them, whose scope the values must tell. */
export const usualAccumulators: readonly string[] = [
  'charging_capacity_ah',
  'discharging_capacity_ah',
  'charging_energy_wh',
  'discharging_energy_wh',
];

/** Text columns that say what kind of step a row belongs to. */
export const usualStepType: RegExp = /^(step[ _]?(type|name)|工步类型|工步名称|工步状态)$/i;

/** Text columns that say whether the cell is charged or discharged. */
export const usualState: RegExp =
  /^(step[ _]?(type|name)|state|status|mode|md|charge[/ _]discharge|zustand|工步类型|工步名称|工步状态|状态|工作模式)$/i;
