import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { TableColumn } from '../table/column-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { said } from '../text/said.js';

const field = /^([A-Za-z][\w ]*?)\.([^:\s]+(?: [^:\s]+)*)\s*:\s*(.*)$/;

/** What others write: `Samples: [...]`, `E0 (eV) = 7112`; a name may have no value. */
const foreignField = /^([A-Za-z][^:=]{0,60})[:=](.*)$/;

/** The header of an XDI file. */
export interface XdiHeader {
  /** By family and key in lower case: `element.symbol`. */
  readonly fields: Map<string, string>;
  readonly labels: Map<number, { readonly label: string; readonly unit?: string }>;
  readonly comments: string[];
  readonly labelLine: readonly string[];
  /** First line of the data, from 0. */
  readonly dataFrom: number;
  readonly warnings: readonly OperandoWarning[];
}

/**
 * The header above the data.
 * @throws OperandoError `malformed-file` with the line for one that is no field, `truncated-file` where the file ends with it.
 */
export function readXdiHeader(lines: readonly string[]): XdiHeader {
  const fields = new Map<string, string>();
  const labels = new Map<number, { label: string; unit?: string }>();
  const comments: string[] = [];
  const warnings: OperandoWarning[] = [];
  let labelLine: string[] = [];
  let stage: 'fields' | 'comments' | 'labels' = 'fields';
  const lastLine = lines.findLastIndex((line) => line.trim() !== '');
  let i = 1;
  for (; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '') continue;
    if (!/^\s*[#;%]/.test(line)) break;
    const text = line.replace(/^\s*[#;%]\s?/, '').trimEnd();
    if (stage === 'labels') {
      labelLine = splitFields(text, rowSyntaxes[0]!);
    } else if (/^-{3,}$/.test(text.trim())) {
      stage = 'labels';
    } else if (/^\/{3,}/.test(text.trim())) {
      stage = 'comments';
    } else if (stage === 'comments') {
      comments.push(text);
    } else if (text.trim() !== '') {
      readField(text.trim(), i, i === lastLine, fields, labels, warnings);
    }
  }
  return { fields, labels, comments, labelLine, dataFrom: i, warnings };
}

function readField(
  text: string,
  index: number,
  isLast: boolean,
  fields: Map<string, string>,
  labels: Map<number, { label: string; unit?: string }>,
  warnings: OperandoWarning[],
): void {
  const match = field.exec(text);
  const [, word, rest] = match === null ? (foreignField.exec(text) ?? []) : [];
  if (word !== undefined && rest !== undefined) {
    // What other programs of a beamline put into the header: no field of XDI, and no reason to refuse its numbers.
    warnings.push({
      code: 'header-invalid',
      message: said`${JSON.stringify(word.trim())} is no XDI field (Family.key); it was kept under its own name.`,
      where: { line: index + 1 },
    });
    fields.set(word.trim().toLowerCase(), rest.trim());
    return;
  }
  if (match === null) {
    if (isLast)
      throw new OperandoError('truncated-file', 'there are no data below the header.', { where: { line: index + 1 } });
    throw new OperandoError('malformed-file', said`${JSON.stringify(text.slice(0, 60))} is not a header field.`, {
      where: { line: index + 1 },
      cure: 'XDI header lines are "# Family.key: value"; free text belongs below "# ///".',
    });
  }
  const [, family = '', key = '', value = ''] = match;
  const name = `${family.toLowerCase()}.${key.toLowerCase()}`;
  const before = fields.get(name);
  if (before !== undefined && before !== value.trim()) {
    warnings.push({
      code: 'header-repeated',
      message: said`${family}.${key} is given again: ${JSON.stringify(value.trim().slice(0, 40))} instead of ${JSON.stringify(before.slice(0, 40))}; the last was taken.`,
      where: { line: index + 1 },
    });
  }
  fields.set(name, value.trim());
  const column = family.toLowerCase() === 'column' ? Number(key) : Number.NaN;
  if (Number.isInteger(column) && column > 0) {
    const [label = '', unit] = (value.split('||')[0] ?? '').trim().split(/\s+/);
    labels.set(column, unit === undefined ? { label } : { label, unit: unit.replace(/^[([](.+)[)\]]$/, '$1') });
  }
}

/** What a header lacks that its columns need, or says wrongly. */
export function xdiHeaderWarnings(
  fields: ReadonlyMap<string, string>,
  columns: readonly TableColumn[],
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const miss = (name: string): void => {
    if (!fields.has(name))
      warnings.push({ code: 'header-incomplete', message: said`The header does not say ${name}.` });
  };
  if (columns.some(({ role }) => role === 'energy' || role === 'angle')) {
    miss('element.symbol');
    miss('element.edge');
  }
  const spacing = fields.get('mono.d_spacing');
  if (spacing !== undefined && !(Number.parseFloat(spacing) > 0)) {
    warnings.push({ code: 'header-invalid', message: said`Mono.d_spacing is ${JSON.stringify(spacing)}, no length.` });
  } else if (spacing === undefined && columns.some(({ role }) => role === 'angle')) {
    warnings.push({
      code: 'header-incomplete',
      message: 'The abscissa is an angle, but the header gives no Mono.d_spacing.',
    });
  }
  return warnings;
}
