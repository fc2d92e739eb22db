import { OperandoError } from '@operando/core';
import { said } from '../text/said.js';

const bankLine = /^\s*BANK\s+(\d+)\s+(\d+)\s+(\d+)\s+([A-Za-z]\S*)\s*(.*)$/i;
const timeMapLine = /^\s*TIME_MAP\s*(\d+)\s+(\d+)\s+(\d+)\s+TIME_MAP\s+(\d+(?:\.\d*)?)/i;
const mostPoints = 10_000_000;
const mostScans = 10_000;

/** Whether a line begins a bank. */
export const isBankLine = (line: string): boolean => bankLine.test(line);

/** A BANK line, and where its values stand. */
export interface GsasBank {
  readonly number: number;
  readonly points: number;
  /** How the abscissa is meant: `CONST`, `SLOG`, `RALF`, `TIME_MAP` and others. */
  readonly binning: string;
  readonly coefficients: readonly string[];
  /** How the values are written: `STD`, `ESD`, `ALT`, `FXY`, `FXYE`. */
  readonly type: string;
  /** Line of BANK, and one past the last of its values, from 0. */
  readonly at: number;
  readonly to: number;
}

/**
 * The banks of a file. Time maps between them end the one above.
 * @throws OperandoError `malformed-file` without any, `too-large`.
 */
export function gsasBanks(lines: readonly string[]): GsasBank[] {
  const banks: GsasBank[] = [];
  const starts = lines.flatMap((line, at) => (isBankLine(line) || timeMapLine.test(line) ? [at] : []));
  for (const [i, at] of starts.entries()) {
    const match = bankLine.exec(lines[at]!);
    if (match === null) continue;
    const [, number, count, , binning, rest] = match as unknown as string[];
    const points = Number(count);
    if (points > mostPoints)
      throw new OperandoError('too-large', said`a bank of ${count} points.`, { where: { line: at + 1 } });
    const words = rest!.trim().split(/\s+/);
    const last = words.at(-1)!;
    const typed = /^[A-Z]/i.test(last);
    banks.push({
      number: Number(number),
      points,
      binning: binning!.toUpperCase(),
      coefficients: typed ? words.slice(0, -1) : words,
      type: typed ? last.toUpperCase() : 'STD',
      at,
      to: starts[i + 1] ?? lines.length,
    });
  }
  if (banks.length > mostScans) throw new OperandoError('too-large', `the file has ${banks.length} banks.`);
  if (banks.length === 0)
    throw new OperandoError('malformed-file', 'there is no BANK line.', {
      cure: 'GSAS data begin with a title and a BANK line.',
    });
  return banks;
}

/** Channels of one width in a map of times: the first of them (from 1), when it begins and how long it is, in pulses of the clock. */
interface MapPart {
  readonly channel: number;
  readonly begin: number;
  readonly width: number;
}

/** Which channel stands for which time of flight. */
export interface TimeMap {
  readonly number: string;
  /** Microseconds of a pulse of the clock. */
  readonly clock: number;
  readonly parts: readonly MapPart[];
}

/**
 * The maps of times of a file: parts of three numbers each, and the time at which the last channel ends. The clock is written in
 * nanoseconds.
 * @throws OperandoError `truncated-file`, `bad-number` with the line.
 */
export function gsasTimeMaps(lines: readonly string[]): TimeMap[] {
  return lines.flatMap((line, at) => {
    const [, number, count, , clock] = timeMapLine.exec(line) ?? [];
    if (number === undefined) return [];
    const wanted = Number(count);
    const values: number[] = [];
    for (let i = at + 1; i < lines.length && values.length < wanted; i++) {
      const words = lines[i]!.trim() === '' ? [] : lines[i]!.trim().split(/\s+/);
      for (const word of words) {
        if (!/^-?\d+$/.test(word))
          throw new OperandoError('bad-number', said`${JSON.stringify(word.slice(0, 40))} is no part of a time map.`, {
            where: { line: i + 1 },
          });
        values.push(Number(word));
      }
    }
    if (values.length < wanted || wanted < 4)
      throw new OperandoError('truncated-file', `${values.length} of ${wanted} numbers of a time map are there.`, {
        where: { line: at + 1 },
        cure: 'Copy the file again.',
      });
    const parts = Array.from({ length: Math.floor(wanted / 3) }, (_, i): MapPart => {
      const [channel, begin, width] = values.slice(3 * i, 3 * i + 3) as [number, number, number];
      return { channel, begin, width };
    });
    return [{ number, clock: Number(clock) / 1000, parts }];
  });
}

/** Microseconds at which the first channels begin. @throws OperandoError `malformed-file` for a map that goes back. */
export function timesOfMap({ clock, parts }: TimeMap, channels: number, line: number): Float64Array {
  const times = new Float64Array(channels);
  let part = 0;
  for (let i = 0; i < channels; i++) {
    while (part + 1 < parts.length && i + 1 >= parts[part + 1]!.channel) part++;
    const { channel, begin, width } = parts[part]!;
    times[i] = (begin + width * (i + 1 - channel)) * clock;
    if (i > 0 && !(times[i]! > times[i - 1]!))
      throw new OperandoError('malformed-file', `the time map goes back at channel ${i + 1}.`, { where: { line } });
  }
  return times;
}
