import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutArea, cutCurve, cutSegment } from '../src/cut.js';
import type { Place } from '../src/cut.js';

const box = { x: 10, y: 20, width: 30, height: 40 };
const coordinates = fc.double({ min: -100, max: 200, noNaN: true });
const places = fc.array(fc.tuple(coordinates, coordinates), { minLength: 2, maxLength: 12 });

function isIn([x, y]: Place, slack = 0): boolean {
  return x >= 10 - slack && x <= 40 + slack && y >= 20 - slack && y <= 60 + slack;
}

describe('cutting', () => {
  it('keeps of a line what a walk along it meets inside', () => {
    fc.assert(
      fc.property(places, (points) => {
        const cut = cutCurve(
          { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) },
          box,
        );
        let kept = 0;
        for (let i = 0; i < cut.x.length; i++) {
          if (!Number.isNaN(cut.x[i]!)) expect(isIn([cut.x[i]!, cut.y[i]!])).toBe(true);
          const length = i === 0 ? Number.NaN : Math.hypot(cut.x[i]! - cut.x[i - 1]!, cut.y[i]! - cut.y[i - 1]!);
          if (Number.isFinite(length)) kept += length;
        }
        const steps = 500;
        let walked = 0;
        let unsure = 0;
        points.slice(1).forEach((to, i) => {
          const from = points[i]!;
          const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
          unsure += (2 * length) / steps;
          for (let k = 0; k < steps; k++) {
            const at = (k + 0.5) / steps;
            if (isIn([from[0] + at * (to[0] - from[0]), from[1] + at * (to[1] - from[1])])) walked += length / steps;
          }
        });
        // A walk in steps misses up to one step at each border that it crosses.
        expect(Math.abs(kept - walked)).toBeLessThanOrEqual(unsure);
      }),
    );
  });

  it('keeps of an area what a grid of places finds inside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinates, fc.double({ min: 0, max: 100, noNaN: true })), { minLength: 2, maxLength: 8 }),
        (rows) => {
          // A band over x = -20, 0, 20, ...: its lower border and its height.
          const x = rows.map((_, i) => 20 * i - 20);
          const low = rows.map(([y]) => y);
          const high = rows.map(([y, height]) => y + height);
          const corners: Place[] = [
            ...x.map((each, i): Place => [each, low[i]!]),
            ...x.map((each, i): Place => [each, high[i]!]).toReversed(),
          ];
          const cut = cutArea(corners, box);
          expect(cut.every((place) => isIn(place, 1e-9))).toBe(true);
          const area = cut.reduce((sum, [px, py], i) => {
            const [qx, qy] = cut.at(i - 1)!;
            return sum + 0.5 * (qx * py - px * qy);
          }, 0);
          const steps = 3000;
          let found = 0;
          for (let k = 0; k < steps; k++) {
            const at = 10 + (30 * (k + 0.5)) / steps;
            const i = Math.floor((at + 20) / 20);
            if (i + 1 >= rows.length) continue;
            const share = (at - x[i]!) / 20;
            const bottom = low[i]! + share * (low[i + 1]! - low[i]!);
            const top = high[i]! + share * (high[i + 1]! - high[i]!);
            found += Math.max(0, Math.min(60, top) - Math.max(20, bottom)) * (30 / steps);
          }
          // Columns 0.01 wide, of borders with slopes up to 20.
          expect(Math.abs(Math.abs(area) - found)).toBeLessThan(0.5);
        },
      ),
    );
  });

  it('cuts lines that go very far, and gives none for those outside', () => {
    expect(cutSegment([20, 30], [1e300, 30], box)).toEqual([
      [20, 30],
      [40, 30],
    ]);
    expect(cutSegment([20, -1e300], [20, 1e300], box)).toEqual([
      [20, 20],
      [20, 60],
    ]);
    // From (0, 30) to (1e9, 60) the line rises by 3e-8 in a point.
    const [from, to] = cutSegment([0, 30], [1e9, 60], box)!;
    expect([from[0], to[0]]).toEqual([10, 40]);
    expect(from[1]).toBeCloseTo(30, 6);
    expect(cutSegment([50, 0], [60, 100], box)).toBeUndefined();
    expect(cutSegment([0, 55], [25, 100], box)).toBeUndefined();
    expect(cutSegment([25, 100], [25, 61], box)).toBeUndefined();
    // What lies on the border is inside.
    expect(cutSegment([10, 20], [10, 20], box)).toEqual([
      [10, 20],
      [10, 20],
    ]);
    expect(cutArea([], box)).toEqual([]);
  });
});
