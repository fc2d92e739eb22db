import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batteryDataLabel,
  batteryDataNames,
  compileExpression,
  concatenateLogs,
  unitOfBatteryDataName,
} from '../src/index.js';
import type { Electrochemistry } from '../src/index.js';

const value = (text: string, values: Readonly<Record<string, number>> = {}): number =>
  compileExpression(text).evaluate(values);

describe('compileExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['8 / 4 / 2', 1],
    ['7 - 2 - 1', 4],
    ['+3', 3],
    ['--3', 3],
    ['.5e1', 5],
    ['1.e-2', 0.01],
    ['sqrt(16) + abs(-2)', 6],
    ['min(3, 1, 2) + max(4, 5)', 6],
    ['exp(0) + log(1)', 1],
    ['sin(0) + cos(0) + tan(0)', 1],
    ['asin(0) + acos(1) + atan(0)', 0],
    ['sinh(0) + cosh(0) + tanh(0)', 1],
  ])('%s is %d', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('knows its names, dots and all', () => {
    const expression = compileExpression('layer.thickness * 2 + sld / layer.thickness');
    expect([expression.names, expression.evaluate({ 'layer.thickness': 4, sld: 8 })]).toEqual([
      ['layer.thickness', 'sld'],
      10,
    ]);
  });

  it('computes as JavaScript does (property)', () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        expect(value('a * b - c / (a * a + 1) + b ^ 2', { a, b, c })).toBe(a * b - c / (a * a + 1) + b ** 2);
      }),
    );
  });

  it.each([
    '',
    '1 +',
    '1 2',
    'f(1)',
    '(1',
    '1)',
    '2 $ 3',
    '*',
    'min(1,',
    'a b',
    '('.repeat(60),
    '-'.repeat(60),
    '1'.repeat(501),
    'constructor(1)',
    '__proto__(1)',
    'process.exit()',
  ])('%j is none', (text) => {
    expect(() => compileExpression(text)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('the Battery Data Format', () => {
  it('has labels and units for its names', () => {
    expect(
      [
        'test_time_second',
        'step_id',
        'step_type',
        'cycle_count',
        'ac_internal_resistance_ohm',
        'temperature_t1_celsius',
        'ambient_pressure_pa',
        'net_energy_wh',
      ].map(batteryDataLabel),
    ).toEqual([
      'Test Time / s',
      'Step ID',
      'Step Type',
      'Cycle Count / 1',
      'AC Internal Resistance / ohm',
      'Temperature T1 / degC',
      'Ambient Pressure / Pa',
      'Net Energy / Wh',
    ]);
    expect([
      unitOfBatteryDataName('ambient_pressure_pa'),
      unitOfBatteryDataName('frequency_hertz'),
      new Set(batteryDataNames).size,
    ]).toEqual(['Pa', 'Hz', 58]);
  });

  it('keeps words when logs are joined', () => {
    const log = (epoch: number, text?: readonly string[]): Electrochemistry => ({
      columns: { test_time_second: Float64Array.of(0, 1) },
      original: {},
      ...(text === undefined ? {} : { text: { step_type: text } }),
      epoch,
      segments: [{ row: 0 }],
      metadata: {},
      warnings: [],
    });
    expect(concatenateLogs([log(0, ['Rest', 'CC']), log(10)]).text).toEqual({ step_type: ['Rest', 'CC', '', ''] });
  });
});
