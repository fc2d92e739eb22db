import { visibleText } from '@operando/core';
import type { PageData, PageResult } from '../src/page-data.js';
import { createBoard } from './chart.js';
import type { Board } from './chart.js';
import { element, section } from './dom.js';
import { explore } from './explore.js';
import { figurePart } from './figure-part.js';
import { loadTable } from './load.js';
import { colourList } from './paint.js';
import type { Shared } from './shared.js';
import { tablePart } from './table-part.js';
import { themeButton } from './theme.js';
import { provenanceParts, recordTable, warningsPart } from './words-part.js';

/** A part whose content is made when it is first opened. */
function laterSection(title: string, isOpen: boolean, fill: () => Promise<readonly Node[]>): HTMLElement {
  const part = section(title, isOpen);
  let begun = false;
  const begin = (): void => {
    if (begun || !part.open) return;
    begun = true;
    void fill().then((nodes) => part.append(...nodes));
  };
  part.addEventListener('toggle', begin);
  // After what is seen first.
  requestAnimationFrame(() => setTimeout(begin));
  return part;
}

/** All of a result, warnings first. */
async function drawResult(
  result: PageResult,
  made: HTMLElement,
  board: Board,
  colours: Shared['colours'],
): Promise<void> {
  const tables = result.tables.map((table) => () => loadTable(table));
  const [first] = result.tables;
  const frames = first?.rows === 'frame' && first.index.length === 1 ? await tables[0]!() : undefined;
  const warnings = warningsPart(result.warnings);
  if (warnings !== undefined) made.append(warnings);
  made.append(element('pre', { class: 'summary' }, visibleLines(result.text)));
  const { element: part, selection, start } = await explore(result, frames, board, colours);
  if (result.views.length > 0 || frames !== undefined) made.append(part);
  made.append(
    laterSection(`Figures (${result.figures.length})`, true, async () => {
      const figures = await Promise.all(result.figures.map(figurePart));
      return [element('div', { class: 'figures' }, ...figures)];
    }),
    laterSection(`Tables (${tables.length})`, true, async () => {
      const loaded = await Promise.all(tables.map((load) => load()));
      return loaded.map((table) => tablePart(table, table.name === frames?.name ? selection : undefined));
    }),
    section(
      'What was done',
      false,
      ...provenanceParts(result),
      element('h3', {}, 'In short'),
      recordTable(result.headline),
    ),
  );
  start();
}

/** Lines of text in which nothing steers the page. */
function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

/** Draw the page that its data describe. */
export async function drawPage(data: PageData, place: HTMLElement): Promise<void> {
  const board = createBoard();
  const colours = { even: colourList(data.colours.even), diverging: colourList(data.colours.diverging) };
  place.append(element('header', {}, element('h1', {}, visibleText(data.title)), themeButton(board.redraw)));
  for (const result of data.results) {
    if (data.results.length > 1) place.append(element('h2', { class: 'result' }, visibleText(result.label)));
    const article = element('article', {});
    place.append(article);
    await drawResult(result, article, board, colours);
  }
}
