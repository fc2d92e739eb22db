import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries } from '@operando/core';
import { edgeShape, seededRandom, xasStack } from '@operando/fixtures';
import type { Series } from '@operando/core';
import { normalize, normalizeStack } from '../src/index.js';
import type { NormalizeOptions } from '../src/index.js';

/** Spectra at energies from `from` to `to`, every 0.4 eV about `fine` and every 3 eV elsewhere. */
function gridOf(from: number, to: number, fine: readonly [number, number]): Float64Array {
  const points: number[] = [];
  for (let e = from; e <= to; e += e >= fine[0] && e < fine[1] ? 0.4 : 3) points.push(e);
  return Float64Array.from(points);
}

function seriesOf(energy: Float64Array, rows: readonly Float64Array[]): Series<'energy', 'eV'> {
  const signal = new Float64Array(rows.length * energy.length);
  rows.forEach((row, frame) => signal.set(row, frame * energy.length));
  return createSeries({
    signal,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from(rows, (_, frame) => 60 * frame), duration: 60 }),
  });
}

const step = (e: number, at: number, width = 1.5): number => 0.5 * (1 + Math.tanh((e - at) / width));
const peak = (e: number, at: number, height: number): number => height * Math.exp(-0.5 * ((e - at) / 1.2) ** 2);
const codes = ({ warnings }: { readonly warnings: readonly { readonly code: string }[] }): string[] =>
  warnings.map(({ code }) => code);

describe('a pre-edge peak', () => {
  const energy = gridOf(5350, 5950, [5455, 5500]);
  // Vanadium from +5 to +4: the peak at 5467 eV shrinks while the edge moves down from 5480.
  const frames = 20;
  const edgeOf = (frame: number): number => 5480 - 0.1 * frame;
  const rows = Array.from({ length: frames }, (_, frame) =>
    energy.map((e) => 0.2 + step(e, edgeOf(frame), 2) + peak(e, 5467, 0.95 - 0.05 * frame)),
  );

  it('is passed: one continuous curve of e0, told', () => {
    const found = normalize(seriesOf(energy, rows));
    found.e0.values.forEach((e0, frame) => expect(Math.abs(e0 - edgeOf(frame))).toBeLessThan(0.5));
    expect(codes(found)).toContain('pre-edge-peak');
    expect([...found.status].every((byte) => byte === found.status[0])).toBe(true);
  });

  it('stays where every spectrum is to be taken by itself', () => {
    const { e0 } = normalize(seriesOf(energy, rows), { edgeSearch: 'each' });
    expect(e0.values[0]).toBeLessThan(5468);
    expect(e0.values[frames - 1]).toBeGreaterThan(5477);
  });

  it('with hardly a fall behind it is the first inflection of a foil, and the edge', () => {
    const foil = energy.map((e) => 0.55 * step(e, 5465, 0.5) + 0.5 * step(e, 5474, 3));
    expect(Math.abs(normalize(seriesOf(energy, [foil])).e0.values[0]! - 5465)).toBeLessThan(0.5);
  });
});

