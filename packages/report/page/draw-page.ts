import { visibleText } from '@operando/core';
import type { ResultTable } from '@operando/core';
import type { PageData, PageResult } from '../src/page-data.js';
import { createBoard } from './chart.js';
import { element, section } from './dom.js';
import { epochOfTable, linkClocks } from './clock.js';
import { explore } from './explore.js';
import type { Explored, ExploreOptions } from './explore.js';
import { figurePart } from './figure-part.js';
import type { Loader } from './load.js';
import { colourList } from './paint.js';
import { moveBy } from './selection.js';
import type { FrameChoice } from './shared.js';
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

/** The table of frames, where a result has one. */
async function frameTableOf({ tables: [first] }: PageResult, loader: Loader): Promise<ResultTable | undefined> {
  return first?.rows === 'frame' && first.index.length === 1 ? loader.table(first) : undefined;
}

/** All of a result, warnings first. */
async function drawResult(
  result: PageResult,
  frames: ResultTable | undefined,
  made: HTMLElement,
  options: ExploreOptions,
): Promise<Explored> {
  const { loader } = options;
  const tables = result.tables.map((table) => () => loader.table(table));
  const warnings = warningsPart(result.warnings);
  if (warnings !== undefined) made.append(warnings);
  made.append(element('pre', { class: 'summary' }, visibleLines(result.text)));
  const explored = await explore(result, frames, options);
  const { element: part, selection, start } = explored;
  if (result.views.length > 0 || frames !== undefined) made.append(part);
  made.append(
    laterSection(`Figures (${result.figures.length})`, true, async () => {
      const figures = await Promise.all(result.figures.map((figure) => figurePart(figure, loader)));
      return [element('div', { class: 'figures' }, ...figures)];
    }),
    laterSection(`Tables (${tables.length})`, true, async () => {
      const loaded = await Promise.all(tables.map((load) => load()));
      return loaded.map((table) => tablePart(table, table.name === frames?.name ? selection : undefined));
    }),
    laterSection('What was done', false, async () => [
      ...(await provenanceParts(result, loader)),
      element('h3', {}, 'In short'),
      recordTable(result.headline),
    ]),
  );
  start();
  return explored;
}

/** Lines of text in which nothing steers the page. */
function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}

/** How times of several results are brought together, in words. */
function clockWords(epochs: readonly (number | undefined)[]): string {
  return epochs.includes(undefined)
    ? 'Not all of these results state when they were measured: each has a time of its own.'
    : 'All results stand on one time, from the earliest frame on; a frame that is chosen in one is followed by the nearest in the others.';
}

/** What was chosen on a page, to be chosen again where it is drawn anew. */
export interface PageChoice {
  /** Of the frames of each result. */
  readonly frames: readonly FrameChoice[];
  /** Whether parts are open, by their titles without numbers. */
  readonly open: ReadonlyMap<string, boolean>;
}

/** A page that is drawn. */
export interface DrawnPage {
  readonly choice: () => PageChoice;
  /** Take it away, for good. */
  readonly clear: () => void;
}

/** How a page is drawn. */
export interface DrawOptions {
  readonly loader: Loader;
  /** @default the first frame, nothing else */
  readonly choice?: PageChoice | undefined;
}

/** Parts that can be folded, by their titles: numbers in them change. */
function partsOf(place: HTMLElement): ReadonlyMap<string, HTMLDetailsElement> {
  const parts = new Map<string, HTMLDetailsElement>();
  for (const part of place.querySelectorAll<HTMLDetailsElement>('details.part')) {
    let title = part.querySelector('summary')?.textContent.replaceAll(/[\d()]+/g, '') ?? '';
    // Several results have parts of one title.
    while (parts.has(title)) title += '+';
    parts.set(title, part);
  }
  return parts;
}

/** Draw the page that its data describe. */
export async function drawPage(
  data: PageData,
  place: HTMLElement,
  { loader, choice }: DrawOptions,
): Promise<DrawnPage> {
  const board = createBoard();
  const ending = new AbortController();
  const { signal } = ending;
  const colours = { even: colourList(data.colours.even), diverging: colourList(data.colours.diverging) };
  place.append(element('header', {}, element('h1', {}, visibleText(data.title)), themeButton(board.redraw, signal)));
  const tables = await Promise.all(data.results.map((result) => frameTableOf(result, loader)));
  const epochs = tables.map(epochOfTable);
  const isOneTime = data.results.length > 1 && !epochs.includes(undefined);
  const earliest = Math.min(...epochs.map((epoch) => epoch ?? Infinity));
  if (data.results.length > 1) place.append(element('p', { class: 'note' }, clockWords(epochs)));
  const all: Explored[] = [];
  let active = 0;
  for (const [r, result] of data.results.entries()) {
    if (data.results.length > 1) place.append(element('h2', { class: 'result' }, visibleText(result.label)));
    const article = element('article', { onpointerenter: () => void (active = r), onfocusin: () => void (active = r) });
    place.append(article);
    const later = isOneTime ? epochs[r]! - earliest : 0;
    const own = choice?.frames[r] ?? { frame: 0 };
    all.push(await drawResult(result, tables[r], article, { loader, board, colours, later, choice: own }));
  }
  for (const [title, part] of partsOf(place)) part.open = choice?.open.get(title) ?? part.open;
  document.addEventListener('keydown', (event) => moveBy(event, all[active]!.selection), { signal });
  if (isOneTime)
    linkClocks(all.flatMap(({ selection, middles }) => (middles === undefined ? [] : [{ selection, middles }])));
  return {
    choice: () => ({
      frames: all.map((each) => each.choice()),
      open: new Map(Array.from(partsOf(place), ([title, { open }]) => [title, open])),
    }),
    clear() {
      ending.abort();
      board.clear();
    },
  };
}
