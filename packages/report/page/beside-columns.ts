import { statusWord } from '@operando/core';
import type { EstimateColumn, ViewTrace } from '@operando/core';
import uPlot from 'uplot';
import { drawInside, lineColour } from './chart.js';
import { styleColour } from './dom.js';
import type { FrameAxis, OrderedFrames } from './frame-axis.js';

/** Statuses of values that can be taken as they are. */
const sound: ReadonlySet<string> = new Set(['ok', 'converged', 'held', 'extrapolated', 'partial']);

/** Whether a value of a column is as good as its error says. */
export function isSound({ status }: EstimateColumn, row: number): boolean {
  return status === undefined || sound.has(statusWord(status[row]!));
}

/** A column and what it is drawn against. */
export interface ColumnPlace {
  readonly column: EstimateColumn;
  readonly axis: FrameAxis;
  readonly frames: OrderedFrames;
  /** What the column was made of, in the unit of the axis. */
  readonly trace?: ViewTrace | undefined;
  /** The lowest of several, which alone names the axis below. */
  readonly isLast: boolean;
}

/** Pixels of values along a linear axis. */
function linearPlace(plot: uPlot, scale: 'x' | 'y'): (value: number) => number {
  const { min, max } = plot.scales[scale]!;
  if (min == null || max == null) return () => Number.NaN;
  const at = plot.valToPos(min, scale, true);
  const slope = (plot.valToPos(max, scale, true) - at) / (max - min);
  return (value) => at + slope * (value - min);
}

/** Lines from value - error to value + error in one path; of those in one pixel, one that covers them all. */
function traceErrors(
  context: CanvasRenderingContext2D,
  { column, frames }: ColumnPlace,
  belongs: (frame: number) => boolean,
  [xOf, yOf]: readonly [(value: number) => number, (value: number) => number],
): void {
  const { values, stderr } = column;
  let [pixel, top, bottom] = [Number.NaN, Infinity, -Infinity];
  const flush = (): void => {
    if (top > bottom) return;
    context.moveTo(pixel, top);
    context.lineTo(pixel, bottom);
    [top, bottom] = [Infinity, -Infinity];
  };
  context.beginPath();
  frames.order.forEach((frame, i) => {
    const [value, error] = [values[frame]!, stderr![frame]!];
    if (!Number.isFinite(value) || !Number.isFinite(error) || !belongs(frame)) return;
    const at = Math.round(xOf(frames.x[i]!)) + 0.5;
    if (at !== pixel) flush();
    pixel = at;
    top = Math.min(top, yOf(value + error));
    bottom = Math.max(bottom, yOf(value - error));
  });
  flush();
  context.stroke();
}

/** Errors, and circles about values that are not sound. */
export function drawErrors(plot: uPlot, place: ColumnPlace): void {
  const { column, frames } = place;
  const { order, x, stretch, stretches } = frames;
  const radius = 3.5 * uPlot.pxRatio;
  const [xOf, yOf] = [linearPlace(plot, 'x'), linearPlace(plot, 'y')];
  drawInside(plot, (context) => {
    context.lineWidth = uPlot.pxRatio;
    context.globalAlpha = 0.45;
    for (let colour = 0; colour < (column.stderr === undefined ? 0 : Math.min(2, stretches)); colour++) {
      context.strokeStyle = lineColour(colour);
      traceErrors(context, place, (frame) => stretches === 1 || stretch[frame]! % 2 === colour, [xOf, yOf]);
    }
    context.globalAlpha = 1;
    if (column.status === undefined) return;
    context.strokeStyle = styleColour('--bad');
    context.beginPath();
    order.forEach((frame, i) => {
      if (!Number.isFinite(column.values[frame]) || isSound(column, frame)) return;
      const [left, y] = [xOf(x[i]!), yOf(column.values[frame]!)];
      context.moveTo(left + radius, y);
      context.arc(left, y, radius, 0, 2 * Math.PI);
    });
    context.stroke();
  });
}

/** What a column was made of, as a line of its own. */
export function drawTrace(plot: uPlot, trace: ViewTrace | undefined): void {
  if (trace === undefined) return;
  drawInside(plot, (context) => {
    context.strokeStyle = styleColour('--faint');
    context.lineWidth = uPlot.pxRatio;
    context.beginPath();
    let isDown = false;
    const [xOf, yOf] = [linearPlace(plot, 'x'), linearPlace(plot, 'y')];
    trace.time.forEach((time, i) => {
      const [x, y] = [xOf(time), yOf(trace.values[i]!)];
      if (Number.isFinite(y) && isDown) context.lineTo(x, y);
      else if (Number.isFinite(y)) context.moveTo(x, y);
      isDown = Number.isFinite(y);
    });
    context.stroke();
  });
}
