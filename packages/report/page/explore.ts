import type { ResultTable } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import type { Board } from './chart.js';
import { firstColumns, shownColumns } from './chosen-columns.js';
import { createColumnPanel } from './column-panel.js';
import { choice, element } from './dom.js';
import type { FrameAxis } from './frame-axis.js';
import { createFramePanel } from './frame-panel.js';
import { frameWords } from './frame-words.js';
import type { LoadedView, Loader } from './load.js';
import { createMapPanel } from './map-panel.js';
import type { Selection } from './selection.js';
import { createShared } from './shared.js';
import type { FrameChoice, Shared } from './shared.js';

/** Buttons and a slider that go from frame to frame. */
function frameControl(shared: Pick<Shared, 'selection' | 'axes' | 'table'>): HTMLElement {
  const { selection, axes, table } = shared;
  const time = axes.find(({ key }) => key === 'time');
  const words = element('output', { class: 'frame-words', 'aria-live': 'polite' });
  const slider = element('input', {
    type: 'range',
    min: 0,
    max: Math.max(0, selection.count - 1),
    value: 0,
    'aria-label': 'Frame',
    oninput: () => selection.choose(Number(slider.value)),
  });
  const button = (label: string, sign: string, step: number): HTMLElement =>
    element(
      'button',
      { type: 'button', title: label, 'aria-label': label, onclick: () => selection.choose(selection.chosen() + step) },
      sign,
    );
  selection.follow(() => {
    slider.value = String(selection.chosen());
    words.textContent = frameWords(selection.shown(), selection.count, time, table);
  });
  return element(
    'div',
    { class: 'frame-control' },
    button('Frame before (left arrow)', '◀', -1),
    slider,
    button('Frame after (right arrow)', '▶', 1),
    words,
  );
}

/** Frames to look at. */
export interface Explored {
  readonly element: HTMLElement;
  readonly selection: Selection;
  /** Middle of each frame on the page's clock, seconds; absent where times are not known. */
  readonly middles?: Float64Array;
  /** Draw map and curves: charts measure the room they have, and their element must be on the page before. */
  start(this: void): void;
  /** Then the columns. */
  startColumns(this: void): void;
  /** What is chosen now. */
  choice(this: void): FrameChoice;
}

/** What frames of a result are drawn with. */
export interface ExploreOptions {
  readonly loader: Loader;
  readonly board: Board;
  readonly colours: Shared['colours'];
  /** Seconds by which the first frame began after that of other results. */
  readonly later: number;
  readonly choice: FrameChoice;
}

/** Whether a stretch is only a part of an axis. */
function isPart({ values, cells }: FrameAxis, low: number, high: number): boolean {
  const finite = values.filter(Number.isFinite);
  const [first, last] = cells
    ? [cells.start[0]!, cells.end.at(-1)!]
    : [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
  const room = 1e-6 * (last - first);
  return low > first + room || high < last - room;
}

/** Number of the view that is shown at first, negative where there is none. */
function firstViewOf({ views }: PageResult, chosen: FrameChoice): number {
  return views[0]?.rowNames === undefined ? Math.min(chosen.view ?? 0, views.length - 1) : 0;
}

/** Begin to unpack the view that is shown at first. */
export async function loadFirstView(
  result: PageResult,
  chosen: FrameChoice,
  loader: Loader,
): Promise<LoadedView | undefined> {
  const view = result.views[firstViewOf(result, chosen)];
  return view && loader.view(view);
}

/** The frames of a result to look at: map, columns, the frame under the pointer. @param view That is shown at first. */
export function explore(
  result: PageResult,
  table: ResultTable | undefined,
  view: LoadedView | undefined,
  { loader, board, colours, later, choice: before }: ExploreOptions,
): Explored {
  let shownView = firstViewOf(result, before);
  const { setAxis, ...shared } = createShared(result, view, table, board, colours, later, before);
  const columns = shownColumns(table);
  const place = element('div', { class: 'explore' });
  const map = element('div', { class: 'map' });
  const frame = element('div', { class: 'frame' });
  const below = element('div', { class: 'columns-side' });
  const controls = element('div', { class: 'controls' });
  place.append(controls, element('div', { class: 'sides' }, map, frame, below));
  const { selection, axes } = shared;
  if (axes.length > 1 && table !== undefined) {
    const options = axes.map(({ key, label, unit }) => [key, unit === '' ? label : `${label} (${unit})`] as const);
    controls.append(
      choice('Against', options, shared.axis().key, (key) => setAxis(axes.find((axis) => axis.key === key)!)),
    );
  }
  const framePlace = element('div');
  const showView = (next: LoadedView): void => {
    map.replaceChildren();
    framePlace.replaceChildren();
    const panel = createFramePanel(next, shared);
    framePlace.append(panel.element);
    if (next.map !== undefined && next.rowNames === undefined) map.append(createMapPanel(next, shared, panel).element);
  };
  const isSingle = view?.rowNames !== undefined;
  if (result.views.length > 1 && !isSingle) {
    const options = result.views.map(({ title }, v) => [String(v), title] as const);
    controls.append(
      choice('Show', options, String(shownView), (v) => {
        shownView = Number(v);
        void loader.view(result.views[shownView]!).then(showView);
      }),
    );
  }
  if (selection.count > 1 && (table !== undefined || view?.rowNames === undefined))
    controls.append(frameControl(shared));
  frame.append(framePlace);
  const start = (): void => {
    if (view !== undefined && !isSingle) showView(view);
    if (view !== undefined && isSingle) {
      map.append(createFramePanel(view, shared).element);
      for (const other of result.views.slice(1))
        void loader.view(other).then((loaded) => frame.append(createFramePanel(loaded, shared).element));
    }
  };
  const startColumns = (): void => {
    if (table !== undefined && columns.length > 0) {
      const panel = createColumnPanel(shared, columns, before.columns ?? firstColumns(columns), view?.traces ?? []);
      columnsNow = panel.chosen;
      below.append(panel.charts);
      frame.append(panel.values);
    }
    const { zoom } = before;
    // Charts are drawn when this has run to its end.
    if (zoom !== undefined && shared.axis().key === before.axis) setTimeout(() => shared.zoom(...zoom));
  };
  let columnsNow = (): readonly string[] | undefined => before.columns;
  let zoomed: FrameChoice['zoom'];
  shared.onZoom((_, low, high) => {
    zoomed = isPart(shared.axis(), low, high) ? [low, high] : undefined;
  });
  shared.onAxis(() => (zoomed = undefined));
  const time = axes.find(({ key }) => key === 'time');
  return {
    element: place,
    selection,
    ...(time === undefined ? {} : { middles: time.values.map((value) => value * (time.seconds ?? 1)) }),
    start,
    startColumns,
    choice() {
      const chosen = selection.chosen();
      const columnNames = columnsNow();
      return {
        frame: chosen === selection.count - 1 ? Infinity : chosen,
        axis: shared.axis().key,
        view: shownView,
        ...(zoomed === undefined ? {} : { zoom: zoomed }),
        ...(columnNames === undefined ? {} : { columns: columnNames }),
      };
    },
  };
}
