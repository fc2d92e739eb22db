import { OperandoError } from '@operando/core';
import { splitLines } from '../text/decode.js';
import { parseRow, splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { maximumColumns, parseNumberTable } from '../text/number-table.js';
import { absorptionTable } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { chosenSpectrum, everySpectrum } from '../detectors/spectrum-columns.js';
import type { SpectrumColumns } from '../detectors/spectrum-columns.js';

const comma: RowSyntax = { separator: 'comma', decimalComma: false };

/** The numbers behind the empty first cell of the first line, if it is such a line. */
function headings(line: string): number[] | undefined {
  const text = line.trimStart();
  return text.startsWith(',') ? parseRow(text.slice(1), comma) : undefined;
}

/**
 * CSV of the dispersive beamline of the Photon Factory (KEK): the first line holds, behind an empty cell, a
 * number for each spectrum (its time; the unit is not stated), then a row for each pixel: its number and mu t of every
 * spectrum. Pixels are no energies: calibrate them with a foil first. Several spectra are chosen among by `scan`.
 *
 * @throws OperandoError with the line: `malformed-file` for rows of another length or pixels that do not count up from
 * 1 (or 0), `truncated-file`, `bad-number`, `too-large`.
 */
function parseDispersive(text: string): SpectrumColumns {
  const lines = splitLines(text);
  const times = headings(lines[0] ?? '');
  if (times === undefined)
    throw new OperandoError('malformed-file', 'the first line is not an empty cell and numbers.', {
      where: { line: 1 },
    });
  if (times.length >= maximumColumns)
    throw new OperandoError('too-large', `a table of ${times.length} spectra.`, { where: { line: 1 } });
  const table = parseNumberTable(lines, {
    syntax: comma,
    columns: times.length + 1,
    from: 1,
    skip: (line) => line.trim() === '',
  });
  const [pixel, ...spectra] = table.columns;
  if (table.rows === 0)
    throw new OperandoError('truncated-file', 'there are no pixels below the first line.', {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  // A detector counts its pixels from 1 (or 0): without them the first rows are lost.
  if (pixel![0] !== 0 && pixel![0] !== 1) {
    throw new OperandoError('malformed-file', `the first pixel is ${pixel![0]}.`, {
      where: { line: table.lines[0]!, row: 0 },
      cure: 'Rows are missing: copy the file again.',
    });
  }
  const jump = pixel!.findIndex((value, i) => value !== pixel![0]! + i);
  if (jump >= 0) {
    throw new OperandoError('malformed-file', `pixel ${pixel![jump]} follows pixel ${pixel![jump - 1]}.`, {
      where: { line: table.lines[jump]!, row: jump },
      cure: 'A row is missing, doubled or out of place: copy the file again.',
    });
  }
  const titles = times.map(String);
  const columns = [
    { label: 'pixel', unit: 'pixel', values: pixel! },
    ...spectra.map((values, i) => ({ label: titles[i]!, values })),
  ];
  return {
    table: absorptionTable('photon-factory-dispersive', table, columns, {
      metadata: { times, time_unit: 'unstated' },
      warnings: openEndWarnings(text, lines.length),
    }),
    role: 'mutrans',
    titles,
  };
}

/**
 * Photon Factory dispersive spectra: mu t of every spectrum at each pixel; of several spectra all, or the one that is wanted.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file`, `bad-number`, `too-large`.
 */
export function parsePhotonFactoryDispersive(text: string, scan?: string | number): SpectrumColumns['table'] {
  return chosenSpectrum(parseDispersive(text), scan);
}

/** Dispersive CSV of the Photon Factory. */
export const photonFactoryDispersive: TextFormat = {
  id: 'photon-factory-dispersive',
  title: 'Photon Factory dispersive CSV',
  kind: 'text',
  sniff: ({ lines }) => {
    const times = headings(lines[0] ?? '');
    const first = lines.slice(1).find((line) => line.trim() !== '');
    if (times === undefined || first === undefined || splitFields(first, comma).length !== times.length + 1) return 0;
    return /^\s*[01]\s*,/.test(first) ? 0.9 : 0;
  },
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parsePhotonFactoryDispersive(text, scan) }),
  scans: (text) => everySpectrum(parseDispersive(text)),
};
