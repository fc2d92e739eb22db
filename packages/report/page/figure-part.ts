import { visibleText } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import { element } from './dom.js';
import type { Loader } from './load.js';
import { save, svgToPng } from './save.js';

/** Pixels of a saved picture for each of the figure's own. */
const fine = 3;

/** A figure as it was drawn for print. It is shown as a picture, in which nothing can run. */
export async function figurePart(
  { name, title, svg: packed }: PageResult['figures'][number],
  loader: Loader,
): Promise<HTMLElement> {
  const svg = await loader.text(packed);
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  const button = (words: string, onclick: () => void): HTMLElement =>
    element('button', { type: 'button', class: 'small', onclick }, words);
  return element(
    'figure',
    { class: 'panel' },
    element(
      'div',
      { class: 'legend' },
      element('figcaption', {}, visibleText(title)),
      button('SVG', () => save(`${name}.svg`, svg, 'image/svg+xml')),
      button('PNG', () => void svgToPng(svg, fine).then((blob) => blob && save(`${name}.png`, blob))),
    ),
    element('img', { class: 'paper', src: address, alt: visibleText(title) }),
  );
}
