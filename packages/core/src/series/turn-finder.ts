/** Finds turning points in a stream of positions. */
export interface TurnFinder {
  /** Take the next position; number of the position that has turned out to be a turning point, or -1. */
  push(position: number): number;
  /** 1 while positions rise, -1 while they fall, 0 before they moved. */
  direction(): number;
}

/**
 * Zigzag with hysteresis: an extreme is a turning point once the position has gone back from it by more than
 * `threshold`, so that noise of any smaller size makes none.
 */
export function createTurnFinder(threshold: number): TurnFinder {
  let count = 0;
  let direction = 0;
  let first = 0;
  let [lowest, highest] = [0, 0];
  let [lowestAt, highestAt] = [0, 0];
  const push = (value: number): number => {
    const i = count++;
    if (i === 0) {
      first = value;
      lowest = value;
      highest = value;
      return -1;
    }
    if (value < lowest) {
      lowest = value;
      lowestAt = i;
    }
    if (value > highest) {
      highest = value;
      highestAt = i;
    }
    if (direction <= 0 && value - lowest > threshold) {
      // Before the first turn is known, what came before it was no sweep of its own unless it travelled.
      const turned = direction < 0 || first - lowest > threshold;
      direction = 1;
      highest = value;
      highestAt = i;
      return turned ? lowestAt : -1;
    }
    if (direction >= 0 && highest - value > threshold) {
      const turned = direction > 0 || highest - first > threshold;
      direction = -1;
      lowest = value;
      lowestAt = i;
      return turned ? highestAt : -1;
    }
    return -1;
  };
  return { push, direction: () => direction };
}
