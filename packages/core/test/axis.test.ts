import { describe, expect, expectTypeOf, it } from 'vitest';
import { axisPoints, createAxis, describeSweep, isOperandoError, sameAxis } from '../src/index.js';
import type { Axis } from '../src/index.js';

describe('createAxis', () => {
  it('keeps name and unit in the type', () => {
    const axis = createAxis({ name: 'energy', unit: 'eV', values: [1, 2, 3] });
    expectTypeOf(axis).toEqualTypeOf<Axis<'energy', 'eV'>>();
    expectTypeOf(axis).not.toExtend<Axis<'two-theta', 'deg'>>();
    expect(axis.size).toBe(3);
  });

  it('copies its values', () => {
    const values = new Float64Array([1, 2, 3]);
    const axis = createAxis({ name: 'q', unit: '1/angstrom', values });
    values[0] = 9;
    expect(axis.values[0]).toBe(1);
  });

  it('takes bin edges, one more than bins', () => {
    const axis = createAxis({ name: 'channel', unit: '1', values: [0, 1, 3], edges: true });
    expect(axis.size).toBe(2);
    expect([...axisPoints(axis)]).toEqual([0.5, 2]);
  });

  it.each([
    ['a repeated value', [1, 1], 'axis-not-increasing', 1],
    ['a falling value', [1, 2, 1.5], 'axis-not-increasing', 2],
    ['NaN', [1, Number.NaN], 'non-finite', 1],
    ['infinity', [Infinity], 'non-finite', 0],
  ] as const)('refuses %s and names the index', (_, values, code, row) => {
    try {
      createAxis({ name: 'energy', unit: 'eV', values });
      expect.unreachable();
    } catch (error) {
      expect(isOperandoError(error, code)).toBe(true);
      if (isOperandoError(error)) expect(error.where.row).toBe(row);
    }
  });

  it('refuses an axis without points', () => {
    expect(() => createAxis({ name: 'energy', unit: 'eV', values: [] })).toThrow(/0 points/);
    expect(() => createAxis({ name: 'energy', unit: 'eV', values: [1], edges: true })).toThrow(/two edges/);
  });
});

describe('sameAxis', () => {
  it('compares name, unit and every value', () => {
    const a = createAxis({ name: 'energy', unit: 'eV', values: [1, 2] });
    expect(sameAxis(a, createAxis({ name: 'energy', unit: 'eV', values: [1, 2] }))).toBe(true);
    expect(sameAxis(a, createAxis({ name: 'energy', unit: 'keV', values: [1, 2] }))).toBe(false);
    expect(sameAxis(a, createAxis({ name: 'energy', unit: 'eV', values: [1, 2.5] }))).toBe(false);
    expect(sameAxis(a, createAxis({ name: 'energy', unit: 'eV', values: [1, 2, 3] }))).toBe(false);
  });
});

describe('describeSweep', () => {
  it('tells jitter from a second sweep', () => {
    expect(describeSweep([1, 2, 3])).toEqual({ descents: 0, rise: 2, fall: 0, turn: 0, turns: false });
    expect(describeSweep([3, 2, 1])).toMatchObject({ descents: 2, fall: 2, turns: false });
    expect(describeSweep([0, 10, 20, 30, 40, 39, 50])).toMatchObject({ descents: 1, turns: false });
    expect(describeSweep([0, 10, 20, 10, 0])).toMatchObject({ turn: 2, turns: true });
  });
});
