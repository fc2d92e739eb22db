import { visibleText } from '@operando/core';
import type { EstimateColumn, ViewTrace } from '@operando/core';
import { isSound } from './beside-columns.js';
import type { ColumnPlace } from './beside-columns.js';
import { createColumnChart } from './column-chart.js';
import type { ColumnChart } from './column-chart.js';
import { element, tick } from './dom.js';
import { columnWords, orderedFrames } from './frame-axis.js';
import type { FrameAxis } from './frame-axis.js';
import { axisWords } from './format.js';
import { cellWords, frameTable } from './frame-words.js';
import { pngButton, svgButton } from './save-buttons.js';
import type { Shared } from './shared.js';
import { columnSvg } from './vector.js';

/** Charts of columns, and their values in the frame that is shown. */
export interface ColumnPanel {
  readonly charts: HTMLElement;
  readonly values: HTMLElement;
  /** Names of the columns that are shown. */
  readonly chosen: () => readonly string[];
}

/** A trace in the unit of the time axis. */
function scaledTrace(trace: ViewTrace | undefined, { seconds = 1 }: FrameAxis, later: number): ViewTrace | undefined {
  return trace && { ...trace, time: trace.time.map((time) => (time + later) / seconds) };
}

/** Columns of frames over what is chosen, one below the other. */
export function createColumnPanel(
  shared: Shared,
  columns: readonly EstimateColumn[],
  first: readonly string[],
  traces: readonly ViewTrace[],
): ColumnPanel {
  const chosen = new Set(first);
  const { selection, board } = shared;
  const table = shared.table!;
  const place = element('div');
  const values = element('div', { class: 'panel' });
  let charts: { readonly chart: ColumnChart; readonly words: HTMLElement; readonly column: EstimateColumn }[] = [];
  const mark = (): void => {
    const [shown, own] = [selection.shown(), selection.chosen()];
    for (const { chart, words, column } of charts) {
      chart.chosen.at(chart.axis.values[own] ?? Number.NaN);
      chart.pointed.at(shown === own ? Number.NaN : (chart.axis.values[shown] ?? Number.NaN));
      words.textContent = cellWords(table, column.name, shown);
    }
    values.replaceChildren(frameTable(table, [...chosen], shown));
  };
  const draw = (): void => {
    for (const { chart } of charts) board.remove(chart.plot);
    place.replaceChildren();
    const axis = shared.axis();
    const frames = orderedFrames(axis, shared.halfCycles);
    const drawn = columns.filter(({ name }) => chosen.has(name) && name !== axis.key);
    charts = drawn.map((column, c) => {
      const holder = element('div', { class: 'chart' });
      const words = element('output', { class: 'value' });
      const isUnsound = column.values.some((value, row) => Number.isFinite(value) && !isSound(column, row));
      const caption = element(
        'figcaption',
        {},
        visibleText(axisWords(columnWords(column.name), column.unit)),
        ' ',
        words,
        isUnsound ? element('span', { class: 'bad' }, ' ○ not sound') : undefined,
      );
      const trace = axis.key === 'time' ? traces.find(({ name }) => name === column.name) : undefined;
      const drawnPlace: ColumnPlace = {
        column,
        axis,
        frames,
        trace: scaledTrace(trace, axis, shared.later),
        isLast: c === drawn.length - 1,
      };
      place.append(
        element(
          'figure',
          { class: 'panel' },
          element(
            'div',
            { class: 'legend' },
            caption,
            svgButton(column.name, () => columnSvg(drawnPlace)),
            pngButton(column.name, () => made.plot),
          ),
          holder,
        ),
      );
      const made = createColumnChart(drawnPlace, holder, board, {
        point: (frame) => selection.point(frame),
        choose: selection.choose,
        zoom: shared.zoom,
      });
      return { chart: made, words, column };
    });
    mark();
  };
  const list = element('details', { class: 'columns' }, element('summary', {}, `Columns (${columns.length})`));
  for (const { name } of columns.slice(0, 400)) {
    list.append(
      tick(visibleText(columnWords(name)), chosen.has(name), (isOn) => {
        if (isOn) chosen.add(name);
        else chosen.delete(name);
        draw();
      }),
    );
  }
  queueMicrotask(() => {
    draw();
    selection.follow(mark);
    shared.onAxis(draw);
    shared.onZoom((key, low, high) => {
      for (const { chart } of charts) {
        const scale = chart.plot.scales['x']!;
        if (chart.axis.key === key && (scale.min !== low || scale.max !== high))
          chart.plot.setScale('x', { min: low, max: high });
      }
    });
  });
  return { charts: element('div', {}, list, place), values, chosen: () => [...chosen] };
}
