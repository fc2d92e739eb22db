import { OperandoError } from '@operando/core';

/** What {@link formatXdi} writes. */
export interface XdiContent {
  readonly columns: readonly { readonly label: string; readonly unit?: string; readonly values: ArrayLike<number> }[];
  /** Header fields by `Family.key`, e.g. `Element.symbol`. */
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly comments?: string;
}

/**
 * A spectrum as XDI 1.0, numbers with all their digits.
 *
 * @throws OperandoError `shape-mismatch` for columns of different lengths, `invalid-argument` for
 * a field name that is not `Family.key` or a label with blanks.
 */
export function formatXdi({ columns, fields = {}, comments }: XdiContent): string {
  const rows = columns[0]?.values.length ?? 0;
  const lines = ['# XDI/1.0 operando'];
  columns.forEach(({ label, unit, values }, i) => {
    if (values.length !== rows) throw new OperandoError('shape-mismatch', `column ${label} has ${values.length} rows, not ${rows}.`);
    if (/\s/.test(label) || label === '') throw new OperandoError('invalid-argument', `${JSON.stringify(label)} is no XDI column label.`);
    lines.push(`# Column.${i + 1}: ${label}${unit === undefined ? '' : ` ${unit}`}`);
  });
  for (const [name, value] of Object.entries(fields)) {
    if (!/^[A-Za-z]\w*\.[\w-]+$/.test(name)) {
      throw new OperandoError('invalid-argument', `${JSON.stringify(name)} is no XDI field name.`, { cure: 'Write Family.key.' });
    }
    lines.push(`# ${name}: ${String(value).replaceAll(/[\r\n]+/g, ' ')}`);
  }
  if (comments !== undefined && comments !== '') {
    lines.push('# ///', ...comments.split(/\r\n|\n|\r/).map((line) => `# ${line}`));
  }
  lines.push('#---', `# ${columns.map(({ label }) => label).join(' ')}`);
  for (let row = 0; row < rows; row++) lines.push(columns.map(({ values }) => ` ${values[row]!}`).join(' '));
  return `${lines.join('\n')}\n`;
}
