import type { ResultTable } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import type { Board } from './chart.js';
import { frameAxes, halfCyclesOf, numberColumns } from './frame-axis.js';
import type { FrameAxis } from './frame-axis.js';
import type { LoadedView } from './load.js';
import type { ColourList } from './paint.js';
import { createSelection } from './selection.js';
import type { Selection } from './selection.js';

/** What charts of a result share. */
export interface Shared {
  readonly result: PageResult;
  readonly board: Board;
  readonly colours: { readonly even: ColourList; readonly diverging: ColourList };
  readonly selection: Selection;
  /** The table of frames. */
  readonly table: ResultTable | undefined;
  readonly axes: readonly FrameAxis[];
  readonly halfCycles: Int32Array;
  /** What frames stand against. */
  readonly axis: () => FrameAxis;
  /** Told when another axis is chosen. */
  readonly onAxis: (listener: () => void) => void;
  /** Show a stretch of the axis in every chart that has it. */
  readonly zoom: (low: number, high: number) => void;
  readonly onZoom: (listener: (key: string, low: number, high: number) => void) => void;
}

/** Frames of a result: those of its table, or of its map. */
function frameCount(table: ResultTable | undefined, view: LoadedView | undefined): number {
  const index = table?.index.columns[0];
  if (index !== undefined) return 'words' in index ? index.words.length : index.values.length;
  return view?.time?.start.length ?? view?.map?.values.rows ?? view?.rowNames?.length ?? 0;
}

/** What charts of a result share, at the start. */
export function createShared(
  result: PageResult,
  view: LoadedView | undefined,
  table: ResultTable | undefined,
  board: Board,
  colours: Shared['colours'],
): Shared & { readonly setAxis: (axis: FrameAxis) => void } {
  const frames = frameCount(table, view);
  const axes = frameAxes(frames, view?.time, table);
  const current = numberColumns(table).find(({ name }) => name === 'current');
  let axis = axes[0]!;
  const [axisListeners, zoomListeners]: [(() => void)[], ((key: string, low: number, high: number) => void)[]] = [
    [],
    [],
  ];
  let isZooming = false;
  return {
    result,
    board,
    colours,
    table,
    axes,
    selection: createSelection(frames),
    halfCycles: halfCyclesOf(frames, current?.values),
    axis: () => axis,
    onAxis: (listener) => void axisListeners.push(listener),
    setAxis(next) {
      axis = next;
      for (const listener of axisListeners) listener();
    },
    zoom(low, high) {
      if (isZooming) return;
      isZooming = true;
      for (const listener of zoomListeners) listener(axis.key, low, high);
      isZooming = false;
    },
    onZoom: (listener) => void zoomListeners.push(listener),
  };
}
