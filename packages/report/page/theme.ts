import { element } from './dom.js';

/** Whether the page is dark now: as chosen, or else as the system is. */
function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

/** A button that changes between light and dark. @param redraw Draws in the new colours. */
export function themeButton(redraw: () => void): HTMLElement {
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
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    tell();
    redraw();
  });
  // Paper is white whatever the screen is.
  let before: string | undefined;
  window.addEventListener('beforeprint', () => {
    before = document.documentElement.dataset['theme'];
    document.documentElement.dataset['theme'] = 'light';
    redraw();
  });
  window.addEventListener('afterprint', () => {
    if (before === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = before;
    redraw();
  });
  return button;
}
