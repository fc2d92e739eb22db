import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  accumulateCapacity,
  cycleCount,
  degreeOfDischarge,
  findCycles,
  findHalfCycles,
  halfCycleCount,
  stateOfCharge,
} from '../src/index.js';

describe('accumulateCapacity', () => {
  it('integrates a constant current exactly', () => {
    const time = Float64Array.of(0, 1800, 3600, 7200);
    const { net, charging, discharging, cumulative } = accumulateCapacity(time, Float64Array.of(2, 2, 2, 2));
    expect([...net]).toEqual([0, 1, 2, 4]);
    expect([...charging]).toEqual([...net]);
    expect([...discharging]).toEqual([0, 0, 0, 0]);
    expect([...cumulative]).toEqual([...net]);
  });

  it('splits a zero crossing into its two triangles', () => {
    const { charging, discharging, net } = accumulateCapacity(Float64Array.of(0, 3600), Float64Array.of(1, -3));
    expect(charging[1]).toBeCloseTo(0.125, 14);
    expect(discharging[1]).toBeCloseTo(1.125, 14);
    expect(net[1]).toBeCloseTo(-1, 14);
  });

  it.each([
    ['previous', [0, 1, 3]],
    ['mean-of-interval', [0, 2, 5]],
    ['trapezoid', [0, 1.5, 4]],
  ] as const)('reads the current as %s', (rule, expected) => {
    const { net } = accumulateCapacity(Float64Array.of(0, 3600, 7200), Float64Array.of(1, 2, 3), { rule });
    expect([...net]).toEqual(expected);
  });

  it('net is charging less discharging, which never fall', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 50 }), (values) => {
        const time = Float64Array.from(values, (_, i) => 60 * i);
        const { net, charging, discharging } = accumulateCapacity(time, Float64Array.from(values));
        net.forEach((value, i) => {
          expect(value).toBeCloseTo(charging[i]! - discharging[i]!, 12);
          if (i > 0) expect(charging[i]! >= charging[i - 1]! && discharging[i]! >= discharging[i - 1]!).toBe(true);
        });
      }),
    );
  });

  it('refuses holes, backward times and different lengths', () => {
    expect(() => accumulateCapacity(Float64Array.of(0, 1), Float64Array.of(0, Number.NaN))).toThrow(
      expect.objectContaining({ where: { row: 1 } }),
    );
    expect(() => accumulateCapacity(Float64Array.of(1, 0), Float64Array.of(0, 0))).toThrow(
      expect.objectContaining({ code: 'time-backwards' }),
    );
    expect(() => accumulateCapacity(Float64Array.of(1), Float64Array.of(0, 0))).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});

