import { visibleText } from '@operando/core';
import type { FrameAxis } from './frame-axis.js';
import { choice, element, tick } from './dom.js';
import { axisWords, shortNumber, unitWords } from './format.js';
import type { FramePanel } from './frame-panel.js';
import { placeWords } from './frame-words.js';
import type { LoadedView } from './load.js';
import { createMapChart } from './map-chart.js';
import type { MapChart, MapLook } from './map-chart.js';
import { robustLimits } from './paint.js';
import type { ColourList, ColourScale } from './paint.js';
import { pngButton } from './save-buttons.js';
import type { Shared } from './shared.js';

/** The colours from one end to the other. */
function colourBar(colours: ColourList): HTMLCanvasElement {
  const canvas = element('canvas', { class: 'bar', width: colours.length, height: 1 });
  const pixels = new Uint8ClampedArray(Uint32Array.from(colours).buffer);
  canvas.getContext('2d')!.putImageData(new ImageData(pixels, colours.length, 1), 0, 0);
  return canvas;
}

/** What the numbers of a map are to the last digit that is kept, in words. */
function precisionWords({ map, y }: LoadedView): string {
  const { form, step = 0, noise } = map!.packed;
  if (form !== 'steps') return '';
  const unit = unitWords(y.unit);
  const scatter = noise === undefined ? '' : `; neighbours scatter by ${shortNumber(noise, 2)}${unit} or more`;
  return `Kept in steps of ${shortNumber(step, 3)}${unit}: no value is off by more than half of one${scatter}.`;
}

/** Values on both sides of zero have colours that say so. */
function isSigned([low, high]: readonly [number, number]): boolean {
  return low < 0 && high > 0 && -low > 0.2 * high;
}

/** The map of a view with what its colours mean. */
export function createMapPanel(view: LoadedView, shared: Shared, panel: FramePanel): { readonly element: HTMLElement } {
  const map = view.map!;
  const limits = robustLimits(map.values);
  const colours = isSigned(limits) ? shared.colours.diverging : shared.colours.even;
  const largest = Math.max(-limits[0], limits[1]);
  const shownLimits = colours === shared.colours.diverging ? ([-largest, largest] as const) : limits;
  let look: MapLook = { colours, scale: view.scale, limits: shownLimits };
  let chart: MapChart | undefined;
  let areTracksShown = true;
  const holder = element('div', { class: 'chart' });
  const words = element('output', { class: 'place' });
  const idle = 'Drag to zoom, double-click for all, click to choose a frame.';
  const ordered = (): FrameAxis =>
    shared.axis().cells === undefined ? shared.axes.find(({ cells }) => cells)! : shared.axis();
  const note = element('p', { class: 'note' });
  const draw = (): void => {
    if (chart !== undefined) shared.board.remove(chart.plot);
    holder.replaceChildren();
    const axis = ordered();
    note.textContent = [
      axis === shared.axis()
        ? ''
        : `Frames have no order along ${shared.axis().label.toLowerCase()}: the map stays over ${axis.label.toLowerCase()}.`,
      map.firstFrames === undefined ? '' : `Each of the ${map.values.rows} rows is the mean of neighbouring frames.`,
      precisionWords(view),
    ].join(' ');
    const listener = {
      point(frame: number | undefined, x: number | undefined): void {
        shared.selection.point(frame);
        panel.at(x);
        words.textContent = frame === undefined || x === undefined ? idle : placeWords(view, frame, x);
      },
      choose: shared.selection.choose,
      zoom: (low: number, high: number): void => (axis === shared.axis() ? shared.zoom(low, high) : undefined),
    };
    chart = createMapChart(view, axis, look, holder, shared.board, listener);
    if (!areTracksShown) chart.tracks(false);
    mark();
  };
  const mark = (): void => {
    const { values } = ordered();
    const { selection } = shared;
    chart?.chosen.at(values[selection.chosen()] ?? Number.NaN);
    chart?.pointed.at(selection.shown() === selection.chosen() ? Number.NaN : values[selection.shown()]!);
  };
  const scales: readonly (readonly [ColourScale, string])[] = [
    ['linear', 'linear'],
    ['square-root', 'square root'],
    ['logarithm', 'logarithm'],
  ];
  const bar = element(
    'div',
    { class: 'legend' },
    element('span', {}, visibleText(axisWords(view.y.name, view.y.unit))),
    element('span', {}, shortNumber(shownLimits[0], 4)),
    colourBar(colours),
    element('span', {}, shortNumber(shownLimits[1], 4)),
    element('span', { class: 'whole' }, element('span', { class: 'swatch' }), ' no value'),
    view.tracks.length === 0
      ? undefined
      : tick('lines', true, (areShown) => {
          areTracksShown = areShown;
          chart?.tracks(areShown);
        }),
    choice('Scale', scales, look.scale, (scale) => {
      look = { ...look, scale };
      chart?.look(look);
      panel.scale(scale);
    }),
    pngButton(view.name, () => chart?.plot),
  );
  const made = element(
    'figure',
    { class: 'panel' },
    element('figcaption', {}, visibleText(view.title)),
    bar,
    holder,
    words,
    note,
  );
  words.textContent = idle;
  queueMicrotask(() => {
    draw();
    shared.selection.follow(mark);
    shared.onAxis(draw);
    shared.onZoom((key, low, high) => {
      if (key === ordered().key) chart?.plot.setScale('x', { min: low, max: high });
    });
    panel.onPoint((x) => chart?.place.at(x ?? Number.NaN));
  });
  return { element: made };
}
