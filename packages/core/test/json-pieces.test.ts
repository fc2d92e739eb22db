import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../src/index.js';

describe('jsonPieces', () => {
  it('is JSON.stringify with an indent of 1', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A key that is undefined is left out.
        const given = { value, none: undefined, empty: [{}, []] };
        expect([...jsonPieces(given)].join('')).toBe(JSON.stringify(given, undefined, 1));
      }),
    );
  });

  it('writes arrays of numbers with what JSON lacks as words or null, and makes what functions stand for', () => {
    const values = Float64Array.of(1.5, Number.NaN, Infinity, -0);
    expect([...jsonPieces({ values, later: () => [1, 'a'] })].join('')).toBe(
      JSON.stringify({ values: [1.5, null, 'inf', 0], later: [1, 'a'] }, undefined, 1),
    );
  });

  it('comes in pieces', () => {
    const pieces = [...jsonPieces(Array.from({ length: 50_000 }, (_, i) => i))];
    expect(pieces.length).toBeGreaterThan(3);
    expect(JSON.parse(pieces.join(''))).toHaveLength(50_000);
  });
});