describe('degreeOfDischarge and stateOfCharge', () => {
  it('run from 0 at full charge to 1', () => {
    const net = Float64Array.of(0, 0.5, 1, 0.25);
    expect([...degreeOfDischarge(net)]).toEqual([1, 0.5, 0, 0.75]);
    expect([...stateOfCharge(net, { capacity: 2, full: 2 })]).toEqual([0, 0.25, 0.5, 0.125]);
  });

  it('refuses a cell that never moved', () => {
    expect(() => degreeOfDischarge(Float64Array.of(1, 1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('findHalfCycles', () => {
  const minutes = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => 60 * i);
  const current = (pattern: string): Float64Array =>
    Float64Array.from(pattern, (letter) => ({ c: 1, d: -1, r: 0, s: -1 })[letter] ?? 0);

  it('names charges, discharges and rests with their capacity', () => {
    const halves = findHalfCycles(minutes(12), current('rrccccrrdddd'));
    expect(halves.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['rest', 0, 1],
      ['charge', 2, 5],
      ['rest', 6, 7],
      ['discharge', 8, 11],
    ]);
    expect(halves[1]!.capacity).toBeCloseTo(3 / 60, 14);
    expect(halves[3]).toMatchObject({ startTime: 480, endTime: 660 });
  });

  it('is not split by a rest or a spike inside', () => {
    expect(findHalfCycles(minutes(10), current('cccrrrcccc')).map(({ kind }) => kind)).toEqual(['charge']);
    const spiked = current('cccccccccc');
    spiked[4] = -1;
    expect(findHalfCycles(minutes(10), spiked, { minimumDuration: 90 }).map(({ kind }) => kind)).toEqual(['charge']);
  });

  it('knows the half-cycles though a reading is missing, but not the capacity there', () => {
    const holed = current('ccccrrdddd');
    holed[2] = Number.NaN;
    expect(
      findHalfCycles(minutes(10), holed).map(({ kind, from, to, capacity }) => [kind, from, to, capacity]),
    ).toEqual([
      ['charge', 0, 3, Number.NaN],
      ['rest', 4, 5, 0],
      ['discharge', 6, 9, -3 / 60],
    ]);
  });

  it('counts half-cycles and cycles per row', () => {
    const halves = findHalfCycles(minutes(16), current('ccccddddccccdddd'));
    const cycles = findCycles(halves);
    expect(cycles.map(({ number, from, to }) => [number, from, to])).toEqual([
      [1, 0, 7],
      [2, 8, 15],
    ]);
    expect(cycles[0]!.chargeCapacity).toBeCloseTo(3 / 60, 14);
    expect(cycles[0]!.dischargeCapacity).toBeCloseTo(3 / 60, 14);
    expect([...cycleCount(cycles, 16)].slice(6, 10)).toEqual([1, 1, 2, 2]);
    expect([...halfCycleCount(halves, 16)].slice(6, 10)).toEqual([2, 2, 3, 3]);
    expect(findCycles([])).toEqual([]);
    expect(findHalfCycles(minutes(0), minutes(0))).toEqual([]);
  });

  it('a leading rest belongs to no cycle of its own', () => {
    const cycles = findCycles(findHalfCycles(minutes(12), current('rrrccccddddd')));
    expect(cycles.length).toBe(1);
    expect(() => findHalfCycles(minutes(2), minutes(3))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});

const mpt = referencePath('operando', 'rock-lno-operando-xas', 'EC', '220726cell4operandoxas_C06.mpt');

describe.skipIf(mpt === undefined)("a cycler's own columns (needs OPERANDO_REFERENCE_DATA)", () => {
  const lines = mpt === undefined ? [] : readFileSync(mpt, 'latin1').split(/\r?\n/);
  const labels = (lines[81] ?? '').split('\t');
  const rows = lines
    .slice(82)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replaceAll(',', '.').split('\t').map(Number));
  const column = (label: string): Float64Array => Float64Array.from(rows, (row) => row[labels.indexOf(label)]!);

  it('net capacity from <I> agrees with (Q-Qo) to 3e-4 of the range', () => {
    const { net } = accumulateCapacity(
      column('time/s'),
      column('<I>/mA').map((v) => v / 1000),
      { rule: 'mean-of-interval' },
    );
    const own = column('(Q-Qo)/mA.h').map((v) => v / 1000);
    const range = Math.max(...own) - Math.min(...own);
    const worst = net.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0);
    // The cycler integrates between its rows; <I> is its mean over the interval before the row.
    expect(worst / range).toBeLessThan(3e-4);
    const trapezoid = accumulateCapacity(
      column('time/s'),
      column('<I>/mA').map((v) => v / 1000),
    ).net;
    expect(Math.abs(trapezoid.at(-1)! - own.at(-1)!) / range).toBeLessThan(2e-3);
  });

  it('finds the half-cycles the cycler counted', () => {
    const halves = findHalfCycles(column('time/s'), column('<I>/mA')).filter(({ kind }) => kind !== 'rest');
    const counter = column('half cycle');
    const changes = [...counter.keys()].filter((row) => row > 0 && counter[row] !== counter[row - 1]);
    expect(halves.map(({ kind }) => kind)).toEqual(['charge', 'discharge', 'charge', 'discharge', 'charge']);
    // Each half-cycle but the first begins within a few rows of a change of the counter.
    for (const { from } of halves) expect(Math.min(...changes.map((row) => Math.abs(row - from)))).toBeLessThan(4);
  });
});
