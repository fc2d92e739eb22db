import { describe, expect, it } from 'vitest';
import { createTable } from '@operando/core';
import { estimateWords, shortNumber, sizeWords, valueWords } from '../page/format.js';
import { firstColumns, shownColumns } from '../page/chosen-columns.js';
import { frameAxes, halfCyclesOf, orderedFrames } from '../page/frame-axis.js';
import { createSelection, keyStep } from '../page/selection.js';
import { htmlText, scriptJson } from '../src/html.js';
import { reportPage } from '../src/index.js';
import { hostileTitle, smallResult } from './small-result.js';

describe('a page as text', () => {
  const page = reportPage(smallResult());

  it('holds no name or text as HTML, and one script beside its data', () => {
    expect(page).not.toContain('alert(1)</script>.xdi');
    expect(page).not.toContain('<img src=x');
    expect(page).toContain(htmlText(hostileTitle));
    const scripts = page.match(/<script[^>]*>/g)!;
    expect(scripts.filter((tag) => tag === '<script>')).toHaveLength(1);
    expect(
      scripts.filter((tag) => !/^<script( type="(text\/plain|application\/json)" id="operando-[\w]+")?>$/.test(tag)),
    ).toEqual([]);
  });

  it('allows no network and no other script, and has the licence of what it contains', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; img-src data: blob:; /,
    );
    expect(policy).not.toContain('unsafe');
    expect(page).toMatch(/uplot 1\.\d+\.\d+\n\nThe MIT License/);
    expect(page).toMatch(/d3-scale \d+\.\d+\.\d+\n\nCopyright \d+-\d+ Mike Bostock/);
  });

  it('is refused without a result, and the same for the same results', () => {
    expect(() => reportPage([])).toThrow(/there is no result to show/);
    expect(reportPage(smallResult())).toBe(page);
  });

  it('words that end a script or a line do not', () => {
    expect(htmlText(`<a href="x" id='y'>&\u202e</a>`)).toBe(
      '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;\\u202e&lt;/a&gt;',
    );
    const odd = { text: '</script><!--\u2028\u2029' };
    expect(scriptJson(odd)).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(scriptJson(odd))).toEqual(odd);
  });
});

describe('numbers in words', () => {
  it.each([
    [8344.123_456, 0.0123, '8344.123 ± 0.012'],
    [-0.5, 0.25, '−0.50 ± 0.25'],
    [1.5432e19, 2.1e17, '(1.543 ± 0.021)e19'],
    [1234, 98, '1234 ± 98'],
    [12_345, 980, '(1.234 ± 0.098)e4'],
    [3.25, Number.NaN, '3.25'],
    [3.25, 0, '3.25'],
    [Number.NaN, 1, 'none'],
  ])('%s with an error of %s', (value, stderr, words) => {
    expect(valueWords(value, stderr)).toBe(words);
  });

  it('units stand behind values, and nothing behind none', () => {
    expect(estimateWords(4.5, 0.5, 'angstrom')).toBe('4.50 ± 0.50 Å');
    expect(estimateWords(Number.NaN, undefined, 'V', 1)).toBe('none (outside)');
    expect([0, 1e-9, 123_456_789, Infinity, -Infinity].map((value) => shortNumber(value))).toEqual([
      '0',
      '1e−9',
      '1.2346e8',
      '∞',
      '−∞',
    ]);
    expect([12, 1234, 5_678_901].map(sizeWords)).toEqual(['12 B', '1.2 kB', '5.7 MB']);
  });
});

describe('frames along an axis', () => {
  const frames = 6;
  const column = (name: string, ...values: number[]) => ({ name, unit: 'V', values: Float64Array.from(values) });
  const table = createTable({
    name: 'results',
    index: { rows: 'frame', columns: [column('frame', 0, 1, 2, 3, 4, 5)] },
    columns: [
      column('time', 0, 1, 2, 3, 4, 5),
      column('other', 1, 1, 1, 1, 1, 1),
      column('voltage', 3, 4, 3.5, Number.NaN, 3.2, 3.8),
      { ...column('steady', 5, 5.01, 5, 5.01, 5, 5.01), stderr: new Float64Array(6).fill(0.1) },
      { ...column('moving', 5, 6, 7, 8, 9, 10), stderr: new Float64Array(6).fill(0.1) },
      column('empty', ...new Array<number>(6).fill(Number.NaN)),
    ],
  });

  it('time comes first where it is known, then the number of the frame, then what the cycler says', () => {
    const time = { start: Float64Array.of(0, 60, 120, 180, 3600, 3660), duration: new Float64Array(6).fill(50) };
    const axes = frameAxes(frames, time, table);
    expect(axes.map(({ key }) => key)).toEqual(['time', 'frame', 'voltage', 'other', 'steady', 'moving']);
    expect(axes[0]!.unit).toBe('min');
    // Frames that follow closely touch; before a pause one ends after a usual step.
    expect([...axes[0]!.cells!.end].map((end) => Math.round(60 * end))).toEqual([60, 120, 180, 240, 3660, 3720]);
    expect(frameAxes(frames, undefined, table)[0]!.key).toBe('frame');
  });

  it('frames stand in the order of a column, without those that have no value, and half cycles apart', () => {
    const axis = frameAxes(frames, undefined, table).find(({ key }) => key === 'voltage')!;
    const halves = halfCyclesOf(frames, Float64Array.of(1, 1, -1, -1, 0, 1));
    expect([...halves]).toEqual([0, 0, 1, 1, 1, 2]);
    const { order, x, stretch, stretches } = orderedFrames(axis, halves);
    expect([...order]).toEqual([0, 4, 2, 5, 1]);
    expect([...x]).toEqual([3, 3.2, 3.5, 3.8, 4]);
    expect([...stretch]).toEqual([...halves]);
    expect(stretches).toBe(3);
  });

  it('columns shown at first are the voltage and those that change beyond their errors', () => {
    expect(shownColumns(table).map(({ name }) => name)).toEqual(['other', 'voltage', 'steady', 'moving']);
    expect(firstColumns(shownColumns(table))).toEqual(['voltage', 'steady', 'moving']);
  });

  it('a frame is chosen, pointed at, and left again', () => {
    const selection = createSelection(5);
    const seen: number[] = [];
    selection.follow(() => seen.push(selection.shown()));
    selection.choose(3);
    selection.point(1);
    selection.point(undefined);
    selection.choose(99);
    selection.choose(-Infinity);
    expect(seen).toEqual([0, 3, 1, 3, 4, 0]);
    expect(['ArrowLeft', 'ArrowRight', 'End', 'x'].map((key) => keyStep({ key, shiftKey: true }))).toEqual([
      -10,
      10,
      Infinity,
      undefined,
    ]);
  });
});

it('a title without words is none: the page is called as the result says', () => {
  const untitled = reportPage(smallResult());
  expect(reportPage(smallResult(), { title: ' ' })).toBe(untitled);
  expect(reportPage(smallResult(), { title: 'Cell 7' })).not.toBe(untitled);
});
