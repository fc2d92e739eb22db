import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { buildElectrochemistry } from './build.js';
import { sinceFirst } from './times-of-day.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import type { ParseOptions, TextFormat } from '../format.js';
import { said } from '../text/said.js';

const row = /^\s*(\d{1,4}):([0-5]\d):([0-5]\d(?:[.,]\d+)?)[\s;,]+(\S+)[\s;,]+(\S+)\s*$/;

/** With decimal point or comma. */
const parseEither = (text: string): number | undefined => parseNumber(text) ?? parseNumber(text, true);

/**
 * Plain logs of `hh:mm:ss volt milliampere`, the hours elapsed and running past
 * 24, or times of the day that go on over midnight. Such logs often carry no sign: where the voltage falls under a "positive"
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
      throw new OperandoError(
        'bad-number',
        said`${JSON.stringify(line.slice(0, 60))} is not "hh:mm:ss volt milliampere".`,
        {
          where: { line: i + 1 },
          cure: 'Correct or remove this line.',
        },
      );
    }
    time.push(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]!.replace(',', '.')));
    voltage.push(volts);
    milliamperes.push(current);
    lineOf.push(i + 1);
  });
  const elapsed = Float64Array.from(time);
  const ofDay = sinceFirst(elapsed, 'hh:mm:ss', false);
  const seconds = ofDay?.time ?? elapsed;
  const original = { volt: Float64Array.from(voltage), milliampere: Float64Array.from(milliamperes) };
  const columns = {
    test_time_second: seconds,
    voltage_volt: original.volt,
    current_ampere: original.milliampere.map((value) => value / 1000),
  };
  return buildElectrochemistry(
    {
      format: 'clock-log',
      columns,
      original,
      lines: Int32Array.from(lineOf),
      metadata: {},
      warnings: ofDay === undefined ? [] : [ofDay.warning],
    },
    options,
  );
}

/** `hh:mm:ss volt milliampere`. */
export const clockLog: TextFormat = {
  id: 'clock-log',
  title: 'cycler log hh:mm:ss volt milliampere',
  kind: 'text',
  sniff: ({ lines }) => {
    const content: string[] = [];
    for (let i = 0; i < lines.length && content.length < 50; i++)
      if (!/^\s*([#%].*)?$/.test(lines[i]!)) content.push(lines[i]!);
    const fitting = content.filter((line) => row.test(line)).length;
    // A line of labels says what the columns are: such a log is another.
    return content.length > 1 && row.test(content[0]!) && fitting >= 0.9 * content.length ? 0.9 : 0;
  },
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseClockLog(text, options) }),
};
