import { chartPng } from './chart.js';
import { element } from './dom.js';
import { save } from './save.js';

/** A button that saves a chart as PNG. */
export function pngButton(name: string, plot: () => Parameters<typeof chartPng>[0] | undefined): HTMLElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'small',
      title: 'Save this picture as PNG',
      onclick: () => {
        const chart = plot();
        if (chart !== undefined) void chartPng(chart).then((blob) => blob && save(`${name}.png`, blob));
      },
    },
    'PNG',
  );
}

/** A button that saves what is shown as SVG, drawn anew for print. */
export function svgButton(name: string, draw: () => string): HTMLElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'small',
      title: 'Save what is shown as a figure for print',
      onclick: () => save(`${name}.svg`, draw(), 'image/svg+xml'),
    },
    'SVG',
  );
}
