import { decode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourAt, colourTable, hexColour, missingColour } from '../src/colour-map.js';
import { lineColour } from '../src/line-colours.js';
import { frameSpans } from '../src/frames-in-time.js';
import { rasterImage, rasterize } from '../src/raster.js';

const pixelsOf = (uri: string): ReturnType<typeof decode> => decode(Buffer.from(uri.split(',')[1]!, 'base64'));

describe('rasterize', () => {
  it('keeps the mean of what it averages', () => {
    const x = Float64Array.from({ length: 301 }, (_, i) => i + (i % 3) * 0.2);
    const values = x.map((v) => Math.sin(v / 20) + 2);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (width) => {
        const grid = rasterize({ x, values, from: [0], to: [1] }, [x[0]!, x[300]!], [0, 1], width, 3);
        const mean = grid.values.subarray(0, width).reduce((a, b) => a + b) / width;
        let integral = 0;
        for (let i = 0; i < 300; i++) integral += 0.5 * (values[i]! + values[i + 1]!) * (x[i + 1]! - x[i]!);
        expect(mean).toBeCloseTo(integral / (x[300]! - x[0]!), 10);
      }),
    );
  });

  it('does not lose a feature one point wide', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i);
    const values = new Float64Array(1000);
    values[777] = 100;
    const grid = rasterize({ x, values, from: [0], to: [1] }, [0, 999], [0, 1], 50, 1);
    expect(Math.max(...grid.values)).toBeCloseTo(100 / (999 / 50), 6);
  });

  it('averages frames that share a row, leaves pauses empty and missing values missing', () => {
    const source = { x: [0, 1], values: [1, 1, 3, 3, Number.NaN, 5], from: [0, 1, 6], to: [1, 2, 8] };
    const grid = rasterize(source, [0, 1], [0, 8], 2, 4);
    expect([...grid.values].map((v) => (Number.isNaN(v) ? 'missing' : v))).toEqual([
      2,
      2,
      -Infinity,
      -Infinity,
      -Infinity,
      -Infinity,
      'missing',
      'missing',
    ]);
    const outside = rasterize(source, [5, 6], [0, 8], 2, 4);
    expect(outside.values[0]).toBeNaN();
  });
});

describe('rasterImage', () => {
  const grid = { width: 3, height: 2, values: Float64Array.of(0, 0.5, 1, Number.NaN, -Infinity, 9) };

  it('paints known colours, grey for missing, nothing for pauses', () => {
    const { data, width, height } = pixelsOf(rasterImage(grid, 'viridis', [0, 1], false));
    const at = (i: number): number[] => Array.from({ length: 4 }, (_, k) => Number(data[4 * i + k]));
    expect([width, height]).toEqual([3, 2]);
    // Viridis begins at #440154 and ends at #fde725 (van der Walt and Smith).
    expect(at(0)).toEqual([0x44, 0x01, 0x54, 255]);
    expect(at(2)).toEqual([0xfd, 0xe7, 0x25, 255]);
    expect(at(3)).toEqual([...missingColour, 255]);
    expect(at(4)[3]).toBe(0);
    expect(at(5)).toEqual(at(2));
  });

  it('turns upside down when time runs up', () => {
    const { data } = pixelsOf(rasterImage(grid, 'viridis', [0, 1], true));
    expect([data[12], data[13], data[14]]).toEqual([0x44, 0x01, 0x54]);
    expect(pixelsOf(rasterImage(grid, 'magma', [1, 1], true)).width).toBe(3);
  });
});

describe('colours', () => {
  it('diverging is white in its middle; tables include both ends', () => {
    // ColorBrewer's middle is #f7f7f7; d3 runs a spline near it.
    expect(Math.min(...colourAt('diverging', 0.5))).toBeGreaterThan(235);
    expect(colourTable('cividis', 2).map(hexColour)).toEqual([
      hexColour(colourAt('cividis', 0)),
      hexColour(colourAt('cividis', 1)),
    ]);
    expect(lineColour(0)).not.toBe(lineColour(1));
    expect(lineColour(7)).toBe(lineColour(0));
  });
});

describe('frameSpans', () => {
  it('stretches frames to the next, but not over a pause', () => {
    const { to } = frameSpans([0, 1, 2, 10, 11], [0.5, 0.5, 0.5, 0.5, 0.5]);
    expect([...to]).toEqual([1, 2, 3, 11, 12]);
    // What was measured holds in the middle of its exposure, else of what is drawn.
    expect([...frameSpans([0, 1, 2], [0.5, 0.5, 0]).middle]).toEqual([0.25, 1.25, 2.5]);
    expect([...frameSpans([5], undefined).to]).toEqual([6]);
    // Times so large that an hour is lost in them, exposures that are none.
    expect(frameSpans([1e300], [Number.NaN]).to[0]).toBeCloseTo(1.05e300, -290);
    expect([...frameSpans([0, 1], [-1, Infinity]).to]).toEqual([1, 2]);
    expect([...frameSpans([5], [3]).to]).toEqual([8]);
  });
});
