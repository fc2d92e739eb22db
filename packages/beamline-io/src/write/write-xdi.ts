import { exactNumber, OperandoError } from '@operando/core';
import { said, shown } from '../text/said.js';

/** What {@link formatXdi} writes. */
export interface XdiContent {
  /** Columns in their order, all of one length. */
  readonly columns: readonly { readonly label: string; readonly unit?: string; readonly values: ArrayLike<number> }[];
  /** Header fields by `Family.key`, e.g. `Element.symbol`; line breaks in their values become blanks. */
  readonly fields?: Readonly<Record<string, string | number>> | undefined;
  /** Free text below the fields; blanks at the end of its lines are left out. */
  readonly comments?: string | undefined;
}

const lineBreaks = /[\r\n]+/g;

function refused(problem: string, cure: string): OperandoError {
  return new OperandoError('invalid-argument', problem, { cure });
}

/** A label or unit is one word; what follows two bars is a description. */
function checkWord(text: string, what: string): void {
  if (text === '' || /\s|\|\|/.test(text))
    throw refused(
      said`${JSON.stringify(text.slice(0, 60))} is no XDI column ${what}.`,
      'It must be one word without ||.',
    );
}

function columnLines(columns: XdiContent['columns']): string[] {
  const rows = columns[0]?.values.length ?? 0;
  return columns.map(({ label, unit, values }, i) => {
    if (values.length !== rows)
      throw new OperandoError('shape-mismatch', said`column ${label} has ${values.length} rows, not ${rows}.`, {
        where: { column: shown(label) },
      });
    checkWord(label, 'label');
    if (unit !== undefined) checkWord(unit, 'unit');
    return `# Column.${i + 1}: ${label}${unit === undefined ? '' : ` ${unit}`}`;
  });
}

function fieldLines(fields: Readonly<Record<string, string | number>>): string[] {
  const known = new Set<string>();
  return Object.entries(fields).map(([name, value]) => {
    // Family and key are compared without case.
    const plain = name.toLowerCase();
    if (!/^[A-Za-z]\w*\.[^:\s]+$/.test(name))
      throw refused(said`${JSON.stringify(name)} is no XDI field name.`, 'Write Family.key.');
    if (plain.startsWith('column.'))
      throw refused(said`${name} is a field that the columns themselves fill.`, 'Leave it out.');
    if (known.has(plain)) throw refused(said`the field ${name} is there twice.`, 'Names are compared without case.');
    known.add(plain);
    return `# ${name}: ${(typeof value === 'number' ? exactNumber(value) : value).replaceAll(lineBreaks, ' ')}`.trimEnd();
  });
}

function commentLines(comments: string | undefined): string[] {
  if (comments === undefined || comments === '') return [];
  const lines = comments.split(/\r\n|\n|\r/);
  const mark = lines.find((line) => /^(?:-{3}|\/{3})/.test(line.trim()));
  if (mark !== undefined)
    throw refused(
      said`the comment has the line ${JSON.stringify(mark.slice(0, 60))}, which ends comments in XDI.`,
      'Begin it otherwise.',
    );
  return ['# ///', ...lines.map((line) => `# ${line}`)];
}

/**
 * A spectrum as XDI 1.0, numbers with all their digits, so that `parseXdi` gives it back.
 *
 * @throws OperandoError `shape-mismatch` for columns of different lengths, `invalid-argument` for what would not be read back: a
 * field name that is not `Family.key`, is there twice or is that of a column, a label or unit with blanks, a line of comment
 * that begins with three dashes or slashes, a table without rows.
 */
export function formatXdi({ columns, fields = {}, comments }: XdiContent): string {
  const rows = columns[0]?.values.length ?? 0;
  const lines = ['# XDI/1.0 operando', ...columnLines(columns), ...fieldLines(fields), ...commentLines(comments)];
  if (rows === 0) throw refused('there are no rows to write.', 'An XDI file holds at least one.');
  lines.push('#---', `# ${columns.map(({ label }) => label).join(' ')}`);
  for (let row = 0; row < rows; row++)
    lines.push(columns.map(({ values }) => ` ${exactNumber(values[row]!)}`).join(' '));
  return `${lines.join('\n')}\n`;
}
