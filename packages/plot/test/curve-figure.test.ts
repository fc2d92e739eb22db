import { describe, expect, it } from 'vitest';
import { curveFigure } from '../src/index.js';

const x = Float64Array.from({ length: 20 }, (_, i) => i);
const y = x.map((value) => value * value);

describe('curve figure', () => {
  it('draws points with bars, lines and bands in columns', () => {
    const svg = curveFigure({
      columns: [
        [
          {
            xLabel: 'Q',
            yLabel: 'R',
            height: 3,
            curves: [
              {
                x,
                y,
                kind: 'points',
                low: y.map((value) => value - 1),
                high: y.map((value) => value + 1),
                label: 'data',
              },
              { x, y },
            ],
          },
          {
            xLabel: 'Q',
            yLabel: 'residual',
            curves: [{ x, y: y.map((value, i) => (i === 3 ? Number.NaN : value)), kind: 'points' }],
          },
        ],
        [
          {
            xLabel: 'z',
            xUnit: 'Å',
            yLabel: 'SLD',
            curves: [
              { x, y, kind: 'band', low: y.map((value) => value - 20), high: y.map((value) => value + 20) },
              { x, y, colour: 0 },
            ],
          },
        ],
      ],
      title: 'Both',
    });
    expect(svg).toContain('class="band"');
    expect(svg.match(/class="point"/g)).toHaveLength(39);
    expect(svg).toContain('data');
    expect(svg).toContain('Both');
    expect(svg).not.toContain('NaN');
  });

  it('refuses what cannot be drawn', () => {
    expect(() => curveFigure({ columns: [[{ xLabel: 'a', yLabel: 'b', curves: [{ x, y: [1] }] }]] })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => curveFigure({ columns: [[{ xLabel: 'a', yLabel: 'b', curves: [] }]] })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => curveFigure({ columns: [], width: 1 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
