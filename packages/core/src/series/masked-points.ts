import type { OperandoWarning } from '../error.js';
import type { MaskedPoints } from './mask-facts.js';

/** Counts the masked points of frames on one grid. */
export interface MaskCount {
  /** The next frame. @param values NaN where masked. @param reasons Why, as far as it is to be told. */
  add(values: Float64Array, reasons?: ReadonlyMap<string, number>): void;
  /** What was counted so far. */
  found(): MaskedPoints;
}

/** A count that begins with nothing. */
export function maskCount(grid: Float64Array): MaskCount {
  let [points, frames, total, low, high] = [0, 0, 0, Infinity, -Infinity];
  const all = new Map<string, number>();
  return {
    add(values, reasons) {
      const before = points;
      total++;
      for (let i = 0; i < values.length; i++) {
        if (Number.isFinite(values[i]!)) continue;
        points++;
        const at = grid[i]!;
        if (at < low) low = at;
        if (at > high) high = at;
      }
      if (points === before) return;
      frames++;
      for (const [reason, count] of reasons ?? []) all.set(reason, (all.get(reason) ?? 0) + count);
    },
    found: () => ({ points, frames, total, low, high, reasons: Object.fromEntries(all) }),
  };
}

/** Reasons that a warning names. */
const mostReasons = 6;

/** Without the noise of the last digits: 24.38 for 24.380000000000003. */
const plain = (value: number): number => Number(value.toPrecision(12));

/** One warning of all masked points: how many, where, and why. None without a reason to tell. */
export function maskWarnings(masked: MaskedPoints): OperandoWarning[] {
  const { points, frames, total, low, high, reasons } = masked;
  const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  if (points === 0 || why.length === 0) return [];
  return [
    {
      code: 'points-masked',
      message: `${points} points in ${frames} of ${total} frames are masked, from ${plain(low)} to ${plain(high)}: ${why.slice(0, mostReasons).join(', ')}.`,
      masked,
    },
  ];
}

/**
 * The same warnings with those of masked points as one: frames that came in blocks say it together.
 * @param frames Of all blocks, also of those without any.
 */
export function joinMaskWarnings(warnings: readonly OperandoWarning[], frames: number): OperandoWarning[] {
  const told = warnings.flatMap(({ masked }) => (masked === undefined ? [] : [masked]));
  if (told.length === 0 || (told.length === 1 && told[0]!.total >= frames)) return [...warnings];
  const reasons = new Map<string, number>();
  for (const each of told)
    for (const [reason, count] of Object.entries(each.reasons)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const sum = (of: (masked: MaskedPoints) => number): number => told.reduce((all, each) => all + of(each), 0);
  const [joined] = maskWarnings({
    points: sum(({ points }) => points),
    frames: sum((each) => each.frames),
    total: Math.max(
      frames,
      sum(({ total }) => total),
    ),
    low: Math.min(...told.map(({ low }) => low)),
    high: Math.max(...told.map(({ high }) => high)),
    reasons: Object.fromEntries(reasons),
  });
  const first = warnings.findIndex(({ masked }) => masked !== undefined);
  return warnings.flatMap((warning, i) => (warning.masked === undefined ? [warning] : i === first ? [joined!] : []));
}
