import { columnHeads, formatResultCsv, isTextColumn, tableLength, visibleText } from '@operando/core';
import type { ResultColumn, ResultTable } from '@operando/core';
import { element } from './dom.js';
import { axisWords, shortNumber, statusNote, valueWords } from './format.js';
import { save } from './save.js';
import type { Selection } from './selection.js';

/** Rows and columns of a long table that are shown at once. */
const rowsAtOnce = 100;
const mostColumns = 60;

function words(column: ResultColumn, row: number): string {
  if (isTextColumn(column)) return visibleText(column.words[row] ?? '');
  const { values, stderr, status } = column;
  return `${valueWords(values[row]!, stderr?.[row])}${statusNote(status?.[row])}`;
}

/** Rows in the order of a column: numbers by size, what is none last; words by letters. */
export function sortedRows(column: ResultColumn, isFalling: boolean): number[] {
  const sign = isFalling ? -1 : 1;
  if (isTextColumn(column))
    return Array.from(column.words.keys()).toSorted(
      (a, b) => sign * column.words[a]!.localeCompare(column.words[b]!, undefined, { numeric: true }),
    );
  const { values } = column;
  return Array.from(values.keys()).toSorted((a, b) => {
    const [one, other] = [values[a]!, values[b]!];
    if (Number.isNaN(one) || Number.isNaN(other))
      return Number(Number.isNaN(one)) - Number(Number.isNaN(other)) || a - b;
    return sign * (one - other) || a - b;
  });
}

/** A table that can be sorted and saved. @param selection Of frames, where its rows are frames. */
export function tablePart(table: ResultTable, selection: Selection | undefined): HTMLElement {
  const all = [...table.index.columns, ...table.columns];
  const columns = all.slice(0, mostColumns);
  const length = tableLength(table);
  let order = Array.from({ length }, (_, row) => row);
  let from = 0;
  let sorted: { readonly column: number; readonly isFalling: boolean } | undefined;
  const body = element('tbody');
  const range = element('span', { class: 'note' });
  const heads = columns.map((column, c) => {
    const title = isTextColumn(column) ? column.name : axisWords(column.name, column.unit);
    const button = element(
      'button',
      { type: 'button', title: `Sort by ${visibleText(columnHeads(column)[0] ?? '')}` },
      visibleText(title),
    );
    button.addEventListener('click', () => {
      sorted = { column: c, isFalling: sorted?.column === c && !sorted.isFalling };
      order = sortedRows(column, sorted.isFalling);
      from = 0;
      draw();
    });
    return element('th', { scope: 'col' }, button);
  });
  const draw = (): void => {
    heads.forEach((head, c) => {
      head.setAttribute('aria-sort', sorted?.column !== c ? 'none' : sorted.isFalling ? 'descending' : 'ascending');
    });
    const rows = order.slice(from, from + rowsAtOnce);
    body.replaceChildren(
      ...rows.map((row) =>
        element(
          'tr',
          selection === undefined ? {} : { onclick: () => selection.choose(row), class: 'frame-row' },
          ...columns.map((column) => element('td', isTextColumn(column) ? { class: 'words' } : {}, words(column, row))),
        ),
      ),
    );
    const wide = all.length > mostColumns ? `, ${mostColumns} of ${all.length} columns; the file has all` : '';
    range.textContent = `${length === 0 ? 0 : from + 1}–${Math.min(length, from + rowsAtOnce)} of ${shortNumber(length)} rows${wide}`;
  };
  const turn = (step: number) => (): void => {
    from = Math.max(0, Math.min(Math.max(0, length - 1), from + step * rowsAtOnce));
    draw();
  };
  const pager =
    length > rowsAtOnce
      ? [
          element('button', { type: 'button', class: 'small', onclick: turn(-1) }, 'Before'),
          element('button', { type: 'button', class: 'small', onclick: turn(1) }, 'Next'),
        ]
      : [];
  draw();
  return element(
    'div',
    { class: 'table' },
    element(
      'div',
      { class: 'legend' },
      element('strong', {}, visibleText(table.name)),
      range,
      ...pager,
      element(
        'button',
        {
          type: 'button',
          class: 'small',
          onclick: () => save(`${table.name}.csv`, formatResultCsv(table), 'text/csv'),
        },
        'Save CSV',
      ),
    ),
    element(
      'div',
      { class: 'scroll', tabindex: 0 },
      element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body),
    ),
  );
}
