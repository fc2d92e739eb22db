import { splitUnitNumber, unitOfBatteryDataName } from '@operando/core';

type Factors = ReadonlyMap<string, number>;

const prefixed = (unit: string): readonly (readonly [string, number])[] => [
  [unit, 1],
  [`k${unit}`, 1e3],
  [`m${unit}`, 1e-3],
  [`u${unit}`, 1e-6],
  [`µ${unit}`, 1e-6],
  [`μ${unit}`, 1e-6],
  [`n${unit}`, 1e-9],
];

/**
 * Factors to each unit of the Battery Data Format, by the spellings met in headers, without dots and blanks. Durations such
 * as hh:mm:ss are seconds already when they come here.
 */
const factorsTo: ReadonlyMap<string, Factors> = new Map<string, Factors>([
  [
    's',
    new Map([
      ['s', 1],
      ['sec', 1],
      ['second', 1],
      ['seconds', 1],
      ['ms', 1e-3],
      ['min', 60],
      ['minute', 60],
      ['minutes', 60],
      ['h', 3600],
      ['hr', 3600],
      ['hour', 3600],
      ['hours', 3600],
      ['mins', 60],
      ['hrs', 3600],
      ['secs', 1],
      ['d', 86_400],
      ['day', 86_400],
      ['days', 86_400],
      ['us', 1e-6],
      ['µs', 1e-6],
      ['μs', 1e-6],
      ['天', 86_400],
      ['秒', 1],
      ['分', 60],
      ['分钟', 60],
      ['小时', 3600],
      ['毫秒', 1e-3],
      ['h:min:sms', 1],
      ['h:min:s', 1],
      ['h:m:s', 1],
      ['hh:mm:ss', 1],
      ['hh:mm:ssms', 1],
    ]),
  ],
  ['V', new Map([...prefixed('v'), ['volt', 1], ['volts', 1], ['millivolts', 1e-3], ['伏', 1], ['毫伏', 1e-3]])],
  [
    'A',
    new Map([
      ...prefixed('a'),
      ['amp', 1],
      ['amps', 1],
      ['ampere', 1],
      ['amperes', 1],
      ['milliamps', 1e-3],
      ['安', 1],
      ['毫安', 1e-3],
    ]),
  ],
  [
    'A h',
    new Map([
      ...prefixed('ah'),
      ...prefixed('ahr'),
      ['amp-hr', 1],
      ['mamp-hr', 1e-3],
      ['安时', 1],
      ['毫安时', 1e-3],
      ['c', 1 / 3600],
      ['a*h', 1],
      ['ma*h', 1e-3],
    ]),
  ],
  [
    'W h',
    new Map([
      ...prefixed('wh'),
      ...prefixed('whr'),
      ['watt-hr', 1],
      ['mwatt-hr', 1e-3],
      ['瓦时', 1],
      ['毫瓦时', 1e-3],
      ['j', 1 / 3600],
      ['w*h', 1],
      ['mw*h', 1e-3],
    ]),
  ],
  ['W', new Map(prefixed('w'))],
  [
    'ohm',
    new Map([
      ...prefixed('ohm'),
      ['ohms', 1],
      ['o', 1],
      ['mo', 1e-3],
      ['mohms', 1e-3],
      ['ω', 1],
      ['mω', 1e-3],
      ['Ω', 1],
    ]),
  ],
  [
    'degC',
    new Map([
      ['degc', 1],
      ['celsius', 1],
      ['oc', 1],
      ['\uFFFDc', 1],
      ['摄氏度', 1],
      ['c', 1],
      ['°c', 1],
      ['℃', 1],
    ]),
  ],
  ['Hz', new Map(prefixed('hz'))],
  [
    'deg',
    new Map([
      ['deg', 1],
      ['degree', 1],
      ['degrees', 1],
      ['°', 1],
    ]),
  ],
  ['Pa', new Map([...prefixed('pa'), ['bar', 1e5], ['mbar', 100], ['mpa', 1e6], ['psi', 6894.757293168361]])],
  [
    '1',
    new Map([
      ['1', 1],
      ['#', 1],
      ['no.', 1],
    ]),
  ],
]);

/** Quantities of which both thousandths and millions are measured: their M is a million. */
const mega: ReadonlySet<string> = new Set(['ohm', 'Hz']);

/**
 * Factor from a unit as a header spells it to that of a BDF column; upper and lower case are not told apart (so `mPa` is read as
 * megapascal: nobody measures the pressure of a cell in millipascal), but for `MOhm` and `MHz`. A number before the unit counts: `1e-3 A`.
 * @returns undefined for a unit that is not known for this quantity.
 */
export function factorToBatteryData(name: string, unit: string): number | undefined {
  const base = unitOfBatteryDataName(name);
  const split = splitUnitNumber(unit);
  const spelled = split.unit.replaceAll(/[\s.·]/g, '');
  const factors = factorsTo.get(base);
  if (mega.has(base) && /^M[a-zΩ]/i.test(spelled) && spelled.startsWith('M')) {
    const whole = factors?.get(spelled.slice(1).toLowerCase());
    return whole === undefined ? undefined : split.coefficient * 1e6 * whole;
  }
  const factor = factors?.get(spelled.toLowerCase());
  return factor === undefined ? undefined : split.coefficient * factor;
}
