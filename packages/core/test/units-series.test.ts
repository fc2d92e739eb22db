import { execFileSync } from 'node:child_process';
import ndarray from 'ndarray';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  convertAxis,
  convertChannel,
  convertSeriesAxis,
  createAxis,
  createFrameTime,
  createSeries,
  deriveSeries,
  expectUnit,
  flatMask,
  flatValues,
  isOperandoError,
  isRowMajor,
  OperandoError,
  unitConversion,
  unitOfBatteryDataName,
} from '../src/index.js';
import type { Series } from '../src/index.js';

const axis = createAxis({ name: 'energy', unit: 'keV', values: [8.3, 8.4] });
const series = createSeries({ signal: [1, 2], axis, time: { start: [0] }, variances: [1, 1], mask: [0, 1] });

describe('unit conversion', () => {
  it('converts axes and series and keeps the unit in the type', async () => {
    const inVolts = await convertSeriesAxis(series, 'eV');
    expectTypeOf(inVolts).toEqualTypeOf<Series<'energy', 'eV'>>();
    expect(inVolts.axis.values[0]).toBeCloseTo(8300, 9);
    expect(inVolts.provenance[0]!.options).toEqual({ from: 'keV', to: 'eV' });
    const q = await convertAxis(createAxis({ name: 'q', unit: '1/angstrom', values: [1, 2] }), '1/nm');
    expect(q.values[1]).toBeCloseTo(20, 12);
    expect((await convertAxis(axis, 'keV')).values).toEqual(axis.values);
  });

  it('converts temperatures with their offset, errors without it', async () => {
    const kelvin = await convertChannel(
      { values: Float64Array.of(25), stderr: Float64Array.of(0.5), unit: 'degC' },
      'K',
    );
    expect(kelvin.values[0]).toBeCloseTo(298.15, 10);
    expect(kelvin.stderr![0]).toBeCloseTo(0.5, 10);
    expect((await convertChannel({ values: Float64Array.of(1), unit: 'mA' }, 'A')).values[0]).toBeCloseTo(1e-3, 15);
    expect(await unitConversion('1', '1')).toEqual({ factor: 1, offset: 0 });
  });

  it.each([
    ['eV', 'deg', 'unit-mismatch'],
    ['eV', 'furlongs per fortnight', 'unknown-unit'],
    ['eV', 'x'.repeat(100), 'unknown-unit'],
    ['eV', 'import("fs")', 'unknown-unit'],
    ['eV', '1', 'unit-mismatch'],
  ] as const)('%s to %s is %s', async (from, to, code) => {
    await expect(unitConversion(from, to)).rejects.toThrow(expect.objectContaining({ code }));
  });

  it('does not load mathjs until a unit is converted', () => {
    const entry = new URL('../dist/index.js', import.meta.url).href;
    const script = `await import(${JSON.stringify(entry)}); console.log(process.memoryUsage().heapUsed);`;
    const heap = Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
    // Measured: 5 MB without mathjs, 30 MB with it.
    expect(heap).toBeLessThan(15e6);
  });

  it.each([
    ['Å', 'nm', 0.1],
    ['1/Å', '1/nm', 10],
    ['Å⁻¹', '1/angstrom', 1],
    ['µm', 'nm', 1000],
    ['mA.h', 'A h', 1e-3],
    ['mAh', 'A h', 1e-3],
    ['µWh', 'J', 3.6e-3],
    ['mAh/g', 'A h/kg', 1],
    ['mΩ', 'ohm', 1e-3],
    ['°', 'rad', Math.PI / 180],
    ['cm²', 'mm^2', 100],
  ])('reads %s as instruments write it', async (from, to, factor) => {
    expect((await unitConversion(from, to)).factor / factor).toBeCloseTo(1, 12);
  });

  it('expectUnit names the cure', () => {
    expect(() => expectUnit(axis, 'eV', 'normalize')).toThrow(
      /normalize needs energy in eV.*convertSeriesAxis\(series, 'eV'\)/,
    );
    expectUnit(axis, 'keV', 'normalize');
  });
});

describe('kinds and units of axes at compile time', () => {
  it('do not mix', () => {
    const wantsElectronvolts = (input: Series<'energy', 'eV'>): number => input.axis.size;
    // @ts-expect-error keV is not eV
    expect(wantsElectronvolts(series)).toBe(2);
    const angles = createSeries({
      signal: [1],
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: [1] }),
      time: { start: [0] },
    });
    // @ts-expect-error two-theta is not energy
    expect(wantsElectronvolts(angles)).toBe(1);
    expectTypeOf(angles).toExtend<Series>();
    expectTypeOf<Series<'two-theta', 'deg'>>().not.toExtend<Series<'energy', 'deg'>>();
    expectTypeOf<Series>().not.toExtend<Series<'energy', 'eV'>>();
  });
});

