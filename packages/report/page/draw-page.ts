import { visibleText } from '@operando/core';
import type { ResultTable } from '@operando/core';
import type { PageData, PageResult } from '../src/page-data.js';
import { createBoard } from './chart.js';
import { element, section } from './dom.js';
import { epochOfTable, linkClocks } from './clock.js';
import { explore, loadFirstView } from './explore.js';
import type { Explored, ExploreOptions } from './explore.js';
import { figurePart } from './figure-part.js';
import type { LoadedView, Loader } from './load.js';
import { colourList } from './paint.js';
import { moveBy } from './selection.js';
import type { FrameChoice } from './shared.js';
import { tablePart } from './table-part.js';
import { themeButton } from './theme.js';
import { provenanceParts, recordTable, warningsPart } from './words-part.js';

/** A part of the page that is filled later. */
interface LaterSection {
  readonly part: HTMLElement;
  /** Have it filled after what is seen first, or when it is opened. */
  readonly begin: () => void;
}

/** A part whose content is made when it is open. */
function laterSection(title: string, isOpen: boolean, fill: () => Promise<readonly Node[]>): LaterSection {
  const part = section(title, isOpen);
  let begun = false;
  const make = (): void => {
    if (begun || !part.open) return;
    begun = true;
    void fill().then((nodes) => part.append(...nodes));
  };
  const begin = (): void => {
    part.addEventListener('toggle', make);
    requestAnimationFrame(() => setTimeout(make));
  };
  return { part, begin };
}

/** The table of frames, where a result has one. */
async function frameTableOf({ tables: [first] }: PageResult, loader: Loader): Promise<ResultTable | undefined> {
  return first?.rows === 'frame' && first.index.length === 1 ? loader.table(first) : undefined;
}

/** All of a result, warnings first. */
async function drawResult(
  result: PageResult,
  frames: ResultTable | undefined,
  view: LoadedView | undefined,
  made: HTMLElement,
  { onFirst, ...options }: ExploreOptions & Pick<DrawOptions, 'onFirst'>,
): Promise<Explored> {
  const { loader } = options;
  const tables = result.tables.map((table) => () => loader.table(table));
  const warnings = warningsPart(result.warnings);
  if (warnings !== undefined) made.append(warnings);
  made.append(element('pre', { class: 'summary' }, visibleLines(result.text)));
  const explored = explore(result, frames, view, options);
  const { element: part, selection, start, startColumns } = explored;
  if (result.views.length > 0 || frames !== undefined) made.append(part);
  const parts = [
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
  ];
  made.append(...parts.map(({ part: own }) => own));
  start();
  await onFirst?.();
  startColumns();
  for (const { begin } of parts) begin();
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
  /** Waited for once the first map and curves of the first result are drawn, before anything else is. @default all is drawn at once */
  readonly onFirst?: (() => Promise<void>) | undefined;
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
  { loader, choice, onFirst }: DrawOptions,
): Promise<DrawnPage> {
  const board = createBoard();
  const ending = new AbortController();
  const { signal } = ending;
  const colours = { even: colourList(data.colours.even), diverging: colourList(data.colours.diverging) };
  place.append(element('header', {}, element('h1', {}, visibleText(data.title)), themeButton(board.redraw, signal)));
  const choices = data.results.map((_, r): FrameChoice => choice?.frames[r] ?? { frame: 0 });
  // Unpacking goes on in other threads: all of it is asked for at once.
  const [tables, views] = await Promise.all([
    Promise.all(data.results.map((result) => frameTableOf(result, loader))),
    Promise.all(data.results.map((result, r) => loadFirstView(result, choices[r]!, loader))),
  ]);
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
    const first = r === 0 ? onFirst : undefined;
    const shown = { loader, board, colours, later, choice: choices[r]!, onFirst: first };
    all.push(await drawResult(result, tables[r], views[r], article, shown));
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
