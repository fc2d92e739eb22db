import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import {
  statusOf,
  createAxis,
  createSeries,
  derivativeMap,
  derivativeRows,
  differenceMap,
  flatMask,
  flatValues,
  ratioMap,
  windowIntegral,
} from '../src/index.js';

const x = [0, 1, 3, 4, 7];
const axis = createAxis({ name: 'energy', unit: 'eV', values: x });
const time = { start: [0, 1, 2] };
const square = Float64Array.from([...x.map((v) => v * v), ...x.map((v) => 3 * v), ...x.map(() => 5)]);
const series = createSeries({ signal: square, axis, time, variances: new Float64Array(15).fill(4) });

describe('derivativeMap', () => {
  it('agrees with numpy, both schemes', () => {
    // python3 -c "import numpy as np; x=np.array([0.,1,3,4,7]); y=x*x; print(np.gradient(y)/np.gradient(x), np.gradient(y,x))"
    const larch = flatValues(derivativeMap(series).signal);
    expect([...larch.subarray(0, 5)]).toEqual([1, 3, 5, 10, 11]);
    const numpy = flatValues(derivativeMap(series, { scheme: 'second-order' }).signal);
    [1, 2, 6, 8, 11].forEach((v, i) => expect(numpy[i]).toBeCloseTo(v, 12));
    [...larch.subarray(5, 10)].forEach((v) => expect(v).toBeCloseTo(3, 12));
    expect([...larch.subarray(10)]).toEqual([0, 0, 0, 0, 0]);
  });

  it('propagates variances and widens masks', () => {
    const mask = new Uint8Array(15);
    mask[2] = 1;
    const map = derivativeMap(
      createSeries({ signal: square, axis, time, mask, variances: new Float64Array(15).fill(4) }),
    );
    expect([...flatMask(map.mask!).subarray(0, 6)]).toEqual([0, 1, 1, 1, 0, 0]);
    expect(flatValues(map.variances!)[1]).toBeCloseTo((2 * 4) / 9, 14);
    expect(flatValues(map.variances!)[0]).toBeCloseTo(8, 14);
    const second = derivativeMap(series, { scheme: 'second-order' });
    expect(flatValues(second.variances!)[1]).toBeCloseTo(4 * ((2 / 3) ** 2 + (1 / 2) ** 2 + (1 / 6) ** 2), 14);
    expect(map.provenance[0]).toEqual({ step: 'core/derivativeMap', options: { scheme: 'ratio-of-gradients' } });
  });

  it('reads views with any strides', () => {
    const wide = new Float64Array(30);
    square.forEach((v, i) => (wide[2 * i] = v));
    const strided = createSeries({ signal: ndarray(wide, [3, 5], [10, 2]), axis, time });
    expect(flatValues(derivativeMap(strided).signal)).toEqual(flatValues(derivativeMap(series).signal));
  });

  it('of a parabola is exact in the second-order scheme on any grid', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 20 }), (values) => {
        const grid = Float64Array.from(values.sort((a, b) => a - b));
        const out = new Float64Array(grid.length);
        derivativeRows(
          grid,
          grid.map((v) => v * v - 2 * v),
          1,
          out,
          'second-order',
        );
        for (let i = 1; i < grid.length - 1; i++) expect(Math.abs(out[i]! - (2 * grid[i]! - 2))).toBeLessThan(1e-9);
      }),
    );
  });

  it('refuses a single point', () => {
    const one = createAxis({ name: 'q', unit: '1/angstrom', values: [1] });
    expect(() => derivativeMap(createSeries({ signal: [1], axis: one, time: { start: [0] } }))).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => derivativeRows(Float64Array.of(1), Float64Array.of(1), 1, new Float64Array(1))).toThrow(RangeError);
  });
});

describe('differenceMap and ratioMap', () => {
  it.each([
    ['first', [0, 0, 0, 0, 0], 0],
    ['mean', [0, 1, 9, 16, 49].map((v, i) => v - (v + 3 * x[i]! + 5) / 3), 4 * (1 - 2 / 3 + 1 / 3)],
    [1, [0, 1, 9, 16, 49].map((v, i) => v - 3 * x[i]!), 8],
    [[1, 1, 1, 1, 1], [-1, 0, 8, 15, 48], 4],
  ] as const)('difference to %j', (reference, expected, variance) => {
    const map = differenceMap(series, { reference });
    expected.forEach((v, i) => expect(flatValues(map.signal)[i]).toBeCloseTo(v, 12));
    expect(flatValues(map.variances!)[0]).toBeCloseTo(variance, 12);
    expect(square[1]).toBe(1);
  });

  it('difference to the frame before', () => {
    const map = flatValues(differenceMap(series, { reference: 'previous' }).signal);
    expect([...map.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect([...map.subarray(10)]).toEqual([5, 2, -4, -7, -16]);
  });

  it('ratio to a frame, NaN where that is zero, errors to first order', () => {
    const map = ratioMap(series, { reference: 1 });
    expect([...flatValues(map.signal).subarray(0, 5)]).toEqual([Number.NaN, 1 / 3, 1, 4 / 3, 49 / 21]);
    expect(flatValues(map.variances!)[1]).toBeCloseTo((4 + 4 / 9) / 9, 12);
    expect(flatValues(map.variances!)[6]).toBe(0);
  });

  it('refuses frames and references that are not there', () => {
    expect(() => differenceMap(series, { reference: 9 })).toThrow(expect.objectContaining({ code: 'outside-range' }));
    expect(() => differenceMap(series, { reference: [1] })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});

describe('windowIntegral', () => {
  it('integrates a line exactly between cut ends', () => {
    const { values, stderr } = windowIntegral(series, { from: 0.5, to: 6 });
    expect(values[1]).toBeCloseTo(1.5 * (36 - 0.25), 12);
    expect(values[2]).toBeCloseTo(27.5, 12);
    expect(stderr![2]).toBeGreaterThan(0);
    expect(windowIntegral(series, { from: 1, to: 3, reduce: 'mean' }).values[2]).toBeCloseTo(5, 14);
  });

  it('takes a line off: nothing is left of a straight one', () => {
    expect(windowIntegral(series, { from: 1, to: 4, baseline: 'line' }).values[1]).toBeCloseTo(0, 12);
  });

  it('counts the exact share of bins', () => {
    const bins = createAxis({ name: 'channel', unit: '1', values: [0, 1, 2, 4], edges: true });
    const counts = createSeries({ signal: [10, 20, 30], axis: bins, time: { start: [0] } });
    expect(windowIntegral(counts, { from: 0.5, to: 3 }).values[0]).toBeCloseTo(5 + 20 + 15, 12);
    expect(() => windowIntegral(counts, { from: 0, to: 1, baseline: 'line' })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('gives no number for a frame with a masked value inside', () => {
    const mask = new Uint8Array(15);
    mask[7] = 1;
    const { values, status } = windowIntegral(createSeries({ signal: square, axis, time, mask }), { from: 1, to: 4 });
    expect(values[1]).toBeNaN();
    expect([...status!]).toEqual([statusOf.ok, statusOf.failed, statusOf.ok]);
  });

  it('refuses windows off the axis and images', () => {
    expect(() => windowIntegral(series, { from: -1, to: 2 })).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    const image = createSeries({
      signal: ndarray(new Float64Array(10), [1, 2, 5]),
      dims: ['time', 'pixel', 'energy'],
      axis,
      time: { start: [0] },
    });
    expect(() => windowIntegral(image, { from: 1, to: 2 })).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
