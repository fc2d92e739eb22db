import { describe, expect, it } from 'vitest';
import { curveFigure } from '../src/index.js';
import { parseSvg } from './svg-check.js';

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

  it('draws ticks as upright strokes from end to end, without markers, and takes their ends into the axis', () => {
    const at = [2, 5, 17];
    const ticks = { x: at, y: [-40, -40, -40], low: [-50, -50, -50], high: [-30, -30, -30] };
    const svg = curveFigure({
      columns: [
        [
          {
            xLabel: '2θ',
            yLabel: 'I',
            curves: [
              { x, y },
              { ...ticks, kind: 'ticks', label: 'phase' },
            ],
          },
        ],
      ],
    });
    expect(svg).not.toContain('class="point"');
    const strokes = parseSvg(svg).filter(({ attributes }) => attributes['class'] === 'stroke');
    expect(strokes).toHaveLength(3);
    for (const { attributes } of strokes) {
      expect(attributes['x1']).toBe(attributes['x2']);
      expect(attributes['y1']).not.toBe(attributes['y2']);
    }
    const places = strokes.map(({ attributes }) => Number(attributes['x1']));
    expect((places[2]! - places[0]!) / (places[1]! - places[0]!)).toBeCloseTo(5, 1);
    expect(svg).toContain('phase');
  });

  it('names curves in a corner that is free of them, or else beside the panel', () => {
    const legendOf = (heights: readonly number[][]): { places: number[]; frame: number[]; page: number } => {
      const panel = {
        xLabel: 'Depth',
        yLabel: 'Li',
        curves: heights.map((values, c) => ({ x: values.map((_, i) => i), y: values, label: `${c}.00 h` })),
      };
      const elements = parseSvg(curveFigure({ columns: [[panel]] }));
      const frame = elements.find(
        ({ name, attributes }) => name === 'rect' && attributes['fill'] === 'none',
      )!.attributes;
      return {
        places: elements
          .filter(({ attributes }) => attributes['class'] === 'legend')
          .map(({ attributes }) => Number(attributes['x'])),
        frame: [Number(frame['x']), Number(frame['x']) + Number(frame['width'])],
        page: Number(elements[0]!.attributes['viewBox']!.split(' ')[2]),
      };
    };
    const [left, right] = [
      legendOf([
        [0, 1, 2],
        [0, 1.5, 2.5],
      ]),
      legendOf([
        [2, 1, 0],
        [2.5, 1.5, 0],
      ]),
    ];
    expect(left.places.every((place) => place < left.frame[0]! + 40)).toBe(true);
    expect(right.places.every((place) => place > right.frame[1]! - 60 && place < right.frame[1]!)).toBe(true);
    const full = legendOf([
      [2, 0, 2],
      [0, 2, 0],
    ]);
    expect(full.places).toHaveLength(2);
    expect(full.places.every((place) => place > full.frame[1]!)).toBe(true);
    expect(full.page - full.frame[1]!).toBeLessThan(60);
    // More names than the panel is high: the last line counts the rest.
    const many = parseSvg(
      curveFigure({
        columns: [
          [{ xLabel: '', yLabel: '', curves: Array.from({ length: 40 }, (_, c) => ({ x, y, label: `${c}` })) }],
        ],
        height: 60,
      }),
    ).filter(({ attributes }) => attributes['class'] === 'legend');
    expect(many.length).toBeLessThan(20);
    expect(many.at(-1)!.text).toBe(`… ${41 - many.length} more`);
  });

  it('marks lone points of lines and bands, and takes in bars', () => {
    const svg = curveFigure({
      columns: [
        [
          {
            xLabel: 'a',
            yLabel: 'b',
            curves: [
              { x: [0, 1, 2], y: [1, Number.NaN, 2] },
              { x: [1], y: [1.5], low: [1], high: [2], kind: 'band' },
              { x: [0, 2], y: [1, 2], low: [0, 1], high: [2, 4], kind: 'points' },
            ],
          },
        ],
      ],
    });
    const elements = parseSvg(svg);
    expect(elements.filter(({ attributes }) => attributes['class'] === 'line lone')).toHaveLength(2);
    const frame = elements.find(({ name, attributes }) => name === 'rect' && attributes['fill'] === 'none')!.attributes;
    const [top, height] = [Number(frame['y']), Number(frame['height'])];
    const bars = elements.filter(({ name, attributes }) => name === 'line' && attributes['clip-path'] !== undefined);
    // Values from 1 to 2 and bars from 0 to 4, all within twice the spread: the axis runs from -0.24 to 4.24 (6 % of 4).
    const at = (value: number): number => top + height - (height * (value + 0.24)) / 4.48;
    expect(
      bars.map(({ attributes }) => [Number(attributes['y1']), Number(attributes['y2'])].toSorted((p, q) => q - p)),
    ).toEqual(
      [
        [1, 2],
        [0, 2],
        [1, 4],
      ].map((ends) => ends.map((end) => expect.closeTo(at(end), 1) as number)),
    );
  });

  it('gives figures of other numbers other names, as a page may hold several', () => {
    const id = (factor: number): string =>
      /clipPath id="([^"]+)"/.exec(
        curveFigure({ columns: [[{ xLabel: '', yLabel: '', curves: [{ x, y: y.map((v) => v * factor) }] }]] }),
      )![1]!;
    expect(id(1)).toBe(id(1));
    expect(id(1)).not.toBe(id(2));
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
