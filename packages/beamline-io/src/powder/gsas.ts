import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import type { TextFormat } from '../format.js';
import { powderTable } from './powder-table.js';
import { said } from '../text/said.js';

const bankLine = /^\s*BANK\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/i;
const mostPoints = 10_000_000;

/** A BANK line, and where its values stand. */
interface Bank {
  readonly number: number;
  readonly points: number;
  readonly binning: string;
  /** Start and step in centidegrees, for bins of constant width. */
  readonly coefficients: readonly string[];
  readonly type: string;
  /** Line of BANK, and one past the last of its values, from 0. */
  readonly at: number;
  readonly to: number;
}

function banksOf(lines: readonly string[]): Bank[] {
  const found = lines.flatMap((line, at) => {
    const match = bankLine.exec(line);
    return match === null ? [] : [{ match, at }];
  });
  if (found.length === 0)
    throw new OperandoError('malformed-file', 'there is no BANK line.', {
      cure: 'GSAS data begin with a title and a BANK line.',
    });
  return found.map(({ match, at }, i): Bank => {
    const coefficients = match[5]!.trim().split(/\s+/);
    const last = coefficients.at(-1)!;
    const points = Number(match[2]);
    if (points > mostPoints)
      throw new OperandoError('too-large', said`a bank of ${match[2]} points.`, { where: { line: at + 1 } });
    return {
      number: Number(match[1]),
      points,
      binning: match[4]!.toUpperCase(),
      coefficients,
      type: /^[A-Z]/i.test(last) ? last.toUpperCase() : 'STD',
      at,
      to: found[i + 1]?.at ?? lines.length,
    };
  });
}

/**
 * Values of fixed width, `width` columns each; blank ones are not there.
 * @throws OperandoError `malformed-file` for separators: another program has moved the columns.
 */
function fieldsOf(line: string, width: number, most: number, lineNumber: number): string[] {
  if (/[,;\t]/.test(line))
    throw new OperandoError('malformed-file', 'there is a separator in a record of fixed columns.', {
      where: { line: lineNumber },
      cure: 'Give the file as its program wrote it, without tabs or commas.',
    });
  const fields: string[] = [];
  for (let at = 0; at < line.length && fields.length < most; at += width) {
    const field = line.slice(at, at + width);
    if (field.trim() !== '') fields.push(field);
  }
  return fields;
}

function numberAt(text: string, line: number): number {
  const value = parseNumber(text.trim());
  if (value === undefined || !Number.isFinite(value))
    throw new OperandoError('bad-number', said`${JSON.stringify(text)} is no number.`, { where: { line } });
  return value;
}

/** Detector counter of two columns and intensity of six: `(10(I2,F6.0))`; the intensity is a mean over the detectors. */
const standardValue = (field: string, line: number): number => numberAt(field.slice(2), line);

function tableOf(lines: readonly string[], { number, points, binning, coefficients, type, at, to }: Bank): ColumnTable {
  const where = { line: at + 1 };
  const free = type === 'FXY' || type === 'FXYE';
  // Other binnings are of time of flight, d, Q or energy: their abscissa is no angle.
  if (!['STD', 'ESD', 'FXY', 'FXYE'].includes(type) || !['CONST', 'CONS'].includes(binning)) {
    throw new OperandoError('unsupported', said`GSAS data of binning ${binning} and type ${type}.`, {
      where,
      cure: 'Data over two-theta (CONST) are read: export others as columns.',
    });
  }
  const x = new Float64Array(points);
  const y = new Float64Array(points);
  const sigma = new Float64Array(points);
  let count = 0;
  let i = at + 1;
  for (; i < to && count < points; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (free) {
      const [angle, value, error] = line
        .trim()
        .split(/\s+/)
        .map((word) => numberAt(word, i + 1));
      if (angle === undefined || value === undefined || (type === 'FXYE' && error === undefined))
        throw new OperandoError('malformed-file', 'a row is too short.', { where: { line: i + 1 } });
      x[count] = angle / 100;
      y[count] = value;
      sigma[count++] = error ?? 0;
    } else if (type === 'STD') {
      for (const field of fieldsOf(line, 8, points - count, i + 1)) y[count++] = standardValue(field, i + 1);
    } else {
      const fields = fieldsOf(line, 8, 2 * (points - count), i + 1);
      for (let k = 0; k + 1 < fields.length; k += 2) {
        y[count] = numberAt(fields[k]!, i + 1);
        sigma[count++] = numberAt(fields[k + 1]!, i + 1);
      }
    }
  }
  if (count < points) {
    throw new OperandoError('truncated-file', `${count} of ${points} points are there.`, {
      where: { line: to },
      cure: 'The file seems cut short: copy it again.',
    });
  }
  if (!free) {
    const [start, step] = coefficients.map(Number);
    if (!(step! > 0) || !Number.isFinite(start))
      throw new OperandoError('malformed-file', `start ${coefficients[0]} and step ${coefficients[1]} are no scan.`, {
        where,
      });
    for (let k = 0; k < points; k++) x[k] = (start! + k * step!) / 100;
  }
  const further = lines.slice(i, to).findIndex((line) => /^\s*[-+.\d]/.test(line));
  const warnings: OperandoWarning[] =
    further < 0
      ? []
      : [
          {
            code: 'points-declared',
            message: `The bank says ${points} points; what follows line ${i} was left out.`,
            where: { line: i + further + 1 },
          },
        ];
  return powderTable('gsas', x, y, {
    metadata: { title: lines[0]?.trim() ?? '', bank: number, type },
    sigma: type === 'ESD' || type === 'FXYE' ? sigma : undefined,
    firstLine: at + 2,
    perLine: free ? 1 : type === 'STD' ? 10 : 5,
    warnings,
  });
}

function scansOf(text: string): ScansOfFile {
  const lines = splitLines(text);
  const banks = banksOf(lines);
  return {
    scans: numberedScans(
      banks.map(({ points }) => points),
      (i) => `BANK ${banks[i]!.number}`,
    ),
    table: (i) => tableOf(lines, banks[i]!),
  };
}

/**
 * GSAS powder data (GSAS manual, Larson and Von Dreele 2004): banks of constant step or free angles in types STD, ESD, FXY and
 * FXYE; centidegrees become degrees.
 *
 * @param scan Which bank, by position from 1 or as `BANK 2`. @default the first, with a warning
 * @throws OperandoError `unsupported` for time maps and other binnings, `truncated-file`, `bad-number` with the line.
 */
export function parseGsas(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** GSAS powder data. */
export const gsas: TextFormat = {
  id: 'gsas',
  title: 'GSAS powder data',
  kind: 'text',
  sniff: ({ lines }) => (lines.slice(0, 60).some((line) => bankLine.test(line)) ? 0.95 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseGsas(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
