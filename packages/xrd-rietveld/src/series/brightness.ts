import { median } from './neighbours.js';

/** Share of the usual counts below which a frame is weak, and has no data. */
const weakShare = 0.25;
const darkShare = 1e-3;
/** Frames on either side that say what is usual once all are known. */
const beside = 10;

/** Share of all frames that are no brighter than one that has data for sure. */
const mostly = 0.9;

/** How bright a frame is beside others: `dark`, without data; `weak`; or neither. */
export type Brightness = 'dark' | 'weak' | 'usual';

/** How bright a frame is. @param total Its mean intensity. @param usual That of others. */
export function brightnessOf(total: number, usual: number): Brightness {
  if (!(total > darkShare * usual) || !(total > 0)) return 'dark';
  return total < weakShare * usual ? 'weak' : 'usual';
}

/** Whether a frame is so bright that those before it were weak. */
export function outshines(total: number, usual: number): boolean {
  return weakShare * total > usual;
}

/**
 * How bright each frame of a series is beside those around it, on both sides: the first ones are judged by what came after them, and
 * a beam that lost most of its intensity for good is not weak.
 *
 * @param totals Mean intensities of all frames.
 */
export function brightnessOfAll(totals: readonly number[]): Brightness[] {
  const bright = totals.toSorted((a, b) => a - b)[Math.floor(mostly * (totals.length - 1))]!;
  const isLit = (total: number): boolean => brightnessOf(total, bright) !== 'dark';
  return totals.map((total, at) => {
    if (!isLit(total)) return 'dark';
    return brightnessOf(total, median(totals.slice(Math.max(0, at - beside), at + beside + 1).filter(isLit)));
  });
}
