import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';

/**
 * Which way the current of a state runs: 1 charging, -1 discharging, 0 neither, or not known. Letters of Maccor (`C`, `D`),
 * Digatron (`CHA`, `DCH`; `LAD`, `ELA`) and Land (`C_CC`, `D_CC`), words in English, German and Chinese.
 */
export function directionOfState(state: string): -1 | 0 | 1 {
  const word = state.trim();
  if (/充放电|charge\W*discharge/i.test(word)) return 0;
  if (/^(d|dch|dis|ela)$|^d_|dchg|dch\b|disch|entlad|放电/i.test(word)) return -1;
  if (/^(c|cha|lad)$|^c_|chg|charg|^lad|\blad(en|ung)|充电/i.test(word)) return 1;
  return 0;
}

/**
 * Give a current that carries no sign anywhere that of the state beside it, with a warning; a current that is signed already stays
 * as it is, and is compared with the state.
 *
 * @param columns Columns by BDF name; `current_ampere` is exchanged.
 * @param label The state's column, for messages.
 */
export function signByState(
  columns: Record<string, Float64Array>,
  states: readonly string[],
  label: string,
  warnings: OperandoWarning[],
): void {
  const { current_ampere: current } = columns;
  if (current === undefined || states.length !== current.length) return;
  const known = new Map<string, -1 | 0 | 1>();
  const directions = states.map((state) => {
    const direction = known.get(state) ?? directionOfState(state);
    known.set(state, direction);
    return direction;
  });
  const least = 0.01 * current.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!current.some((value) => value < 0)) {
    if (!current.some((value, row) => value > 0 && directions[row] === -1)) return;
    columns['current_ampere'] = current.map((value, row) => (directions[row] === -1 && value !== 0 ? -value : value));
    warnings.push({
      code: 'sign-from-state',
      message: said`The current carries no sign: it was made negative where the column ${label} says that the cell is discharged.`,
      where: { column: 'current_ampere' },
    });
    const unknown = [...current.keys()].filter((row) => directions[row] === 0 && current[row]! > least);
    const [first] = unknown;
    if (first !== undefined)
      warnings.push({
        code: 'current-sign',
        message: said`In ${unknown.length} of ${current.length} rows there is a current, and ${label} does not say which way it runs (${states[first]}): it was left positive.`,
        where: { row: first, column: 'current_ampere' },
      });
    return;
  }
  const odd = current.findIndex((value, row) => value * directions[row]! < 0 && Math.abs(value) > least);
  if (odd >= 0)
    warnings.push({
      code: 'current-sign',
      message: said`The current is ${current[odd]} A in a row of state ${states[odd]}.`,
      where: { row: odd, column: 'current_ampere' },
    });
}
