import { isTextColumn, visibleText } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { element } from './dom.js';
import { columnWords } from './frame-axis.js';
import type { FrameAxis } from './frame-axis.js';
import { estimateWords, shortNumber, unitWords } from './format.js';
import type { LoadedView } from './load.js';
import { rowOfFrame } from './map-chart.js';
import { firstAbove, valueAt } from './pool.js';

/** A value of a frame with its error, unit, and what became of it. */
export function cellWords(table: ResultTable, name: string, row: number): string {
  const column = table.columns.find((each) => each.name === name);
  if (column === undefined) return '';
  if (isTextColumn(column)) return visibleText(column.words[row] ?? '');
  const { values, stderr, status, unit } = column;
  return estimateWords(values[row]!, stderr?.[row], unit, status?.[row]);
}

/** `Frame 12 of 0–228, 2.35 h, scan_12.xdi`. */
export function frameWords(
  frame: number,
  count: number,
  time: FrameAxis | undefined,
  table: ResultTable | undefined,
): string {
  const file = table?.columns.find((each) => each.name === 'file');
  const parts = [`Frame ${frame} of 0–${count - 1}`];
  if (time !== undefined) parts.push(`${shortNumber(time.values[frame]!, 5)} ${time.unit}`);
  if (file !== undefined && isTextColumn(file)) parts.push(visibleText(file.words[frame] ?? ''));
  return parts.join(' · ');
}

/** What a map has at a place of x in a frame. */
export function placeWords(view: LoadedView, frame: number, x: number): string {
  const { map } = view;
  const at = `${shortNumber(x, 6)}${unitWords(view.x.unit)}`;
  if (map === undefined || x < map.x[0]! || x > map.x.at(-1)!) return at;
  const next = Math.min(map.x.length - 1, firstAbove(map.x, x));
  const point = next > 0 && x - map.x[next - 1]! < map.x[next]! - x ? next - 1 : next;
  const row = rowOfFrame(map, frame);
  const error = map.stderr === undefined ? undefined : valueAt(map.stderr, row, point);
  return `${at}: ${estimateWords(valueAt(map.values, row, point), error, view.y.unit)}`;
}

/** The shown columns of a frame as a small table. */
export function frameTable(table: ResultTable, names: readonly string[], frame: number): HTMLTableElement {
  return element(
    'table',
    { class: 'values' },
    ...names.map((name) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, visibleText(columnWords(name))),
        element('td', {}, cellWords(table, name, frame)),
      ),
    ),
  );
}
