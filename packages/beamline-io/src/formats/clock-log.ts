import { OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { checkCurrentSign, currentSignedByVoltage, timeWarnings } from '../electrochemistry-checks.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import type { Format, ParseOptions } from './format.js';

const row = /^\s*(\d{1,4}):([0-5]\d):([0-5]\d(?:[.,]\d+)?)[\s;,]+(\S+)[\s;,]+(\S+)\s*$/;

/** With decimal point or comma. */
const parseEither = (text: string): number | undefined => parseNumber(text) ?? parseNumber(text, true);

/**
 * Plain logs of `hh:mm:ss volt milliampere`, the hours elapsed and running past
 * 24. Such logs often carry no sign: where the voltage falls under a "positive"
 * current the file is refused, unless the sign is to be taken from the voltage.
 *
 * @throws OperandoError `bad-number` with the line for any other row, `invalid-argument` when the
 * sign of the current contradicts the voltage (cure: `currentSign: 'from-voltage'`).
 */
export function parseClockLog(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  const time: number[] = [];
  const voltage: number[] = [];
  const milliamperes: number[] = [];
  const lineOf: number[] = [];
  lines.forEach((line, i) => {
    if (/^\s*([#%].*)?$/.test(line)) return;
    const match = row.exec(line);
    const volts = match === null ? undefined : parseEither(match[4]!);
    const current = match === null ? undefined : parseEither(match[5]!);
    if (match === null || volts === undefined || current === undefined) {
      throw new OperandoError('bad-number', `${JSON.stringify(line.slice(0, 60))} is not "hh:mm:ss volt milliampere".`, {
        where: { line: i + 1 },
        cure: 'Correct or remove this line.',
      });
    }
    time.push(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]!.replace(',', '.')));
    voltage.push(volts);
    milliamperes.push(current);
    lineOf.push(i + 1);
  });
  const volts = Float64Array.from(voltage);
  const seconds = Float64Array.from(time);
  const original = { volt: volts, milliampere: Float64Array.from(milliamperes) };
  const asWritten = original.milliampere.map((value) => value / 1000);
  const warnings: OperandoWarning[] = timeWarnings(seconds, Int32Array.from(lineOf));
  const current = signedCurrent(seconds, volts, asWritten, Int32Array.from(lineOf), options, warnings);
  return {
    columns: { test_time_second: seconds, voltage_volt: volts, current_ampere: current },
    original,
    segments: [{ row: 0 }],
    metadata: { format: 'clock-log' },
    warnings,
  };
}

function signedCurrent(
  time: Float64Array,
  voltage: Float64Array,
  current: Float64Array,
  lines: Int32Array,
  { currentSign = 'as-is' }: ParseOptions,
  warnings: OperandoWarning[],
): Float64Array {
  if (currentSign === 'from-voltage') {
    warnings.push({ code: 'current-sign', message: 'The sign of the current was taken from the course of the voltage, as asked.' });
    return currentSignedByVoltage(voltage, current);
  }
  const sign = checkCurrentSign(time, voltage, current);
  if (sign === undefined || sign.agreement >= 0.75) return current;
  const percent = (100 * (1 - sign.agreement)).toFixed(0);
  throw new OperandoError(
    'invalid-argument',
    `the current is positive while the voltage falls in ${percent} % of the time under current: the log seems to carry no sign.`,
    {
      where: { line: lines[sign.firstRow]!, column: 'current' },
      cure: "Pass currentSign: 'from-voltage' (command: --current-sign from-voltage) to take it from the voltage.",
    },
  );
}

/** `hh:mm:ss volt milliampere`. */
export const clockLog: Format = {
  id: 'clock-log',
  title: 'cycler log hh:mm:ss volt milliampere',
  sniff: ({ lines }) => {
    const content = lines.filter((line) => !/^\s*([#%].*)?$/.test(line)).slice(0, 50);
    const fitting = content.filter((line) => row.test(line)).length;
    return content.length > 1 && fitting >= 0.9 * content.length ? 0.9 : 0;
  },
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseClockLog(text, options) }),
};
