import { describe, expect, it } from 'vitest';
import { emptyPlace } from '../src/legend.js';

const box = { x: 100, y: 50, width: 200, height: 300 };
const legend = { width: 60, height: 30, fontSize: 10 };

/** Points along an edge that is this far left. */
const upright = (x: number): [number, number][] => Array.from({ length: 301 }, (_, i) => [x, 50 + i]);

describe('a place for a legend among lines', () => {
  it('is between them where all corners are taken', () => {
    // Lines along both sides and one in the middle of the upper half.
    const places = [...upright(101), ...upright(299), ...upright(200).slice(0, 150)];
    const { x, y } = emptyPlace(box, legend, places)!;
    expect(x).toBeGreaterThanOrEqual(box.x);
    expect(x + legend.width).toBeLessThanOrEqual(299);
    expect(y).toBe(50);
    expect(places.some(([px, py]) => px > x && px < x + legend.width && py > y && py < y + legend.height)).toBe(false);
  });

  it('is none where lines are everywhere', () => {
    const places = Array.from({ length: 20 }, (_, k) => upright(105 + 10 * k)).flat();
    expect(emptyPlace(box, legend, places)).toBeUndefined();
  });
});
