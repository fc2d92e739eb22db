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

const root = (value: number): number => Math.sign(value) * Math.sqrt(Math.abs(value));

/** Numbers whose roots stand evenly, rounded as far as they stay apart: of a narrow span. */
function evenTicks(low: number, high: number): number[] {
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

/** 1, 2, 3 and 5 times powers of ten within a span above zero, whose roots stand apart from each other and from that of zero. */
function roundTicks(low: number, high: number, gap: number): number[] {
  const largest = Math.floor(Math.log10(high));
  let before = low <= 0 ? 0 : -Infinity;
  return Array.from({ length: 5 }, (_, e) => [1, 2, 3, 5].map((digit) => Number(`${digit}e${largest - 4 + e}`)))
    .flat()
    .filter((value) => {
      const isTick = value >= low && value <= high && root(value) - before >= gap;
      if (isTick) before = root(value);
      return isTick;
    });
}

/** Share of the span between the roots of neighbouring ticks, at least; fewer ticks say too little. */
const leastGap = 1 / 7;
const fewestTicks = 3;

/** Ticks of an axis of square roots: round numbers, and zero where it has that. */
export function squareTicks(low: number, high: number): number[] {
  const gap = leastGap * (root(high) - root(low));
  const above = high > 0 ? roundTicks(low, high, gap) : [];
  const below = low < 0 ? roundTicks(-high, -low, gap).map((value) => -value) : [];
  const ticks = [...below.toReversed(), ...(low <= 0 && high >= 0 ? [0] : []), ...above];
  return ticks.length < fewestTicks ? evenTicks(low, high) : ticks;
}
