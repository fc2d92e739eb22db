import { OperandoError } from '@operando/core';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import type { RowSyntax } from '../text/row-parser.js';
import { absorptionTable } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';

const comma: RowSyntax = { separator: 'comma', decimalComma: false };
const quoted = (line: string): string[] => [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);

/**
 * Scans of the CLS Data Acquisition (HXMA, SXRMB; Canadian Light Source): `#(1)` lines name the process variables and what they are,
 * rows begin with the event number 1; rows of other events are passed over and counted. Energies are in eV; of several the achieved one
 * (`EnergyAchieved`) is the abscissa. Which scaler is which detector the file does not say.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file`, `bad-number`.
 */
export function parseClsEvents(text: string): ColumnTable {
  const lines = splitLines(text);
  const named = lines.flatMap((line, i) => (/^#\(1\)\s/.test(line) ? [{ names: quoted(line), line: i + 1 }] : []));
  const [variables, meanings] = named;
  if (!/^# *CLS Data Acquisition/.test(lines[0] ?? '') || variables === undefined || variables.names.length < 2) {
    throw new OperandoError(
      'malformed-file',
      'this is no file of the CLS Data Acquisition: its first line or its "#(1)" line of names is missing.',
      { where: { line: 1 } },
    );
  }
  if (meanings !== undefined && meanings.names.length !== variables.names.length) {
    throw new OperandoError(
      'malformed-file',
      `${variables.names.length} variables and ${meanings.names.length} names are listed.`,
      { where: { line: meanings.line }, cure: 'The file is not as its program writes it: export it again.' },
    );
  }
  const plain = variables.names.map((variable, i) => /^\$\((.*)\)$/.exec(meanings?.names[i] ?? '')?.[1] ?? variable);
  let others = 0;
  const skip = (line: string): boolean => line.startsWith('#') || line.trim() === '';
  const kept = lines.map((line) => {
    if (skip(line) || /^\s*1\s*,/.test(line) || !/^\s*\d+\s*,/.test(line)) return line;
    others++;
    return '';
  });
  const table = parseNumberTable(kept, { syntax: comma, columns: plain.length, from: 0, skip });
  if (table.rows === 0)
    throw new OperandoError('truncated-file', 'there are no rows of event 1.', {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  const energy =
    ['EnergyAchieved', 'EnergyFeedback', 'AbsEnergyName'].find((name) => plain.includes(name)) ??
    plain.find((name) => /:Energy(:fbk|:sp)?$/.test(name));
  const columns = table.columns.map((values, i): TableColumn => ({
    label: plain[i]!,
    values,
    ...(plain[i] === energy ? { role: 'energy' as const, unit: 'eV' } : {}),
  }));
  const background = lines.find((line) => /^# *Background counts/i.test(line));
  return absorptionTable('cls-events', table, columns, {
    metadata: {
      program: 'CLS Data Acquisition',
      variables: Object.fromEntries(plain.map((name, i) => [name, variables.names[i]!])),
      ...(background === undefined ? {} : { background: background.replace(/^# */, '') }),
    },
    warnings: [
      ...(others > 0
        ? [{ code: 'rows-passed-over' as const, message: `${others} rows belong to other events than 1.` }]
        : []),
      ...openEndWarnings(text, lines.length),
    ],
  });
}

/** CLS Data Acquisition. */
export const clsEvents: TextFormat = {
  id: 'cls-events',
  title: 'CLS Data Acquisition scan',
  kind: 'text',
  sniff: ({ lines }) => (/^# *CLS Data Acquisition/.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseClsEvents(text) }),
};
