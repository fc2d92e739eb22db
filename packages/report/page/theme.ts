import { element } from './dom.js';

/** Whether the page is dark now: as chosen, or else as the system is. */
function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

/** A button that changes between light and dark. @param redraw Draws in the new colours. @param signal Ends it. */
export function themeButton(redraw: () => void, signal: AbortSignal): HTMLElement {
  const button = element('button', {
    type: 'button',
    class: 'small theme',
    onclick: () => {
      document.documentElement.dataset['theme'] = isDark() ? 'light' : 'dark';
      tell();
      redraw();
    },
  });
  const tell = (): void => {
    button.textContent = isDark() ? 'Light' : 'Dark';
  };
  tell();
  const system = (): void => {
    tell();
    redraw();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', system, { signal });
  // Paper is white whatever the screen is.
  let before: string | undefined;
  const toPaper = (): void => {
    before = document.documentElement.dataset['theme'];
    document.documentElement.dataset['theme'] = 'light';
    redraw();
  };
  const toScreen = (): void => {
    if (before === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = before;
    redraw();
  };
  window.addEventListener('beforeprint', toPaper, { signal });
  window.addEventListener('afterprint', toScreen, { signal });
  return button;
}
