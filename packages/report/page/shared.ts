import type { ResultTable } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import type { Board } from './chart.js';
import { timeOfTable } from './clock.js';
import { frameAxes, halfCyclesOf, numberColumns } from './frame-axis.js';
import type { FrameAxis } from './frame-axis.js';
import type { LoadedView } from './load.js';
import type { ColourList } from './paint.js';
import { createSelection } from './selection.js';
import type { Selection } from './selection.js';

/** What charts of a result share. */
export interface Shared {
  readonly result: PageResult;
  /** Seconds from the begin of the page's time to that of the first frame. */
  readonly later: number;
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

/** What was chosen of the frames of a result, to be chosen again where they are drawn anew. */
export interface FrameChoice {
  /** Infinity for the last, whichever it is. */
  readonly frame: number;
  /** Key of what frames stand against. */
  readonly axis?: string;
  /** A stretch of it that is shown alone. */
  readonly zoom?: readonly [low: number, high: number];
  /** Number of the view. */
  readonly view?: number;
  /** Names of the columns that are shown. */
  readonly columns?: readonly string[];
}

/**
 * What charts of a result share, at the start.
 *
 * @param later Seconds by which its first frame began after that of others.
 * @param choice What is chosen at the start.
 */
export function createShared(
  result: PageResult,
  view: LoadedView | undefined,
  table: ResultTable | undefined,
  board: Board,
  colours: Shared['colours'],
  later: number,
  choice: FrameChoice,
): Shared & { readonly setAxis: (axis: FrameAxis) => void } {
  const frames = frameCount(table, view);
  // Views say themselves when their frames were measured, or that it is not known.
  const known = view === undefined ? timeOfTable(table, result) : view.time;
  const time = known && { start: known.start.map((from) => from + later), duration: known.duration };
  const axes = frameAxes(frames, time, table);
  const current = numberColumns(table).find(({ name }) => name === 'current');
  let axis = axes.find(({ key }) => key === choice.axis) ?? axes[0]!;
  const [axisListeners, zoomListeners]: [(() => void)[], ((key: string, low: number, high: number) => void)[]] = [
    [],
    [],
  ];
  let isZooming = false;
  return {
    result,
    later,
    board,
    colours,
    table,
    axes,
    selection: createSelection(frames, choice.frame),
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