describe('several edges in a scan', () => {
  const energy = gridOf(7560, 8470, [7690, 7750]);
  // Cobalt 8 % of nickel, which absorbs at the end of the scan.
  const rows = [0, 0.1, 0.2].map((shift) =>
    energy.map((e) => 0.1 * step(e, 7718 + shift) + 0.7 * step(e, 8344) + peak(e, 8350, 0.4)),
  );
  const series = seriesOf(energy, rows);

  it('the stated one is followed, and the fit ends before the next, told', () => {
    const found = normalize(series, { element: 'Co', edge: 'K' });
    expect(found.absorber).toMatchObject({ element: 'Co', edge: 'K', energy: 7709, from: 'stated' });
    found.e0.values.forEach((e0) => expect(Math.abs(e0 - 7718.1)).toBeLessThan(0.6));
    found.edgeStep.values.forEach((height) => expect(Math.abs(height - 0.1)).toBeLessThan(0.0005));
    expect(found.used.norm2![1]).toBeLessThan(8333 - 30 - 7717);
    expect(codes(found)).toEqual(expect.arrayContaining(['other-edge', 'steeper-elsewhere']));
  });

  it('without a statement the steepest is taken, and the edge below it kept out of the fit', () => {
    const found = normalize(series);
    expect(found.absorber).toMatchObject({ element: 'Ni', edge: 'K', from: 'nearest' });
  });

  it('without a statement an L3 edge is likelier than an L1 edge at the same energy', () => {
    // Bi L3 and Ir L1 both at 13419 eV (Elam, Ravel and Sieber 2002).
    const grid = gridOf(13260, 14100, [13400, 13460]);
    const found = normalize(seriesOf(grid, [grid.map((e) => step(e, 13422) + peak(e, 13426, 0.4))]));
    expect(found.absorber).toMatchObject({ element: 'Bi', edge: 'L3', from: 'nearest' });
  });

  it('ranges that are given are used, and said to hold the edge', () => {
    const found = normalize(series, { element: 'Co', norm2: 740 });
    expect(found.used.norm2![1]).toBe(740);
    expect(found.warnings.find(({ code }) => code === 'other-edge')?.message).toContain('as given');
  });

  it('the L2 edge ends the range of the L3 edge of the same element', () => {
    const grid = gridOf(5620, 6520, [5700, 5760]);
    const cerium = grid.map((e) => step(e, 5724) + 0.45 * step(e, 6164) + peak(e, 5727, 1.2));
    const found = normalize(seriesOf(grid, [cerium]), { element: 'Ce' });
    expect(found.absorber).toMatchObject({ element: 'Ce', edge: 'L3' });
    expect(Math.abs(found.edgeStep.values[0]! - 1)).toBeLessThan(0.002);
    expect(
      Math.abs(normalize(seriesOf(grid, [cerium]), { edgeSearch: 'each' }).edgeStep.values[0]! - 1),
    ).toBeGreaterThan(0.03);
  });

  it('elements of the sample keep the fit off their edges where no step is seen', () => {
    const nickel = gridOf(8200, 9300, [8320, 8370]);
    const row = nickel.map((e) => step(e, 8340));
    const found = normalize(seriesOf(nickel, [row]), { elements: ['Cu'] });
    expect(found.used.norm2![1]).toBeLessThanOrEqual(8979 - 30 - 8339);
    expect(codes(normalize(seriesOf(nickel, [row])))).not.toContain('other-edge');
  });

  it.each<NormalizeOptions>([{ element: 'Xx' }, { element: 'Ni', edge: 'Q9' }, { elements: ['nickel'] }])(
    'refuses %j',
    (options) => {
      expect(() => normalize(series, options)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    },
  );

  it('an e0 that is given far from the stated edge is used, and told', () => {
    const found = normalize(series, { element: 'Ni', e0: 7718 });
    expect(found.e0.values[0]).toBe(7718);
    expect(codes(found)).toContain('e0-elsewhere');
  });

  it('an element whose edge the scan does not reach is told, and left aside', () => {
    const found = normalize(series, { element: 'Mn' });
    expect(codes(found)).toContain('absorber-not-reached');
    expect(Math.abs(found.e0.values[0]! - 8344)).toBeLessThan(3);
  });
});

describe('a series that is followed', () => {
  const energy = gridOf(8200, 9000, [8320, 8370]);
  const random = seededRandom(3);
  // Two inflections of nearly the same slope, 7 eV apart: the steeper one changes with the noise.
  const rows = Array.from({ length: 30 }, () =>
    energy.map((e) => 0.5 * step(e, 8340, 1) + 0.5 * step(e, 8347, 1) + 0.004 * random.normal()),
  );

  it('stays on one of two inflections', () => {
    const each = normalize(seriesOf(energy, rows), { edgeSearch: 'each' }).e0.values;
    const followed = normalize(seriesOf(energy, rows)).e0.values;
    const span = (values: Float64Array): number => Math.max(...values) - Math.min(...values);
    expect(span(each)).toBeGreaterThan(5);
    expect(span(followed)).toBeLessThan(2.5);
  });

  it('names the frame where the edge really jumps, once', () => {
    const moved = Array.from({ length: 10 }, (_, frame) => energy.map((e) => step(e, frame < 4 ? 8340 : 8346)));
    const found = normalize(seriesOf(energy, moved));
    const jump = found.warnings.find(({ code }) => code === 'edge-jump');
    expect(jump).toMatchObject({ where: { frame: 4 } });
    expect(jump!.message).toContain('1 of 10 frames');
  });

  it('is not led astray by one frame', () => {
    const odd = Array.from({ length: 10 }, (_, frame) => energy.map((e) => step(e, frame === 4 ? 8346 : 8340)));
    const { e0 } = normalize(seriesOf(energy, odd));
    const without = normalize(
      seriesOf(
        energy,
        odd.filter((_, frame) => frame !== 4),
      ),
    );
    expect([...e0.values].filter((_, frame) => frame !== 4)).toEqual([...without.e0.values]);
  });

  it('gives what every spectrum gives by itself where nothing is in doubt, block by block as at once', () => {
    const { energy: grid, mu, frames } = xasStack({ frames: 12, points: 300 });
    const stack = Array.from({ length: frames }, (_, frame) => mu.subarray(frame * 300, (frame + 1) * 300));
    const { e0, edgeStep } = normalize(seriesOf(grid, stack));
    const alone = normalizeStack(grid, mu);
    expect(e0.values).toEqual(alone.e0);
    expect(edgeStep.values).toEqual(alone.edgeStep);
    expect(Math.abs(edgeShape(8400, 8344) - 1)).toBeLessThan(0.2);
  });
});
