import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runReadmeExample, seededRandom, xasStack } from '@operando/fixtures';
import { operandoFigure, scatterFigure } from '../src/index.js';
import type { OperandoFigureOptions } from '../src/index.js';
import { bandBetween, longCurve, pathThrough, thinCurve, thinnedPoints } from '../src/line-path.js';
import { svgToPng } from '../src/png.js';
import { axisTitle, layTicks, powerOfTen, tickLabels, tickNotation } from '../src/ticks.js';
import { textWidth, truncateText, wrapText } from '../src/text-metrics.js';
import { escapeXml, coordinate } from '../src/svg.js';
import { parseSvg } from './svg-check.js';
import type { Element } from './svg-check.js';

const stack = xasStack({ frames: 60, points: 300 });
const hours = stack.start.map((t) => (t - stack.start[0]!) / 3600);
const edge = stack.shift.map((shift) => 8344.3 + shift);
const options: OperandoFigureOptions = {
  map: { x: stack.energy, xLabel: 'Energy', xUnit: 'eV', values: stack.mu, label: 'Absorption', xRange: [8325, 8375] },
  time: hours,
  duration: hours.map(() => 130 / 3600),
  overlay: [{ label: 'edge', x: edge }],
  panels: [
    {
      label: 'Voltage',
      unit: 'V',
      lines: [{ time: stack.log.time.map((t) => (t - stack.start[0]!) / 3600), values: stack.log.voltage }],
    },
    { label: 'Edge position', unit: 'eV', lines: [{ time: hours, values: edge, stderr: edge.map(() => 0.05) }] },
  ],
};

