import { OperandoError } from '@operando/core';
import type { ColumnTable } from '../column-table.js';
import { splitLines } from '../text/decode.js';
import type { Format } from './format.js';
import { powderTable, severalScans } from './powder-table.js';

const bank = /^BANK\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/;

/** Values of fixed width, `width` columns each, or of free format where they are apart. */
function fieldsOf(line: string, width: number, most: number): string[] {
  const fields: string[] = [];
  for (let at = 0; at < line.length && fields.length < most; at += width) {
    const field = line.slice(at, at + width);
    if (field.trim() !== '') fields.push(field);
  }
  return fields;
}

function numberAt(text: string, line: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new OperandoError('bad-number', `${JSON.stringify(text)} is no number.`, { where: { line } });
  return value;
}

/** Detector counter of two columns and intensity of six: `(10(I2,F6.0))`; the intensity is a mean over the detectors. */
const standardValue = (field: string, line: number): number => numberAt(field.slice(-6), line);

/**
 * GSAS powder data (GSAS manual, Larson and Von Dreele 2004): one bank of
 * constant step in types STD, ESD, FXY and FXYE; centidegrees
 * become degrees. Of several banks the first is read.
 *
 * @throws OperandoError `unsupported` for time maps and other binnings, `truncated-file`, `bad-number` with the line.
 */
export function parseGsas(text: string): ColumnTable {
  const lines = splitLines(text);
  const header = lines.findIndex((line) => bank.test(line));
  const match = header < 0 ? null : bank.exec(lines[header]!);
  if (match === null) throw new OperandoError('malformed-file', 'there is no BANK line.', { cure: 'GSAS data begin with a title and a BANK line.' });
  const points = Number(match[2]);
  const binning = match[4]!.toUpperCase();
  const rest = match[5]!.trim().split(/\s+/);
  const type = /^[A-Z]/i.test(rest.at(-1)!) ? rest.at(-1)!.toUpperCase() : 'STD';
  const where = { line: header + 1 };
  const free = type === 'FXY' || type === 'FXYE';
  if (!['STD', 'ESD', 'FXY', 'FXYE'].includes(type) || (!free && !['CONST', 'CONS'].includes(binning))) {
    throw new OperandoError('unsupported', `GSAS data of binning ${binning} and type ${type}.`, { where, cure: 'Export it as FXYE or as columns.' });
  }
  const banks = lines.filter((line) => bank.test(line)).length;
  const end = lines.findIndex((line, i) => i > header && bank.test(line));
  const x = new Float64Array(points);
  const y = new Float64Array(points);
  const sigma = new Float64Array(points);
  let count = 0;
  for (let i = header + 1; i < (end < 0 ? lines.length : end) && count < points; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (free) {
      const [angle, value, error] = line.trim().split(/\s+/).map((word) => numberAt(word, i + 1));
      if (angle === undefined || value === undefined || (type === 'FXYE' && error === undefined)) throw new OperandoError('malformed-file', 'a row is too short.', { where: { line: i + 1 } });
      x[count] = angle / 100;
      y[count] = value;
      sigma[count++] = error ?? 0;
    } else if (type === 'STD') {
      for (const field of fieldsOf(line, 8, points - count)) y[count++] = standardValue(field, i + 1);
    } else {
      const fields = fieldsOf(line, 8, 2 * (points - count));
      for (let k = 0; k + 1 < fields.length; k += 2) {
        y[count] = numberAt(fields[k]!, i + 1);
        sigma[count++] = numberAt(fields[k + 1]!, i + 1);
      }
    }
  }
  if (count < points) {
    throw new OperandoError('truncated-file', `${count} of ${points} points are there.`, { where: { line: lines.length }, cure: 'The file seems cut short: copy it again.' });
  }
  if (!free) {
    const [start, step] = rest.map(Number);
    if (!(step! > 0) || !Number.isFinite(start)) throw new OperandoError('malformed-file', `start ${rest[0]} and step ${rest[1]} are no scan.`, { where });
    for (let i = 0; i < points; i++) x[i] = (start! + i * step!) / 100;
  }
  return powderTable('gsas', x, y, {
    metadata: { title: lines[0]?.trim() ?? '', bank: Number(match[1]), type },
    sigma: type === 'ESD' || type === 'FXYE' ? sigma : undefined,
    firstLine: header + 2,
    perLine: free ? 1 : type === 'STD' ? 10 : 5,
    warnings: severalScans(banks, 'banks'),
  });
}

/** GSAS powder data. */
export const gsas: Format = {
  id: 'gsas',
  title: 'GSAS powder data',
  sniff: ({ lines }) => (lines.slice(0, 60).some((line) => bank.test(line)) ? 0.95 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseGsas(text) }),
};
