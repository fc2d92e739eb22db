import { visibleText } from '@operando/core';
import { cornerPanel } from './corner.js';
import { choice, element } from './dom.js';
import { axisWords } from './format.js';
import { curvesOfFrame, residualsOfFrame } from './frame-curves.js';
import type { ShownCurve } from './frame-curves.js';
import { createFrameChart } from './frame-chart.js';
import type { FrameChart, FrameChartOptions } from './frame-chart.js';
import { placeWords } from './frame-words.js';
import type { LoadedView } from './load.js';
import type { ColourScale } from './paint.js';
import { pngButton, svgButton } from './save-buttons.js';
import { createSelection } from './selection.js';
import type { Shared } from './shared.js';
import { frameSvg } from './vector.js';

/** The frame that is shown, with its residuals. */
export interface FramePanel {
  readonly element: HTMLElement;
  /** A line at a place of x; away for undefined. */
  at(this: void, x: number | undefined): void;
  scale(this: void, scale: ColourScale): void;
  /** Told of the place under the pointer. */
  onPoint(this: void, listener: (x: number | undefined) => void): void;
}

/** Names of what is drawn, each once, with the look of its line; of residuals those that have names of their own. */
function legendOf(
  curves: readonly ShownCurve[],
  residuals: readonly ShownCurve[],
  kept: readonly string[],
): HTMLElement {
  const fits = new Set(curves.map(({ name }) => name));
  const names = new Set(
    [...curves, ...residuals.filter(({ name }) => !fits.has(name))].map(({ kind, name }) =>
      kind === 'data' ? name : `${kind === 'fit' ? 'fit' : kind}: ${name}`,
    ),
  );
  const words = [...names].slice(0, 8).map(visibleText).join(' · ');
  const more = names.size > 8 ? ` and ${names.size - 8} more` : '';
  return element('p', { class: 'note' }, `${words}${more}${kept.length === 0 ? '' : ` · grey: ${kept.join(', ')}`}`);
}

/** The frame of a view that is shown, as curves. */
export function createFramePanel(view: LoadedView, shared: Shared): FramePanel {
  const rows = view.rowNames;
  const selection = rows === undefined ? shared.selection : createSelection(rows.length);
  const listeners: ((x: number | undefined) => void)[] = [];
  const holder = element('div', { class: 'chart' });
  const below = element('div', { class: 'chart' });
  const words = element('output', { class: 'place' });
  const legend = element('div');
  let kept: readonly number[] = [];
  let shownScale = view.scale;
  const mainCurves = (frame: number): ShownCurve[] =>
    curvesOfFrame(view, frame).filter(({ kind }) => kind !== 'residual');
  const nameOf = (frame: number): string => visibleText(rows?.[frame] ?? `frame ${frame}`);
  const caption = element('figcaption');
  const charts: FrameChart[] = [];
  const options = (own: 'curves' | 'residuals'): FrameChartOptions => ({
    height: () => (own === 'curves' ? 300 : 120),
    yLabel: own === 'curves' ? axisWords(view.y.name, view.y.unit) : 'Residual',
    scale: own === 'curves' ? view.scale : 'linear',
    ranges: own === 'curves' ? view.ranges : [],
    point(x) {
      for (const listener of listeners) listener(x);
      for (const chart of charts) chart.at(x ?? Number.NaN);
      words.textContent = x === undefined ? '' : placeWords(view, selection.shown(), x);
    },
    zoom(low, high) {
      for (const chart of charts) {
        const scale = chart.plot()?.scales['x'];
        if (scale !== undefined && (scale.min !== low || scale.max !== high))
          chart.plot()?.setScale('x', { min: low, max: high });
      }
    },
  });
  const upper = createFrameChart(view, holder, shared.board, options('curves'));
  const lower = createFrameChart(view, below, shared.board, options('residuals'));
  charts.push(upper, lower);
  const show = (): void => {
    const frame = selection.shown();
    const curves = mainCurves(frame);
    const residuals = residualsOfFrame(view, frame);
    const places = view.tracks.map(({ values }) => values[frame] ?? Number.NaN);
    const others = kept.flatMap((other) => curvesOfFrame(view, other).filter(({ kind }) => kind === 'data'));
    upper.show(curves, places, others);
    below.hidden = residuals.length === 0;
    if (residuals.length > 0) lower.show(residuals, [], []);
    legend.replaceChildren(legendOf(curves, residuals, kept.map(nameOf)));
    caption.textContent = `${visibleText(view.title)}: ${nameOf(frame)}`;
  };
  const keep = element(
    'button',
    {
      type: 'button',
      class: 'small',
      title: 'Keep this one in grey to compare others with it',
      onclick: () => {
        kept = [...new Set([...kept, selection.chosen()])];
        show();
      },
    },
    'Keep',
  );
  const clear = element(
    'button',
    {
      type: 'button',
      class: 'small',
      onclick: () => {
        kept = [];
        show();
      },
    },
    'Clear',
  );
  const named =
    rows === undefined || rows.length < 2
      ? []
      : [
          choice(
            'Curve',
            rows.map((name, r) => [String(r), visibleText(name)] as const),
            '0',
            (r) => selection.choose(Number(r)),
          ),
        ];
  const made = element(
    'figure',
    { class: 'panel' },
    caption,
    element(
      'div',
      { class: 'legend' },
      ...named,
      keep,
      clear,
      svgButton(`${view.name}-frame`, () => {
        const frame = selection.chosen();
        const { min, max } = upper.plot()?.scales['x'] ?? {};
        return frameSvg(view, mainCurves(frame), residualsOfFrame(view, frame), {
          scale: shownScale,
          title: nameOf(frame),
          shown: [min ?? -Infinity, max ?? Infinity],
        });
      }),
      pngButton(`${view.name}-frame`, upper.plot),
    ),
    holder,
    below,
    words,
    legend,
    view.samples.length === 0 ? undefined : cornerPanel(view.samples),
    view.note === undefined ? undefined : element('p', { class: 'note' }, visibleText(view.note)),
  );
  queueMicrotask(() => selection.follow(show));
  return {
    element: made,
    at(x) {
      for (const chart of charts) chart.at(x ?? Number.NaN);
    },
    scale(next) {
      shownScale = next;
      upper.scale(next);
    },
    onPoint: (listener) => void listeners.push(listener),
  };
}
