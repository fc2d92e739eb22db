import { decode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveFigure, operandoFigure, scatterFigure } from '../src/index.js';
import type { OperandoFigureOptions } from '../src/index.js';
import { svgToPng } from '../src/png.js';
import { reachBeyondPage } from './page-check.js';
import { parseSvg } from './svg-check.js';

/** What is clipped may stand so many points outside its frame, and frames stand on the page. */
const margin = 4;

const anyNumber = fc.oneof(
  fc.double(),
  fc.double({ min: -10, max: 10 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1e300),
);
const finite = anyNumber.filter(Number.isFinite);
const increasing = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc
    .uniqueArray(finite, { minLength, maxLength, comparator: (a, b) => a === b })
    .map((numbers) => numbers.toSorted((a, b) => a - b));
const range = increasing(2, 2).map(([low, high]) => [low!, high!] as const);
const several = (length: number): fc.Arbitrary<number[]> =>
  fc.array(anyNumber, { minLength: length, maxLength: length });

const anyFigure: fc.Arbitrary<OperandoFigureOptions> = fc.tuple(increasing(1, 5), increasing(1, 5)).chain(([x, time]) =>
  fc.record({
    map: fc.record(
      {
        x: fc.constant(x),
        values: several(x.length * time.length),
        xLabel: fc.constant('x'),
        label: fc.constant('y'),
        xRange: range,
        valueRange: range,
      },
      { requiredKeys: ['x', 'values', 'xLabel', 'label'] },
    ),
    time: fc.constant(time),
    duration: fc.option(several(time.length), { nil: undefined }),
    overlay: fc.tuple(fc.record({ label: fc.constant('edge'), x: several(time.length) })),
    panels: fc.tuple(
      fc.record(
        {
          label: fc.constant('y'),
          lines: fc.tuple(
            fc.record({ time: fc.constant(time), values: several(time.length), stderr: several(time.length) }),
            fc.record({ time: several(3), values: several(3) }),
          ),
          range,
        },
        { requiredKeys: ['label', 'lines'] },
      ),
    ),
    width: fc.constantFrom(60, 60, 60, 170),
  }),
);

describe('nothing that is drawn lies outside the page', () => {
  it('of maps with panels, whatever data and ranges', () => {
    fc.assert(
      fc.property(anyFigure, (options) => {
        expect(reachBeyondPage(operandoFigure(options))).toBeLessThanOrEqual(margin);
      }),
      { numRuns: 50 },
    );
  });

  it('of curves and of scattered points, whatever data', () => {
    const curve = fc.integer({ min: 0, max: 6 }).chain((length) =>
      fc.record(
        {
          x: several(length),
          y: several(length),
          low: several(length),
          high: several(length),
          kind: fc.constantFrom('points', 'line', 'band'),
          label: fc.constantFrom('one', 'a very long name of a curve, longer than any panel is wide'),
        },
        { requiredKeys: ['x', 'y'] },
      ),
    );
    fc.assert(
      fc.property(fc.array(curve, { minLength: 1, maxLength: 3 }), (curves) => {
        const panel = { xLabel: 'x', yLabel: 'y', curves };
        expect(reachBeyondPage(curveFigure({ columns: [[panel, panel], [panel]] }))).toBeLessThanOrEqual(margin);
        const groups = curves.map(({ x, y, high }) => ({ label: 'group', x, y, stderr: high }));
        expect(reachBeyondPage(scatterFigure({ groups, xLabel: 'x', yLabel: 'y' }))).toBeLessThanOrEqual(margin);
      }),
    );
  });

  const time = [0, 1, 2, 3];
  const x = Array.from({ length: 50 }, (_, i) => 8300 + 2 * i);
  const edge: OperandoFigureOptions = {
    map: { x, xLabel: 'Energy', values: Array.from({ length: 200 }, (_, i) => i % 50), label: 'mu' },
    time,
    overlay: [{ label: 'edge', x: [8344, 8344.5, 8345, 8345.5] }],
    panels: [{ label: 'Edge', lines: [{ time, values: [8344, 8344.5, 8345, 8345.5], stderr: [0.1, 0.1, 0.1, 0.1] }] }],
  };
  const ranged = (xRange: readonly [number, number], panel?: readonly [number, number]): OperandoFigureOptions => ({
    ...edge,
    map: { ...edge.map, xRange },
    panels: [{ ...edge.panels![0]!, range: panel }],
  });
  const texts = (svg: string, role: string): string[] =>
    parseSvg(svg)
      .filter(({ attributes }) => attributes['class'] === role)
      .map(({ text }) => text);

  // The first and the third ended the whole process with a panic of resvg, which draws no clipped shape two pages away.
  it.each([
    ['lines far to the right', ranged([8310, 8311]), []],
    ['lines in it', ranged([8340, 8350]), []],
    ['lines far to the left', ranged([8390, 8391]), []],
    ['no data', ranged([9000, 9100]), ['no data in this range']],
    ['no data, beside an axis', ranged([8100, 8200]), ['no data in this range']],
    ['panels without values', ranged([8340, 8350], [0, 1]), ['no values in this range']],
    ['lines from end to end of numbers', { ...edge, overlay: [{ label: 'edge', x: [1e300, 8345, -1e300, 8344] }] }, []],
    [
      'nothing measured',
      {
        ...edge,
        map: { ...edge.map, values: new Float64Array(200).fill(Number.NaN) },
        panels: [{ label: 'Edge', lines: [{ time, values: new Float64Array(4).fill(Number.NaN) }] }],
      },
      ['no values', 'no values'],
    ],
  ])('a range with %s is drawn, also as PNG', async (_, options, words) => {
    const svg = operandoFigure(options);
    expect(reachBeyondPage(svg)).toBeLessThanOrEqual(margin);
    expect(texts(svg, 'empty')).toEqual(words);
    // A line is named where it is seen.
    expect(texts(svg, 'legend')).toEqual(svg.includes('class="overlay"') ? ['edge'] : []);
    expect(decode(await svgToPng(svg, { width: 300 })).width).toBe(300);
  });

  it('curves and points without a number are drawn as a frame with a word, also as PNG', async () => {
    const none = [Number.NaN, Number.NaN];
    const svgs = [
      curveFigure({ columns: [[{ xLabel: 'x', yLabel: 'y', curves: [{ x: [1, 2], y: none, label: 'one' }] }]] }),
      scatterFigure({ groups: [{ label: 'one', x: [1, 2], y: none }], xLabel: 'x', yLabel: 'y' }),
    ];
    for (const svg of svgs) {
      expect(texts(svg, 'empty')).toEqual(['no values']);
      expect(texts(svg, 'legend')).toEqual([]);
      expect(decode(await svgToPng(svg, { width: 100 })).width).toBe(100);
    }
  });

  it('a map of a single point is drawn as wide as its axis', () => {
    const svg = operandoFigure({ map: { x: [7.5], xLabel: 'Depth', values: [1, 2, 3], label: 'Li' }, time: [0, 1, 2] });
    expect(reachBeyondPage(svg)).toBeLessThanOrEqual(margin);
    expect(texts(svg, 'empty')).toEqual([]);
    expect(texts(svg, 'tick')).toContain('7.5');
    const [, href] = /href="data:image\/png;base64,([^"]+)"/.exec(svg)!;
    const { data, width, height } = decode(Buffer.from(href!, 'base64'));
    const colourAt = (row: number, column: number): number[] =>
      Array.from({ length: 3 }, (_, k) => Number(data[4 * (row * width + column) + k]));
    // Viridis runs from #440154 to #fde725 (van der Walt and Smith): the last frame, on top, and the first from side to side.
    for (const column of [0, width >> 1, width - 1]) {
      expect([colourAt(0, column), colourAt(height - 1, column)]).toEqual([
        [0xfd, 0xe7, 0x25],
        [0x44, 0x01, 0x54],
      ]);
    }
  });

  it('pages without room for what they shall hold are refused, whatever the sizes', () => {
    const anyPage = fc.record({
      panels: fc.integer({ min: 1, max: 12 }),
      width: fc.integer({ min: 60, max: 200 }),
      height: fc.option(fc.integer({ min: 40, max: 200 }), { nil: undefined }),
      fontSize: fc.integer({ min: 5, max: 20 }),
    });
    const drawnOrRefused = (figure: () => string): void => {
      let svg: string;
      try {
        svg = figure();
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-argument' });
        return;
      }
      expect(reachBeyondPage(svg)).toBeLessThanOrEqual(margin);
    };
    fc.assert(
      fc.property(anyPage, ({ panels, ...page }) => {
        const beside = Array.from({ length: panels }, () => edge.panels![0]!);
        const panel = { xLabel: 'x', yLabel: 'y', curves: [{ x: [1, 2], y: [1, 2], label: 'one' }] };
        const groups = [{ label: 'one', x: [1, 2], y: [1, 2] }];
        drawnOrRefused(() => operandoFigure({ ...edge, panels: beside, ...page }));
        drawnOrRefused(() => curveFigure({ columns: [beside.map(() => panel)], ...page }));
        drawnOrRefused(() => scatterFigure({ groups, xLabel: 'x', yLabel: 'y', ...page }));
      }),
      { numRuns: 40 },
    );
    // The least width needs no height beside it.
    const curves = [{ x: [1], y: [1] }];
    expect(curveFigure({ columns: [[{ xLabel: 'x', yLabel: 'y', curves }]], width: 60 })).toContain('height="40mm"');
    const groups = [{ label: '', x: [1], y: [1] }];
    expect(scatterFigure({ groups, xLabel: 'x', yLabel: 'y', width: 40 })).toContain('height="40mm"');
  });

  it('a figure of others that would end the process is refused before it is drawn', async () => {
    const page = (inside: string): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><clipPath id="c"><rect x="1" y="1" width="98" height="48"/></clipPath>${inside}</svg>`;
    for (const inside of [
      '<path d="M300 10L310 20" stroke="#000" clip-path="url(#c)"/>',
      '<path d="M10 200L20 210" stroke="#000" clip-path="url(#c)"/>',
      '<line x1="-300" y1="0" x2="-310" y2="1" stroke="#000" clip-path="url(#c)"/>',
      '<circle cx="5" cy="1e9" r="1" clip-path="url(#c)"/>',
    ]) {
      await expect(svgToPng(page(inside), { width: 50 })).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'svg' } }),
      );
    }
    const fine = page('<path d="M-10 10C20 30 40 50 60 70" stroke="#000" clip-path="url(#c)"/>');
    expect(decode(await svgToPng(fine, { width: 50 })).width).toBe(50);
  });
});
