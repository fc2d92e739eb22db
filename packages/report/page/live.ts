import { visibleText } from '@operando/core';
import type { LiveMessage, LiveStatus } from '../src/live/live-message.js';
import { element, tick } from './dom.js';
import { drawPage } from './draw-page.js';
import type { DrawnPage, PageChoice } from './draw-page.js';
import { receiveMessages } from './live-messages.js';
import { createLoader } from './load.js';

/** What stands above a page that changes. */
interface LiveBar {
  readonly element: HTMLElement;
  tell(this: void, status: LiveStatus, at: number, isEnded: boolean): void;
  /** @param isConnected Whether what serves the page answers. */
  connected(this: void, isConnected: boolean): void;
}

function createBar(onHold: (isHeld: boolean) => void): LiveBar {
  const lamp = element('span', { class: 'lamp', role: 'img', 'aria-label': 'waiting' });
  const words = element('output', { 'aria-live': 'polite' }, 'Waiting for the first results …');
  const notes = element('ul', { class: 'notes' });
  const lost = element(
    'span',
    { class: 'bad', hidden: true },
    'Not connected: what shows it has ended, or is out of reach.',
  );
  const light = (state: 'on' | 'off' | 'ended'): void => {
    lamp.className = `lamp ${state}`;
    lamp.setAttribute('aria-label', state === 'on' ? 'live' : state);
  };
  let hasEnded = false;
  return {
    element: element(
      'div',
      { class: 'live' },
      element('div', { class: 'line' }, lamp, words, lost, tick('Hold', false, onHold)),
      notes,
    ),
    tell(status, at, isEnded) {
      hasEnded = isEnded;
      lost.hidden = true;
      light(isEnded ? 'ended' : 'on');
      words.textContent = `${visibleText(status.line)} · ${new Date(at).toLocaleTimeString()}${isEnded ? ' · ended' : ''}`;
      notes.replaceChildren(...status.notes.map((note) => element('li', {}, visibleText(note))));
    },
    connected(isConnected) {
      if (hasEnded) return;
      lost.hidden = isConnected;
      if (!isConnected) light('off');
    },
  };
}

/** Milliseconds for which somebody who is about to choose something is not disturbed at most. */
const patience = 10_000;

/** Whether somebody holds the pointer down, or has a list open. */
function watchHands(): () => boolean {
  let since = Number.NEGATIVE_INFINITY;
  document.addEventListener('pointerdown', () => (since = performance.now()), { capture: true });
  for (const over of ['pointerup', 'pointercancel', 'keyup'] as const)
    document.addEventListener(
      over,
      () => {
        if (!(document.activeElement instanceof HTMLSelectElement)) since = Number.NEGATIVE_INFINITY;
      },
      { capture: true },
    );
  document.addEventListener(
    'change',
    ({ target }) => {
      since = Number.NEGATIVE_INFINITY;
      // A list that was chosen from is left: its focus would hold everything.
      if (target instanceof HTMLSelectElement) target.blur();
    },
    { capture: true },
  );
  return () => performance.now() - since < patience;
}

/** At the begin the newest frame is shown, and the newest of all later ones. */
const newest: PageChoice = { frames: [], open: new Map() };

/** Show results that change, until nothing more comes. */
export function startLive(): void {
  let isHeld = false;
  let isDrawing = false;
  let next: LiveMessage | undefined;
  let shown: { readonly page: DrawnPage; readonly main: HTMLElement } | undefined;
  const isBusy = watchHands();
  const bar = createBar((isOn) => {
    isHeld = isOn;
    void draw();
  });
  document.body.append(bar.element);

  const drawAnew = async ({ page, id }: LiveMessage): Promise<void> => {
    if (page === undefined) return;
    const main = element('main', { class: shown === undefined ? '' : 'coming' });
    document.body.append(main);
    const blobs = [...page.blobs];
    const loader = createLoader((blob) => blobs[blob] ?? '');
    const choice = shown?.page.choice() ?? { ...newest, frames: page.data.results.map(() => ({ frame: Infinity })) };
    const drawn = await drawPage(page.data, main, { loader, choice });
    const before = shown;
    // Figures and tables are there a moment later: what is looked at should not jump meanwhile.
    const { body } = document;
    if (before !== undefined) body.style.minHeight = `${body.scrollHeight}px`;
    const { scrollX, scrollY } = window;
    before?.main.remove();
    before?.page.clear();
    main.className = '';
    window.scrollTo(scrollX, scrollY);
    setTimeout(() => (body.style.minHeight = ''), 500);
    shown = { page: drawn, main };
    document.title = `${page.data.title} · operando`;
    Object.assign(document.documentElement.dataset, { state: 'drawn', shown: String(id) });
  };

  const draw = async (): Promise<void> => {
    const message = next;
    // Nobody looks at a page that is behind others.
    if (isDrawing || message === undefined || isHeld || document.hidden) return;
    if (isBusy()) {
      setTimeout(() => void draw(), 250);
      return;
    }
    isDrawing = true;
    next = undefined;
    try {
      await drawAnew(message);
    } finally {
      isDrawing = false;
    }
    if (next !== undefined) void draw();
  };
  document.addEventListener('visibilitychange', () => void draw());
  receiveMessages({
    take(message) {
      bar.tell(message.status, message.at, message.isEnded === true);
      if (message.page === undefined) return;
      next = message;
      void draw();
    },
    connected: bar.connected,
  });
}
