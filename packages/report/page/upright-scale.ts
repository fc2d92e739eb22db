import type uPlot from 'uplot';
import { powerLabels } from './chart.js';
import type { ColourScale } from './paint.js';

/** How the upright axis is spaced, in uPlot's words. */
export const uprightScales: Readonly<Record<ColourScale, object>> = {
  linear: { distr: 1 },
  'square-root': {
    distr: 100,
    fwd: (value: number) => Math.sign(value) * Math.sqrt(Math.abs(value)),
    bwd: (value: number) => value * Math.abs(value),
  },
  logarithm: { distr: 3 },
};

/** Ticks of such an axis. */
export const uprightAxes: Readonly<Record<ColourScale, Partial<uPlot.Axis>>> = {
  linear: {},
  'square-root': { splits: (_plot, _axis, low, high) => squareTicks(low, high), filter: (_plot, splits) => splits },
  logarithm: { values: powerLabels },
};

/** Round numbers whose roots stand evenly. */
function squareTicks(low: number, high: number): number[] {
  const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));
  const [from, to] = [root(low), root(high)];
  const even = Array.from({ length: 6 }, (_, i) => from + ((i + 0.5) / 6) * (to - from)).map(
    (each) => each * Math.abs(each),
  );
  const round = even.map((value, i) => {
    const gap = Math.abs((even[i + 1] ?? value) - (even[i - 1] ?? value)) / 4;
    const unit = 10 ** Math.floor(Math.log10(gap || 1));
    return Math.round(value / unit) * unit;
  });
  return [...new Set(round)].filter((value) => value >= low && value <= high);
}
