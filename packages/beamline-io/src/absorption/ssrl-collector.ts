import { OperandoError } from '@operando/core';
import { labelledColumns } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { parseRow, rowSyntaxes } from '../text/row-parser.js';
import { absorptionTable, expectRows, expectWholeLastRow } from './absorption-table.js';
import { statedTimes } from '../text/stated-moment.js';
import type { TextFormat } from '../format.js';

const spaces = rowSyntaxes[0]!;
const title = /^\s*SSRL\b.*EXAFS Data Collector/i;

function declaredSize(lines: readonly string[]): {
  readonly points: number;
  readonly columns: number;
  readonly line: number;
} {
  for (const [i, line] of lines.slice(0, 12).entries()) {
    const [, points, columns] = /^\s*PTS:\s*(\d+)\s+COLS:\s*(\d+)\s*$/i.exec(line) ?? [];
    if (points !== undefined) return { points: Number(points), columns: Number(columns), line: i + 1 };
  }
  throw new OperandoError('malformed-file', 'there is no "PTS: … COLS: …" line in the header.', {
    where: { line: 3 },
    cure: 'The file is not as its program writes it: export it again.',
  });
}

/** Numbers in the line below a heading such as `Offsets:`. */
function below(lines: readonly string[], heading: RegExp): number[] | undefined {
  const at = lines.findIndex((line) => heading.test(line));
  return at < 0 ? undefined : parseRow(lines[at + 1] ?? '', spaces);
}

/**
 * Text of the SSRL EXAFS Data Collector (also written at ROBL, ESRF): a header that declares points and columns, weights
 * and offsets (of dark currents, taken off by the program), labels one a line below `Data:`, then rows. Energies are in eV.
 *
 * @throws OperandoError with the line: `malformed-file`, `truncated-file` where points, columns or labels are not as declared, `bad-number`.
 */
export function parseSsrlCollector(text: string): ColumnTable {
  const lines = splitLines(text);
  if (!title.test(lines[0] ?? ''))
    throw new OperandoError('malformed-file', 'the first line is not "SSRL EXAFS Data Collector".', {
      where: { line: 1 },
    });
  const declared = declaredSize(lines);
  const data = lines.findIndex((line) => /^\s*Data:\s*$/.test(line));
  if (data < 0)
    throw new OperandoError('truncated-file', 'there is no "Data:" line.', {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  let from = data + 1;
  const labels: string[] = [];
  for (; from < lines.length && lines[from]!.trim() !== ''; from++) labels.push(lines[from]!.trim());
  if (labels.length !== declared.columns) {
    throw new OperandoError(
      from >= lines.length ? 'truncated-file' : 'malformed-file',
      `the header says ${declared.columns} columns, ${labels.length} labels follow "Data:".`,
      { where: { line: data + 1 }, cure: 'Copy the file again.' },
    );
  }
  const header = lines.slice(0, data);
  const table = parseNumberTable(lines, {
    syntax: spaces,
    columns: labels.length,
    from,
    skip: (line) => /^[\s\p{Cc}]*$/u.test(line),
  });
  expectRows(table.rows, declared.points, declared.line);
  expectWholeLastRow(text, lines, table, spaces);
  // Requested and achieved energy are both there: the achieved one is where the beam was.
  const columns = labelledColumns(table, labels).map((column) =>
    /energy/i.test(column.label) && column.role === 'energy' ? Object.assign(column, { unit: 'eV' }) : column,
  );
  const { time, warnings } = statedTimes(header[1], undefined, { label: 'date', line: 2 });
  const [weights, offsets] = [below(header, /^\s*Weights:/i), below(header, /^\s*Offsets:/i)];
  return absorptionTable('ssrl-collector', table, columns, {
    metadata: {
      program: lines[0]!.trim(),
      ...(weights === undefined ? {} : { weights }),
      ...(offsets === undefined ? {} : { offsets }),
      header: header
        .slice(3)
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .join('\n'),
    },
    time,
    warnings,
  });
}

/** SSRL EXAFS Data Collector. */
export const ssrlCollector: TextFormat = {
  id: 'ssrl-collector',
  title: 'SSRL EXAFS Data Collector',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (title.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseSsrlCollector(text) }),
};