describe('createSeries', () => {
  it.each([
    ['a signal of another size', { signal: [1] }, 'shape-mismatch'],
    ['an ndarray of another shape', { signal: ndarray(new Float64Array(2), [2, 1]) }, 'shape-mismatch'],
    ['variances of another size', { variances: [1] }, 'shape-mismatch'],
    ['a mask of another size', { mask: [1] }, 'shape-mismatch'],
    ['a channel of another length', { channels: { v: { values: new Float64Array(3), unit: 'V' } } }, 'shape-mismatch'],
    [
      'errors of another length',
      { channels: { v: { values: new Float64Array(1), stderr: new Float64Array(3), unit: 'V' } } },
      'shape-mismatch',
    ],
    ['dimensions that do not begin with time', { dims: ['energy', 'time'] }, 'invalid-argument'],
    ['a dimension of unknown size', { dims: ['time', 'pixel', 'energy'] }, 'shape-mismatch'],
  ] as const)('refuses %s', (_, change, code) => {
    const options = { signal: [1, 2], axis, time: { start: [0] }, ...change };
    expect(() => createSeries(options as Parameters<typeof createSeries<'energy', 'keV'>>[0])).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('converts other number types at the border and masks with any layout', () => {
    const floats = ndarray(new Float32Array([1, 2, 3, 4]), [2, 2]) as unknown as Series['signal'];
    const made = createSeries({
      signal: floats,
      axis,
      time: { start: [0, 1] },
      mask: ndarray(new Uint8Array([1, 0, 0, 1]), [2, 2]).transpose(1, 0),
    });
    expect(flatValues(made.signal)).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(isRowMajor(made.mask!)).toBe(false);
    expect([...flatMask(made.mask!)]).toEqual([1, 0, 0, 1]);
    const wide = ndarray(new Uint16Array([1, 0]), [1, 2]) as unknown as NonNullable<Series['mask']>;
    expect([...flatMask(createSeries({ signal: [1, 2], axis, time: { start: [0] }, mask: wide }).mask!)]).toEqual([
      1, 0,
    ]);
  });

  it('derives without touching the input', () => {
    const derived = deriveSeries(series, { signal: [3, 4], variances: undefined }, { step: 'test' });
    expect(derived.variances).toBeUndefined();
    expect(flatValues(series.signal)[0]).toBe(1);
    expect(Object.isFrozen(derived)).toBe(true);
  });
});

describe('createFrameTime', () => {
  it.each([
    ['times that go back', { start: [1, 0] }, 'time-backwards'],
    ['a missing time', { start: [Number.NaN] }, 'non-finite'],
    ['a negative exposure', { start: [0], duration: -1 }, 'invalid-argument'],
    ['too few exposures', { start: [0, 1], duration: [1] }, 'shape-mismatch'],
    ['a broken epoch', { start: [0], epoch: Infinity }, 'non-finite'],
  ] as const)('refuses %s', (_, options, code) => {
    expect(() => createFrameTime(options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('OperandoError', () => {
  it('tells place, problem and cure in one line', () => {
    const error = new OperandoError('bad-number', '"######" is no number.', {
      where: { line: 3, column: 'I0' },
      cure: 'Widen the column.',
    });
    const placed = error.at({ file: 'scan.dat' });
    expect(placed.message).toBe('scan.dat, line 3, column I0: "######" is no number. Widen the column.');
    expect(placed.where).toEqual({ file: 'scan.dat', line: 3, column: 'I0' });
    expect(isOperandoError(placed, 'bad-number')).toBe(true);
    expect(isOperandoError(placed, 'no-edge')).toBe(false);
    expect(isOperandoError(new Error('x'))).toBe(false);
    const full = new OperandoError('no-edge', 'x.', { where: { frame: 1, row: 2, parameter: 'e0' } });
    expect(full.message).toBe('frame 1, row 2, parameter e0: x.');
  });
});

describe('unitOfBatteryDataName', () => {
  it('reads the unit off the name', () => {
    expect(['voltage_volt', 'net_capacity_ah', 'cycle_count'].map(unitOfBatteryDataName)).toEqual(['V', 'A h', '1']);
  });
});
