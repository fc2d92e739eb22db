import type { ViewRange } from '@operando/core';
import uPlot from 'uplot';
import { drawInside, lineColour } from './chart.js';
import { styleColour } from './dom.js';
import type { ShownCurve } from './frame-curves.js';

/** Stretches that were used, errors, ticks and places of tracks: what uPlot has no lines for. */
export function drawBeside(
  plot: uPlot,
  curves: readonly ShownCurve[],
  places: readonly number[],
  isLogarithm: boolean,
): void {
  const { bbox } = plot;
  drawInside(plot, (context) => {
    context.lineWidth = uPlot.pxRatio;
    const upright = (x: number, from: number, to: number): void => {
      const at = plot.valToPos(x, 'x', true);
      context.beginPath();
      context.moveTo(at, from);
      context.lineTo(at, to);
      context.stroke();
    };
    context.setLineDash([4 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
    places.forEach((x, t) => {
      if (!Number.isFinite(x)) return;
      context.strokeStyle = lineColour(t + 1);
      upright(x, bbox.top, bbox.top + bbox.height);
    });
    context.setLineDash([]);
    let ticks = 0;
    curves.forEach(({ kind, x, values, stderr }, c) => {
      if (kind === 'ticks') {
        context.strokeStyle = lineColour(c + 1);
        const bottom = bbox.top + bbox.height - (4 + 11 * ticks++) * uPlot.pxRatio;
        for (const place of x) upright(place, bottom - 8 * uPlot.pxRatio, bottom);
      }
      if (kind !== 'data' || stderr === undefined) return;
      context.strokeStyle = lineColour(0);
      context.globalAlpha = 0.4;
      values.forEach((value, i) => {
        const error = stderr[i]!;
        if (!Number.isFinite(value) || !Number.isFinite(error)) return;
        const low = value - error;
        const bottom = isLogarithm && low <= 0 ? bbox.top + bbox.height : plot.valToPos(low, 'y', true);
        if (!isLogarithm || value > 0) upright(x[i]!, bottom, plot.valToPos(value + error, 'y', true));
      });
      context.globalAlpha = 1;
    });
  });
}

/** Stretches with a name, below the curves. */
export function drawRanges(plot: uPlot, ranges: readonly ViewRange[]): void {
  const { bbox, ctx } = plot;
  drawInside(plot, () => {
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`;
    ranges.forEach(({ name, from, to }, r) => {
      const [left, right] = [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)];
      ctx.fillStyle = styleColour('--range');
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = styleColour('--quiet');
      const end = bbox.left + bbox.width - ctx.measureText(name).width;
      ctx.fillText(
        name,
        Math.min(end, Math.max(left, bbox.left) + 4 * uPlot.pxRatio),
        bbox.top + (13 + 13 * (r % 3)) * uPlot.pxRatio,
      );
    });
  });
}