interface Label {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Boxes of the horizontal texts of a figure. */
function labelBoxes(svg: string): Label[] {
  return parseSvg(svg)
    .filter(({ name, attributes }) => name === 'text' && attributes['transform'] === undefined)
    .map(({ attributes, text }) => {
      const size = Number(attributes['font-size']);
      const width = textWidth(text, size);
      const x = Number(attributes['x']);
      const y = Number(attributes['y']);
      const left =
        attributes['text-anchor'] === 'middle' ? x - width / 2 : attributes['text-anchor'] === 'end' ? x - width : x;
      return { text, left, right: left + width, top: y - 0.7 * size, bottom: y };
    });
}

describe('operandoFigure', () => {
  it.each([60, 80, 120, 170])('at %d mm: well-formed, readable, no overlapping words, all inside', (width) => {
    const svg = operandoFigure({ ...options, width, title: 'LiNiO2' });
    const elements = parseSvg(svg);
    const [, , pageWidth, pageHeight] = elements[0]!.attributes['viewBox']!.split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
    expect(pageWidth).toBeCloseTo((width * 72) / 25.4, 1);
    const boxes = labelBoxes(svg);
    expect(boxes.length).toBeGreaterThan(8);
    for (const [i, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThan(-0.5);
      expect(a.right).toBeLessThan(pageWidth + 0.5);
      expect(a.bottom).toBeLessThan(pageHeight);
      for (const b of boxes.slice(i + 1)) {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        expect(apart ? '' : `${a.text} over ${b.text}`).toBe('');
      }
    }
    const sizes = elements
      .filter(({ name }) => name === 'text')
      .map(({ attributes }) => Number(attributes['font-size']));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(6);
  });

  it('names the lines of a panel where several have names', () => {
    const line = (label: string | undefined, factor: number) => ({
      label,
      time: hours,
      values: hours.map((hour) => factor * hour),
    });
    const named = (labels: readonly (string | undefined)[]): string =>
      operandoFigure({ ...options, panels: [{ label: 'Share', lines: labels.map((label, k) => line(label, k + 1)) }] });
    expect(named(['LiFePO4', 'FePO4'])).toMatch(/LiFePO4[^]*FePO4/);
    expect(named(['LiFePO4'])).not.toContain('LiFePO4');
    expect(named([undefined, undefined])).not.toContain('undefined');
  });

  it('leaves room for a long title of the colour bar', () => {
    const label = 'Square root of the intensity of the whole pattern';
    const svg = operandoFigure({ ...options, width: 60, map: { ...options.map, label } });
    const lines = labelBoxes(svg).filter(({ text }) => /Square|intensity|pattern/.test(text));
    expect(lines.length).toBeGreaterThan(1);
    for (const { top } of lines) expect(top).toBeGreaterThan(0);
  });

  it('is the same bytes for the same input, and other names for other input', () => {
    const svg = operandoFigure(options);
    expect(operandoFigure(options)).toBe(svg);
    const id = (text: string): string => /clipPath id="(\w+)-map"/.exec(text)![1]!;
    expect(id(operandoFigure({ ...options, width: 90 }))).not.toBe(id(svg));
  });

  it('writes titles in the field’s style, with an offset for long numbers', () => {
    const texts = parseSvg(operandoFigure(options))
      .filter(({ name }) => name === 'text')
      .map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['Energy (eV)', 'Time (h)', 'Voltage (V)', 'Absorption', 'edge']));
    expect(texts.join(' ').replaceAll('\u00a0', ' ')).toMatch(/Edge position − 834\d|Edge position − 8340/);
  });

  it('escapes whatever labels come from files', () => {
    const nasty = '<script>alert("1")</script> & \u0000';
    const svg = operandoFigure({
      ...options,
      title: nasty,
      map: { ...options.map, label: nasty },
      overlay: [{ label: nasty, x: edge }],
    });
    expect(svg).not.toContain('<script');
    expect(parseSvg(svg).filter(({ name }) => name === 'script')).toEqual([]);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseSvg(`<t>${escapeXml(text)}</t>`).length === 1));
  });

  it('stays small for a real-size stack', () => {
    const big = xasStack({ frames: 500, points: 1000 });
    const svg = operandoFigure({
      map: {
        x: big.energy,
        xLabel: 'Energy',
        xUnit: 'eV',
        values: big.mu,
        label: 'mu',
        colours: 'diverging',
        valueRange: [-1, 1],
      },
      time: big.start,
      timeDirection: 'down',
      panels: [
        {
          label: 'V',
          lines: [
            {
              time: Array.from({ length: 100_000 }, (_, i) => i * 3.4),
              values: Array.from({ length: 100_000 }, (_, i) => Math.sin(i)),
            },
          ],
        },
      ],
    });
    expect(svg.length).toBeLessThan(900_000);
    parseSvg(svg);
  });

  it('draws missing values and constant ones', () => {
    const values = stack.mu.map((v, i) => (i < 300 ? Number.NaN : v));
    const broken = edge.map((v, i) => (i === 10 ? Number.NaN : v));
    const svg = operandoFigure({ ...options, map: { ...options.map, values }, overlay: [{ label: '', x: broken }] });
    const halo = parseSvg(svg).find(({ attributes }) => attributes['class'] === 'halo');
    expect(halo!.attributes['d']!.match(/M/g)!.length).toBe(2);
    const constant = operandoFigure({
      ...options,
      map: { ...options.map, values: stack.mu.map(() => 1) },
      panels: [{ label: 'T', unit: 'degC', lines: [{ time: [0, 1], values: [25, 25] }] }],
    });
    parseSvg(constant);
    parseSvg(operandoFigure({ map: { ...options.map, values: new Float64Array(300).fill(Number.NaN) }, time: [0] }));
  });

  it('draws what is the same in all frames over the whole map, and names beside lines, not on them', () => {
    const map = { ...options.map, values: stack.mu };
    const svg = operandoFigure({ ...options, map, overlay: [{ label: '', x: edge.map(() => edge[0]!) }] });
    const parts = parseSvg(svg);
    const halo = parts.find(({ attributes }) => attributes['class'] === 'halo')!.attributes['d']!;
    const [, from, to] = /^M[\d.]+[ ,]([\d.]+).*[ ,]([\d.]+)$/.exec(halo)!;
    const clip = parts.find(({ name, attributes }) => name === 'rect' && attributes['fill'] === 'none')!.attributes;
    expect(Math.abs(Number(from) - Number(to))).toBeGreaterThan(0.999 * Number(clip['height']));
    // One to one through the upper left corner, where the names would stand but for it.
    const x = [1, 10, 20];
    const named = scatterFigure({
      groups: [{ label: 'lithium found in the anode', x, y: [0.3, 3, 6] }],
      lines: [{ label: '1:1', x: [1, 6], y: [1, 6] }],
      xLabel: 'passed',
      yLabel: 'found',
    });
    const name = parseSvg(named).find(({ text }) => text.startsWith('lithium'))!;
    expect(Number(name.attributes['y'])).toBeGreaterThan(80);
  });

  it('draws points without neighbours as dots, with the bars of their errors', () => {
    const drawn = (values: number[], stderr: number[]): readonly Element[] => {
      const time = hours.slice(0, values.length);
      return parseSvg(
        operandoFigure({
          map: { ...options.map, values: stack.mu.slice(0, 300 * values.length) },
          time,
          overlay: [{ label: 'edge', x: values }],
          panels: [{ label: 'Edge position', lines: [{ time, values, stderr }] }],
        }),
      );
    };
    const of = (elements: readonly Element[], role: string): Record<string, string>[] =>
      elements.filter(({ attributes }) => attributes['class'] === role).map(({ attributes }) => attributes);
    const one = drawn([8345], [0.1]);
    // The axis of a lone value reaches as far as its error, and 6 % further: value in the middle, bar over 1 / 1.12 of it.
    const frame = one.findLast(({ name, attributes }) => name === 'rect' && attributes['fill'] === 'none')!.attributes;
    const [left, width] = [Number(frame['x']), Number(frame['width'])];
    const [marker] = of(one, 'line lone');
    expect(Number(marker!['cx'])).toBeCloseTo(left + width / 2, 1);
    const bar = one.find(
      ({ name, attributes }) => name === 'line' && attributes['clip-path'] !== undefined,
    )!.attributes;
    expect(Math.abs(Number(bar['x1']) - Number(bar['x2']))).toBeCloseTo(width / 1.12, 1);
    // 8345 eV stands at 20/50 of the map, which begins left of the colour bar's own frame.
    const map = one.find(({ name }) => name === 'image')!.attributes;
    for (const role of ['halo lone', 'overlay lone']) {
      expect(Number(of(one, role)[0]!['cx'])).toBeCloseTo(Number(map['x']) + 0.4 * Number(map['width']), 1);
    }
    // Every other frame missing: three dots and no line; with one more, a line and a dot.
    const { NaN: no } = Number;
    const gaps = drawn([8344, no, 8345, no, 8346], [0.1, no, 0.1, no, 0.1]);
    expect([of(gaps, 'line lone').length, of(gaps, 'line').length, of(gaps, 'band').length]).toEqual([3, 0, 0]);
    const more = drawn([8344, no, 8345, 8346, no], [0.1, no, 0.1, 0.1, no]);
    expect([of(more, 'line lone').length, of(more, 'line').length, of(more, 'band').length]).toEqual([1, 1, 1]);
    expect(of(more, 'line')[0]!['d']!.match(/[ML]/g)).toEqual(['M', 'L']);
  });

  it.each([
    ['values of another size', { map: { ...options.map, values: [1] } }, 'shape-mismatch', 'map.values'],
    ['an overlay of another length', { overlay: [{ label: '', x: [1] }] }, 'shape-mismatch', 'overlay[0].x'],
    [
      'a line of another length',
      { panels: [{ label: '', lines: [{ time: [1, 2], values: [1] }] }] },
      'shape-mismatch',
      'panels[0].lines[0].values',
    ],
    [
      'a band of another length',
      { panels: [{ label: '', lines: [{ time: [1], values: [1], stderr: [] }] }] },
      'shape-mismatch',
      'panels[0].lines[0].stderr',
    ],
    ['durations of another length', { duration: [1] }, 'shape-mismatch', 'duration'],
    ['an axis that falls', { map: { ...options.map, x: stack.energy.toReversed() } }, 'axis-not-increasing', 'map.x'],
    ['times that fall', { time: hours.toReversed() }, 'time-backwards', 'time'],
    ['a width no page has', { width: 5 }, 'invalid-argument', 'width'],
    ['a range upside down', { map: { ...options.map, xRange: [2, 1] } }, 'invalid-argument', 'map.xRange'],
    ['an unknown colour map', { map: { ...options.map, colours: 'jet' } }, 'invalid-argument', 'map.colours'],
    [
      'a broken panel range',
      { panels: [{ label: '', range: [1, 1], lines: [] }] },
      'invalid-argument',
      'panels[0].range',
    ],
    ['a time that is no number', { time: hours.map((t, i) => (i === 3 ? Number.NaN : t)) }, 'non-finite', 'time'],
  ])('refuses %s', (_, change, code, parameter) => {
    expect(() => operandoFigure({ ...options, ...change } as OperandoFigureOptions)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ parameter }) as unknown }),
    );
  });

  it('refuses an empty map', () => {
    expect(() => operandoFigure({ ...options, time: [] })).toThrow(expect.objectContaining({ code: 'too-few-points' }));
  });
});

