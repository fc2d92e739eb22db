import { OperandoError } from '@operando/core';
import { unpack } from '../bytes/archive.js';
import { maximumColumns } from '../text/number-table.js';
import { epochDaysOf1904, kindOfCode, kindOfNumber, shownAs } from './cell-format.js';
import type { CellKind } from './cell-format.js';
import { xmlEvents } from '../text/xml-events.js';
import { said } from '../text/said.js';

/** One sheet: rows of cells as words; dates as ISO 8601, durations as hh:mm:ss, numbers as the file writes them. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  /** Row number in the sheet, from 1, of each row. */
  readonly numbers: readonly number[];
}

const mostRows = 1_048_576;
const mostCells = 50_000_000;

/** Kind of every cell style. */
function stylesOf(xml: string | undefined): CellKind[] {
  if (xml === undefined) return [];
  const codes = new Map<number, CellKind>();
  const kinds: CellKind[] = [];
  let inside = false;
  xmlEvents(xml, 'xl/styles.xml', {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes()['numFmtId']), kindOfCode(attributes()['formatCode'] ?? ''));
      else if (name === 'cellXfs') inside = true;
      else if (name === 'xf' && inside) {
        const id = Number(attributes()['numFmtId'] ?? 0);
        kinds.push(codes.get(id) ?? kindOfNumber(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inside = false;
    },
  });
  return kinds;
}

function sharedStringsOf(xml: string | undefined): string[] {
  const strings: string[] = [];
  if (xml === undefined) return strings;
  let current = '';
  let inText = false;
  xmlEvents(xml, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') current = '';
      inText = name === 't';
    },
    text: (text) => {
      if (inText) current += text;
    },
    close: (name) => {
      if (name === 'si') strings.push(current);
      inText = false;
    },
  });
  return strings;
}

/** Column (from 0) of a reference such as AB12. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const code = letter.charCodeAt(0);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
    if (column > maximumColumns)
      throw new OperandoError('too-large', said`a sheet with a column ${reference.slice(0, 8)}.`);
  }
  return column - 1;
}

interface Conventions {
  readonly strings: readonly string[];
  readonly kinds: readonly CellKind[];
  readonly epochDays: number | undefined;
}

function sheetOf(name: string, xml: string, { strings, kinds, epochDays }: Conventions): Sheet {
  const rows: string[][] = [];
  const numbers: number[] = [];
  let row: string[] = [];
  let number = 0;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let reading = false;
  let cells = 0;
  const finish = (): void => {
    if (value === '') return;
    while (row.length < column) row.push('');
    row[column] =
      type === 's' ? (strings[Number(value)] ?? '') : type === 'n' ? shownAs(kinds[style], value, epochDays) : value;
    if (++cells > mostCells)
      throw new OperandoError('too-large', said`the sheet ${name} has more than ${mostCells} cells.`);
  };
  xmlEvents(xml, `the sheet ${name}`, {
    open: (tag, attributes) => {
      if (tag === 'row') {
        row = [];
        column = -1;
        number = Number(attributes()['r'] ?? number + 1);
      } else if (tag === 'c') {
        const { r, t, s } = attributes();
        column = r === undefined ? column + 1 : columnOf(r);
        type = t ?? 'n';
        style = Number(s ?? 0);
        value = '';
      } else reading = tag === 'v' || tag === 't';
    },
    text: (text) => {
      if (reading) value += text;
    },
    close: (tag) => {
      if (tag === 'v' || tag === 't') reading = false;
      else if (tag === 'c') finish();
      else if (tag === 'row' && row.length > 0) {
        if (rows.length >= mostRows)
          throw new OperandoError('too-large', said`the sheet ${name} has more than ${mostRows} rows.`);
        rows.push(row);
        numbers.push(number);
      }
    },
  });
  return { name, rows, numbers };
}

/** Names and files of the sheets, and the first day that dates count from. */
function sheetList(part: (name: string) => string | undefined): {
  readonly sheets: readonly { readonly name: string; readonly file: string }[];
  readonly epochDays: number | undefined;
} {
  const workbook = part('xl/workbook.xml');
  if (workbook === undefined)
    throw new OperandoError('malformed-file', 'the archive has no xl/workbook.xml: it is no Excel file.');
  const targets = new Map<string, string>();
  xmlEvents(part('xl/_rels/workbook.xml.rels') ?? '<none/>', 'xl/_rels/workbook.xml.rels', {
    open: (name, attributes) => {
      if (name === 'Relationship') targets.set(attributes()['Id'] ?? '', attributes()['Target'] ?? '');
    },
  });
  const sheets: { name: string; file: string }[] = [];
  let epochDays: number | undefined;
  xmlEvents(workbook, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr' && /^(1|true)$/.test(attributes()['date1904'] ?? '')) epochDays = epochDaysOf1904;
      if (name !== 'sheet') return;
      const target = targets.get(attributes()['r:id'] ?? '') ?? `worksheets/sheet${sheets.length + 1}.xml`;
      sheets.push({
        name: attributes()['name'] ?? `sheet ${sheets.length + 1}`,
        file: target.startsWith('/') ? target.slice(1) : `xl/${target}`,
      });
    },
  });
  return { sheets, epochDays };
}

/**
 * Sheets of an Excel workbook (.xlsx, ECMA-376) whose names are wanted; nothing is computed, formulas give the value that the
 * program stored. Limits: what `unpack` allows, 1 048 576 rows, 10 000 columns, 50 million cells a sheet.
 *
 * @throws OperandoError `malformed-file`, `too-large`.
 */
export function readWorkbook(bytes: Uint8Array, wanted: (name: string) => boolean = () => true): Sheet[] {
  const parts = unpack(
    bytes,
    /^xl\/(workbook|styles|sharedStrings)\.xml$|^xl\/_rels\/workbook\.xml\.rels$|^xl\/worksheets\/[\w.-]+\.xml$/,
  );
  const part = (name: string): string | undefined => {
    const found = parts.get(name);
    return found === undefined ? undefined : new TextDecoder().decode(found);
  };
  const { sheets, epochDays } = sheetList(part);
  const conventions = {
    strings: sharedStringsOf(part('xl/sharedStrings.xml')),
    kinds: stylesOf(part('xl/styles.xml')),
    epochDays,
  };
  return sheets
    .filter(({ name }) => wanted(name))
    .flatMap(({ name, file }) => {
      const xml = part(file);
      return xml === undefined ? [] : [sheetOf(name, xml, conventions)];
    });
}
