/** Mean over an exposure of (t - kink)+, a line that begins to rise at the kink. */
export function meanHinge(from: number, to: number, kink: number): number {
  if (to - from <= 1e-9 * Math.abs(to)) return Math.max(0, 0.5 * (from + to) - kink);
  const [low, high] = [Math.max(0, from - kink), Math.max(0, to - kink)];
  return (high * high - low * low) / (2 * (to - from));
}

/** Mean over an exposure of a step from 0 to 1. */
export function meanStep(from: number, to: number, time: number): number {
  if (to - from <= 1e-9 * Math.abs(to)) return 0.5 * (from + to) >= time ? 1 : 0;
  return Math.min(1, Math.max(0, (to - time) / (to - from)));
}