describe('scatterFigure', () => {
  const random = seededRandom(1);
  const x = Array.from({ length: 50 }, () => 3 + random.uniform());
  const groups = [
    { label: 'charge', x, y: x.map((v) => 8340 + v), stderr: x.map(() => 0.1) },
    { label: 'discharge', x: [3.5, Number.NaN], y: [8344, 1] },
  ];

  it('draws every finite point, bars and legend', () => {
    const svg = scatterFigure({
      groups,
      xLabel: 'Voltage',
      xUnit: 'V',
      yLabel: 'Edge position',
      yUnit: 'eV',
      title: 'LNO',
    });
    const elements = parseSvg(svg);
    expect(elements.filter(({ attributes }) => attributes['class'] === 'point').length).toBe(51);
    expect(elements.filter(({ attributes }) => attributes['class'] === 'legend').map(({ text }) => text)).toEqual([
      'charge',
      'discharge',
    ]);
    parseSvg(scatterFigure({ groups: [{ label: 'one', x: [1], y: [2] }], xLabel: 'a', yLabel: 'b' }));
  });

  it('takes error bars in and keeps its names off them', () => {
    const legendAt = (y: number[], stderr: number): { x: number; right: number; page: number } => {
      const svg = scatterFigure({
        groups: [{ label: 'all', x: y.map((_, i) => i), y, stderr: y.map(() => stderr) }],
        xLabel: 'a',
        yLabel: 'b',
      });
      const elements = parseSvg(svg);
      const frame = elements.find(
        ({ name, attributes }) => name === 'rect' && attributes['fill'] === 'none',
      )!.attributes;
      const [top, height] = [Number(frame['y']), Number(frame['height'])];
      const bars = elements.filter(({ name, attributes }) => name === 'line' && attributes['stroke-opacity'] === '0.6');
      expect(bars.length).toBe(y.length);
      for (const { attributes } of bars) {
        expect(Number(attributes['y1'])).toBeGreaterThan(top + 1);
        expect(Number(attributes['y2'])).toBeLessThan(top + height - 1);
      }
      const legend = elements.find(({ attributes }) => attributes['class'] === 'legend')!.attributes;
      const page = Number(elements[0]!.attributes['viewBox']!.split(' ')[2]);
      return { x: Number(legend['x']), right: Number(frame['x']) + Number(frame['width']), page };
    };
    const rising = legendAt([0, 1, 2, 3], 1);
    expect(rising.x).toBeLessThan(rising.right / 2);
    const falling = legendAt([3, 2, 1, 0], 1);
    expect(falling.x).toBeGreaterThan(falling.right / 2);
    expect(falling.x).toBeLessThan(falling.right);
    // Bars from top to bottom leave no corner free: the name stands beside the frame.
    const everywhere = legendAt(
      Array.from({ length: 30 }, (_, i) => i % 2),
      1.9,
    );
    expect(everywhere.x).toBeGreaterThan(everywhere.right);
    expect(everywhere.x + textWidth('all', 7)).toBeLessThan(everywhere.page);
  });

  it('lines under the points: named beside a line, cut to the extent of the points', () => {
    const points = { label: 'found', x: [1, 2, 3], y: [1, 1.8, 2.7] };
    const lines = [{ label: '1:1', x: [0, 10], y: [0, 10] }];
    const svg = scatterFigure({ groups: [points], lines, xLabel: 'a', yLabel: 'b' });
    expect(svg).toMatch(/<path[^>]*class="reference"/);
    expect(svg).toContain('>1:1<');
    expect(svg).toMatch(/<line[^>]*stroke="#555555"/);
    // Without points there is nothing to hold against them.
    const empty = scatterFigure({ groups: [{ label: 'none', x: [], y: [] }], lines, xLabel: 'a', yLabel: 'b' });
    expect(empty).not.toContain('reference');
    expect(() =>
      scatterFigure({ groups: [points], lines: [{ label: '', x: [1], y: [] }], xLabel: '', yLabel: '' }),
    ).toThrow(/lines\[0\]/);
  });

  it('refuses nothing and ragged groups', () => {
    expect(() => scatterFigure({ groups: [], xLabel: '', yLabel: '' })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => scatterFigure({ groups: [{ label: '', x: [1], y: [] }], xLabel: '', yLabel: '' })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});

describe('svgToPng', () => {
  it('draws the asked size with ink and text', async () => {
    const svg = operandoFigure({ ...options, width: 80 });
    const picture = decode(await svgToPng(svg, { width: 500 }));
    expect(picture.width).toBe(500);
    const darkIn = (from: number, to: number): number => {
      let dark = 0;
      const start = Math.floor(picture.height * from) * picture.width;
      for (let i = start; i < Math.floor(picture.height * to) * picture.width; i++) {
        if (Number(picture.data[picture.channels * i]) < 80) dark++;
      }
      return dark;
    };
    // Axis titles stand in the lowest tenth: without a font it would be empty.
    expect(darkIn(0.93, 1)).toBeGreaterThan(20);
    const small = decode(await svgToPng(svg, { dpi: 100 }));
    expect(small.width).toBe(315);
  });

  it('refuses what it cannot draw', async () => {
    await expect(svgToPng('<svg', { width: 10 })).rejects.toThrow(expect.objectContaining({ code: 'malformed-file' }));
    await expect(svgToPng(operandoFigure(options), { width: 1e6 })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    await expect(svgToPng('<svg/>')).rejects.toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('pieces', () => {
  it('thinning keeps the extremes of every stretch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 400 }),
        (values) => {
          const y = Float64Array.from(values, (_, i) => i / 50);
          const thin = thinCurve({ x: Float64Array.from(values), y }, 'y', 1);
          // Both zeros are drawn at one place.
          expect(Math.max(...thin.x) === Math.max(...values)).toBe(true);
          expect(Math.min(...thin.x) === Math.min(...values)).toBe(true);
          expect(thin.x.length).toBeLessThanOrEqual(4 * Math.ceil(values.length / 50));
        },
      ),
      { examples: [[[0, -0, 0]]] },
    );
    const alongX = thinCurve({ x: Float64Array.of(0, 0.01, Number.NaN, 2), y: Float64Array.of(1, 2, 3, 4) }, 'x');
    expect(alongX.x.length).toBe(4);
  });

  it('thinning a band keeps the extremes of both of its sides in every bucket, and every gap', () => {
    const side = fc.oneof({ weight: 9, arbitrary: fc.double({ min: -9, max: 9 }) }, fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 300 }), (pairs) => {
        const running = Float64Array.from(pairs, (_, i) => i / 50);
        const sides = [0, 1].map((which) => Float64Array.from(pairs, (pair) => pair[which]!));
        const kept = thinnedPoints(running, sides, 1);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        const isThere = (i: number): boolean => sides.every((each) => !Number.isNaN(each[i]!));
        for (let i = 0; i < pairs.length; i++) if (!isThere(i)) expect(kept).toContain(i);
        for (let from = 0; from < pairs.length; from += 50) {
          const all = pairs.map((_, i) => i).filter((i) => i >= from && i < from + 50 && isThere(i));
          for (const each of sides) {
            const extent = (points: number[]): number[] => [
              Math.min(...points.map((i) => each[i]!)) + 0,
              Math.max(...points.map((i) => each[i]!)) + 0,
            ];
            expect(extent(all.filter((i) => kept.includes(i)))).toEqual(extent(all));
          }
        }
      }),
    );
  });

  it('bands of a long series take no more than the page tells apart; those of a short one every point', () => {
    const d = (frames: number): number => {
      const time = Float64Array.from({ length: frames }, (_, i) => i / frames);
      const values = time.map((hour, i) => Math.sin(9 * hour) + (i % 7) / 50);
      const svg = operandoFigure({
        map: { x: [0, 1], xLabel: 'Energy', values: new Float64Array(2 * frames), label: 'mu' },
        time,
        panels: [{ label: 'edge', lines: [{ time, values, stderr: values.map(() => 0.1) }] }],
      });
      return /d="([^"]*)"[^>]*class="band"/.exec(svg)?.[1]?.split('L').length ?? 0;
    };
    expect(d(longCurve)).toBe(2 * longCurve);
    const long = d(20_000);
    expect(long).toBeGreaterThan(2000);
    expect(long).toBeLessThan(20_000);
  });

  it('paths break where a value is missing; bands close', () => {
    const curve = (x: number[]): { x: Float64Array; y: Float64Array } => ({
      x: Float64Array.from(x),
      y: Float64Array.from(x, (_, i) => i),
    });
    expect(pathThrough(curve([0, 1, Number.NaN, 3]))).toBe('M0 0L1 1M3 3');
    const page = { x: -10, y: -10, width: 100, height: 100 };
    expect(bandBetween(curve([0, 1, Number.NaN, 5, 6]), curve([1, 2, 3, 6, 7]), page)).toBe(
      'M0 0L1 1L2 1L1 0ZM5 3L6 4L7 4L6 3Z',
    );
  });

  it('ticks are round, apart and say what was taken off', () => {
    const ticks = layTicks({ domain: [8344.3, 8345.9], length: 45, fontSize: 7, along: true });
    expect(ticks.notation.offset).toBe(8340);
    expect(ticks.labels.filter((label) => label !== '').length).toBeGreaterThan(1);
    expect(axisTitle('Edge position', 'eV', { offset: 8340, exponent: 0 })).toBe('Edge position\u00a0−\u00a08340 (eV)');
    expect(axisTitle('Counts', undefined, { offset: 0, exponent: 6 })).toBe('Counts (10⁶)');
    expect(axisTitle('Current', 'A', { offset: 0, exponent: -6 })).toBe('Current (10⁻⁶ A)');
    expect(tickNotation([0, 2e-6, 4e-6]).exponent).toBe(-6);
    expect(tickLabels([-0.5, 0, 0.5], { offset: 0, exponent: 0 })).toEqual(['−0.5', '0.0', '0.5']);
    expect(tickLabels([8345], { offset: 0, exponent: 0 })).toEqual(['8345']);
    expect(powerOfTen(-12)).toBe('10⁻¹²');
    // 938 x 0.001 is 0.9380000000000001 in doubles; ticks that rounding makes equal have no digits in common to take off.
    expect(tickNotation([0.93822, 0.93824, 0.93826]).offset).toBe(0.9382);
    expect(tickNotation([0.93811, 0.93824, 0.93837]).offset).toBe(0.938);
    expect(tickNotation([1e17, 1e17, 1e17])).toEqual({ offset: 0, exponent: 0 });
    expect(layTicks({ domain: [0, 5e-324], length: 100, fontSize: 7, along: true }).values).toEqual([]);
    expect(
      layTicks({ domain: [0, 1], length: 3, fontSize: 20, along: true, overhang: 0 }).labels.filter(Boolean),
    ).toEqual([]);
  });

  it('text is measured, wrapped and cut', () => {
    expect(textWidth('AV', 10)).toBeCloseTo(13.34, 10);
    expect(textWidth('−×µ¹漢', 10)).toBeGreaterThan(20);
    expect(wrapText('one two three four', 10, 40, 2)).toEqual(['one two', expect.stringMatching(/…$/)]);
    expect(truncateText('abc', 10, 100)).toBe('abc');
    expect(() => coordinate(Number.NaN)).toThrow(expect.objectContaining({ code: 'non-finite' }));
    expect(coordinate(-0.001)).toBe('0');
  });
});

it('the README example runs', () => {
  expect(runReadmeExample(fileURLToPath(new URL('..', import.meta.url)))).toContain('svg');
});
