/** When a component appears. */
export interface ComponentOnset {
  /** First frame whose area exceeds three standard errors in it and in the next; undefined where there is none. */
  readonly frame: number | undefined;
  /** Frames in which it may have begun, 95 %; from the first to the last frame where nothing is found. */
  readonly interval: readonly [number, number];
  /** 95 % upper limit of its area before it is found, in each frame up to there. */
  readonly limit: Float64Array;
}

/** 95 % of chi2 of one degree of freedom. */
const threshold = 3.841;

/** Least chi2 of areas that are 0 before a frame and then rise in a straight line from 0, up to the end of the window. */
function hinge(area: Float64Array, variance: Float64Array, onset: number, end: number): number {
  let chi = 0;
  let [top, bottom, rest] = [0, 0, 0];
  for (let f = 0; f <= end; f++) {
    const weight = 1 / variance[f]!;
    if (!Number.isFinite(weight) || !Number.isFinite(area[f]!)) continue;
    if (f < onset) {
      chi += weight * area[f]! ** 2;
      continue;
    }
    const u = f - onset;
    top += weight * u * area[f]!;
    bottom += weight * u * u;
    rest += weight * area[f]! ** 2;
  }
  return chi + rest - (bottom > 0 && top > 0 ? top ** 2 / bottom : 0);
}

/** Least chi2 of areas that are 0 before a frame and then have one value. */
function step(area: Float64Array, variance: Float64Array, onset: number, end: number): number {
  let chi = 0;
  let [top, bottom, rest] = [0, 0, 0];
  for (let f = 0; f <= end; f++) {
    const weight = 1 / variance[f]!;
    if (!Number.isFinite(weight) || !Number.isFinite(area[f]!)) continue;
    if (f < onset) chi += weight * area[f]! ** 2;
    else {
      top += weight * area[f]!;
      bottom += weight;
      rest += weight * area[f]! ** 2;
    }
  }
  return chi + rest - (bottom > 0 && top > 0 ? top ** 2 / bottom : 0);
}

/**
 * The frame in which a component appears, and the frames in which it may have appeared: those from which a rise in a straight
 * line, or a step, describes the areas up to a few frames after it was found about as well as the best (chi2 within 3.84).
 *
 * @param area Areas, which may be negative by chance. @param stderr Their standard errors.
 */
export function componentOnset(area: Float64Array, stderr: Float64Array): ComponentOnset {
  const frames = area.length;
  const seen = (f: number): boolean => area[f]! > 3 * stderr[f]!;
  const found = Array.from({ length: frames }, (_, f) => f).find((f) => seen(f) && (f + 1 >= frames || seen(f + 1)));
  const limit = Float64Array.from({ length: found ?? frames }, (_, f) => Math.max(0, area[f]!) + 1.645 * stderr[f]!);
  if (found === undefined) return { frame: undefined, interval: [0, frames - 1], limit };
  const variance = stderr.map((value) => value * value);
  // As far as the rise may be called straight: up to ten standard errors, or three frames.
  let end = Math.min(frames - 1, found + 3);
  while (end + 1 < frames && area[end + 1]! < 10 * stderr[end + 1]! && end < found + 12) end++;
  let [low, high] = [found, found];
  // The onset may lie between frames: the first frame with area is that after it.
  const candidates = Array.from({ length: 4 * (found + 1) + 1 }, (_, j) => -1 + j / 4);
  for (const chiSquare of [hinge, step]) {
    const values = candidates.map((onset) =>
      chiSquare(area, variance, chiSquare === step ? Math.ceil(onset) : onset, end),
    );
    const best = Math.min(...values);
    candidates.forEach((onset, j) => {
      if (values[j]! > best + threshold) return;
      const first = Math.max(0, chiSquare === step ? Math.ceil(onset) : Math.floor(onset) + 1);
      low = Math.min(low, first);
      high = Math.max(high, Math.min(first, found));
    });
  }
  return { frame: found, interval: [low, high], limit };
}
