import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { edgePosition, edgePositionMethods, edgePositionStack } from '../src/index.js';

const energy = Float64Array.from({ length: 400 }, (_, i) => 7660 + 0.3 * i);
/** An arctangent with a white line: what is known of it does not depend on which points are missing. */
const whole = energy.map(
  (e) => 0.5 + Math.atan((e - 7712) / 1.5) / Math.PI + 0.6 * Math.exp(-(((e - 7716) / 3.5) ** 2)),
);
const e0 = 7711.9;
const truth = edgePositionStack(energy, whole, { e0 }).columns;
const withHole = (first: number, points: number): Float64Array =>
  whole.map((value, i) => (i >= first && i < first + points ? Number.NaN : value));

describe('points that are missing', () => {
  it.each([1, 2, 3, 6, 12, 24, 40])(
    '%i of them move no position, wherever they are: it is found, or is not',
    (points) => {
      let found = 0;
      let refused = 0;
      for (let first = 100; first < 280; first += 3) {
        const { columns } = edgePositionStack(energy, withHole(first, points), { e0 });
        for (const method of edgePositionMethods) {
          const { values, status } = columns[method]!;
          if (status[0] === statusOf.failed) refused++;
          else {
            found++;
            // A tenth of the width of the edge.
            expect(Math.abs(values[0]! - truth[method]!.values[0]!)).toBeLessThan(0.15);
          }
        }
      }
      expect(found).toBeGreaterThan(150);
      if (points <= 2) expect(refused).toBe(0);
      if (points >= 6) expect(refused).toBeGreaterThan(20);
    },
  );

  it('are told where they hide the edge', () => {
    const spoiled = withHole(160, 30);
    for (const method of ['derivative', 'half-step', 'integral', 'white-line'] as const)
      expect(() => edgePosition(energy, spoiled, { method, e0 })).toThrow(
        expect.objectContaining({
          code: 'no-edge',
          message: expect.stringContaining('points are missing from 7707.7 to 7717 eV') as string,
        }),
      );
    const { warnings } = edgePositionStack(energy, spoiled, { e0, methods: ['half-step'] });
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'no-half-step', message: expect.stringContaining('are missing') as string }),
    ]);
  });
});
