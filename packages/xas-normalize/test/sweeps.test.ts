import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, edgeShape, seededRandom } from '@operando/fixtures';
import {
  angleOffsetFor,
  angleToEnergy,
  averageSweeps,
  correctDeadTime,
  detectorSignal,
  encoderToAngle,
  energyToAngle,
  groupSweeps,
  monochromatorSpacings,
  muFromChannels,
  orderSweep,
  splitSweeps,
  sweepGrid,
  sweepOnGrid,
} from '../src/index.js';

describe('splitSweeps', () => {
  it('finds every turning point of a triangle, at any noise below the minimum travel', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 20, max: 200 }),
        fc.double({ min: 0, max: 0.015, noNaN: true }),
        fc.boolean(),
        (seed, sweeps, each, noise, falling) => {
          const random = seededRandom(seed);
          const sign = falling ? -1 : 1;
          const position = Float64Array.from({ length: sweeps * each + 1 }, (_, i) => {
            const phase = (i / each) % 2;
            // Normal noise cut at three deviations: at most 0.045 of the range to either side, 0.09 between two points.
            return sign * (phase <= 1 ? phase : 2 - phase) + noise * Math.max(-3, Math.min(3, random.normal()));
          });
          const found = splitSweeps(position);
          expect(found.map(({ direction }) => direction)).toEqual(
            Array.from({ length: sweeps }, (_, k) => ((k % 2 === 0) === falling ? 'down' : 'up')),
          );
          const range = Math.max(...position) - Math.min(...position);
          found.forEach(({ from, to, complete }, k) => {
            // A sweep begins with the point after its turn. Three deviations at all four ends take at most 0.1 of the range.
            const travel = Math.abs(position[to - 1]! - position[k === 0 ? 0 : from - 1]!);
            expect(complete).toBe(travel >= 0.9 * range);
            if (noise < 0.0087) expect(complete).toBe(true);
            // Noise moves the extreme by the way that the position travels in six deviations.
            expect(Math.abs(from - k * each)).toBeLessThanOrEqual(6 * noise * each + 1);
            expect(Math.abs(to - (k + 1) * each)).toBeLessThanOrEqual(6 * noise * each + 1);
          });
          // No point is in two sweeps, none is lost.
          expect([found[0]!.from, found.at(-1)!.to]).toEqual([0, position.length]);
          for (let k = 1; k < found.length; k++) expect(found[k]!.from).toBe(found[k - 1]!.to);
        },
      ),
      // Noise so large that the last sweep covers 0.89 of the range.
      { numRuns: 300, examples: [[9, 4, 36, 0.013848542309141306, true]] },
    );
  });

  it('says which sweeps are cut off, and cuts where the monochromator stands', () => {
    const position = [0.5, 0.7, 0.9, 1, 1, 1, 0.8, 0.4, 0, 0, 0.3, 0.6];
    expect(splitSweeps(position).map(({ complete }) => complete)).toEqual([false, true, false]);
    const trimmed = splitSweeps(position, { trim: 0.01 });
    expect(position.slice(trimmed[1]!.from, trimmed[1]!.to)).toEqual([0.8, 0.4]);
  });

  it('is one sweep for one pass, jitter or not', () => {
    expect(splitSweeps([0, 1, 0.95, 2, 3, 2.9, 4, 5, 6, 7, 8, 9, 10])).toEqual([
      { from: 0, to: 13, direction: 'up', complete: true },
    ]);
  });

  it('refuses records without movement, without numbers, without points', () => {
    expect(codeOf(() => splitSweeps([1, 1, 1]))).toBe('invalid-argument');
    expect(codeOf(() => splitSweeps([1, Number.NaN, 1]))).toBe('non-finite');
    expect(codeOf(() => splitSweeps([1, 2]))).toBe('too-few-points');
  });
});

describe('monochromator', () => {
  it('agrees with the X-Ray Data Booklet: Cu K alpha 1 at Si(111)', () => {
    // 8047.823 eV (Hoelzer et al. 1997) and d = 3.13560 A: asin(1.5405929 / 6.27120) = 14.2211 degrees.
    expect(energyToAngle([8047.823], 'Si(111)')[0]).toBeCloseTo(14.2212, 3);
    expect(monochromatorSpacings['Si(111)']).toBeCloseTo(3.1356, 4);
  });

  it('angle and energy undo each other; an offset puts an edge where it belongs', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 3, max: 80, noNaN: true }),
        fc.constantFrom('Si(111)', 'Si(220)', 'Si(311)', 'Ge(111)'),
        (angle, crystal) => {
          const energy = angleToEnergy([angle], crystal);
          expect(Math.abs(energyToAngle(energy, crystal)[0]! - angle)).toBeLessThan(1e-10);
        },
      ),
    );
    const offset = angleOffsetFor(8328, 8333, 'Si(111)');
    expect(angleToEnergy(energyToAngle([8328], 'Si(111)'), 'Si(111)', offset)[0]).toBeCloseTo(8333, 8);
    expect(angleToEnergy([0, -3, 95], 3.1356)).toEqual(new Float64Array(3).fill(Number.NaN));
    expect([...encoderToAngle([100, 350], { countsPerDegree: 25, zero: 100 })]).toEqual([0, 10]);
    expect(codeOf(() => angleToEnergy([10], -1))).toBe('invalid-argument');
    expect(codeOf(() => encoderToAngle([1], { countsPerDegree: 0 }))).toBe('invalid-argument');
  });
});

describe('channels', () => {
  it('undoes dead time of both kinds', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9e5, noNaN: true }), (rate) => {
        const deadTime = 1e-6;
        expect(Math.abs(correctDeadTime(rate / (1 + rate * deadTime), deadTime) / rate - 1)).toBeLessThan(1e-9);
        // The root is double at rate x dead time = 1: half of the digits are lost near it.
        expect(
          Math.abs(correctDeadTime(rate * Math.exp(-rate * deadTime), deadTime, 'paralysable') / rate - 1),
        ).toBeLessThan(1e-7);
      }),
    );
    expect(correctDeadTime(5, 0)).toBe(5);
    expect(correctDeadTime(2e6, 1e-6)).toBeNaN();
    expect(correctDeadTime(4e5, 1e-6, 'paralysable')).toBeNaN();
  });

  it('takes away the dark reading, divides by the gain, then corrects counts per dwell time', () => {
    expect([...detectorSignal([110, 210], { dark: 10, gain: 100 })]).toEqual([1, 2]);
    expect(detectorSignal([1000], { deadTime: 1e-4, dwell: 1 })[0]).toBeCloseTo(1000 / 0.9, 9);
    expect(codeOf(() => detectorSignal([1], { deadTime: 1e-6 }))).toBe('invalid-argument');
    expect(codeOf(() => detectorSignal([1], { gain: 0 }))).toBe('invalid-argument');
  });

  it('makes absorption by the usual formulas and by those of the user', () => {
    const channels = { I0: [4, 4, 0], It: [1, 2, 1], If: [2, 1, 1], Ir: [0.5, 1, 1] };
    expect([...muFromChannels(channels, 'transmission')]).toEqual([Math.log(4), Math.log(2), Number.NaN]);
    expect([...muFromChannels(channels, 'fluorescence')]).toEqual([0.5, 0.25, Number.NaN]);
    expect(muFromChannels(channels, 'reference')[0]).toBeCloseTo(Math.log(2), 15);
    expect(muFromChannels(channels, '-log((It - 0.5) / I0)', { I0: { gain: 2 } })[0]).toBeCloseTo(Math.log(4), 15);
  });

  it.each([
    'import("fs")',
    'eval("1")',
    'evaluate(I0)',
    'parse(I0)',
    'constructor',
    '__proto__',
    'I0.constructor',
    'process.exit(1)',
    'I0 = 3',
    'f(x) = x',
    'I0; It',
    '[I0, It]',
    'I0[1]',
    '"text"',
    '`I0`',
    '1',
    '',
    `${'('.repeat(1e4)}I0`,
  ])('refuses the formula %s', (formula) => {
    expect(['invalid-argument', 'column-missing']).toContain(
      codeOf(() => muFromChannels({ I0: [1], It: [1] }, formula)),
    );
  });

  it('has channels named like parts of objects as plain data', () => {
    const channels = Object.fromEntries([
      ['constructor', [3]],
      ['toString', [4]],
    ]);
    expect(muFromChannels(channels, 'constructor + toString')[0]).toBe(7);
    expect(codeOf(() => muFromChannels({ I0: [1] }, 'toString'))).toBe('column-missing');
    expect(codeOf(() => muFromChannels({ I0: [1, 2], It: [1] }, 'I0 / It'))).toBe('shape-mismatch');
  });
});

describe('sweeps on a grid', () => {
  it('orders a sweep that goes down, jitters and repeats itself', () => {
    const { energy, values, jitter } = orderSweep([5, 4, 4.2, 3, 3, Number.NaN, 2], [50, 40, 42, 30, 32, 0, 20]);
    expect([...energy]).toEqual([2, 3, 4, 4.2, 5]);
    expect([...values]).toEqual([20, 31, 40, 42, 50]);
    expect(jitter).toBe(2);
    expect(codeOf(() => orderSweep([1, 2], [1]))).toBe('shape-mismatch');
  });

  it('keeps a straight line exactly, however the points lie, and leaves out what the sweep does not reach', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4, max: 400 }), (seed, count) => {
        const random = seededRandom(seed);
        const energy = Float64Array.from({ length: count }, () => 100 * random.uniform()).toSorted();
        if (energy.some((at, i) => i > 0 && at - energy[i - 1]! < 1e-6)) return;
        const grid = Float64Array.from({ length: 60 }, (_, i) => 2 * i - 5);
        const out = sweepOnGrid(
          energy,
          energy.map((at) => 3 - 0.5 * at),
          grid,
        );
        grid.forEach((at, g) => {
          if (at < energy[0]! || at > energy[count - 1]!) expect(out[g]).toBeNaN();
          else expect(Math.abs(out[g]! - (3 - 0.5 * at))).toBeLessThan(1e-9);
        });
      }),
    );
  });

  it('lowers white noise by the points that fall on one grid point', () => {
    const random = seededRandom(3);
    const energy = Float64Array.from({ length: 20_000 }, (_, i) => i * 0.05);
    const noisy = energy.map(() => random.normal());
    const grid = Float64Array.from({ length: 990 }, (_, i) => 5 + i);
    const out = sweepOnGrid(energy, noisy, grid);
    const scatter = Math.sqrt(out.reduce((sum, value) => sum + value * value, 0) / grid.length);
    // 20 points each: 0.2236, its own error over 990 points 2.3 %; the slope through the neighbours adds a little.
    expect(scatter).toBeGreaterThan(0.2236 * 0.93);
    expect(scatter).toBeLessThan(0.2236 * 1.1);
  });

  it('makes grids finer at the edge', () => {
    const grid = sweepGrid({ from: 100, to: 200, step: 10, edge: 150, edgeStep: 2, edgeRange: [-10, 10] });
    expect([...grid]).toEqual([
      100, 110, 120, 130, 140, 142, 144, 146, 148, 150, 152, 154, 156, 158, 160, 170, 180, 190, 200,
    ]);
    expect(codeOf(() => sweepGrid({ from: 1, to: 2, step: 1e-9 }))).toBe('invalid-argument');
    expect(codeOf(() => sweepGrid({ from: 2, to: 1, step: 0.1 }))).toBe('invalid-argument');
  });
});

describe('averageSweeps', () => {
  const points = 120;
  const grid = Float64Array.from({ length: points }, (_, i) => 8300 + i);
  const made = (count: number, noise: number, seed: number): Float64Array => {
    const random = seededRandom(seed);
    return Float64Array.from(
      { length: count * points },
      (_, k) => edgeShape(8300 + (k % points), 8345) + noise * random.normal(),
    );
  };

  it('is the mean with its standard error', () => {
    const { mean, stderr, counts, rejected } = averageSweeps(grid, made(40, 0.05, 1));
    expect(rejected).toEqual([]);
    expect(counts.every((count) => count === 40)).toBe(true);
    const pulls = Array.from(mean, (value, i) => (value - edgeShape(8300 + i, 8345)) / stderr[i]!);
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / points);
    // Student's t with 39 degrees of freedom is 1.03 wide; 120 points tell the width to 6.5 %.
    expect(width).toBeGreaterThan(0.83);
    expect(width).toBeLessThan(1.23);
  });

  it.each(['mean', 'median'] as const)(
    'leaves sweeps out that are scaled, shifted in energy, or broken off: %s',
    (method) => {
      const stack = made(20, 0.01, 2);
      for (let i = 0; i < points; i++) {
        stack[3 * points + i]! *= 1.3;
        stack[7 * points + i] = edgeShape(8297 + i, 8345);
        if (i > 40) stack[11 * points + i] = Number.NaN;
        if (i > 60 && i < 80) stack[15 * points + i]! += 1;
      }
      const result = averageSweeps(grid, stack, { method });
      expect(result.rejected).toEqual([3, 7, 11, 15]);
      const worst = result.mean.reduce(
        (high, value, i) => Math.max(high, Math.abs(value - edgeShape(8300 + i, 8345))),
        0,
      );
      // Sixteen sweeps of noise 0.01: 0.0025, the median 1.25 times that; four times it for the worst of 120.
      expect(worst).toBeLessThan(0.0125);
    },
  );

  it('leaves single points out when asked, and keeps all sweeps when asked', () => {
    const stack = made(12, 0.01, 3);
    stack[5 * points + 30]! += 3;
    const { counts, mean } = averageSweeps(grid, stack, { rejectPoints: 8, rejectSweeps: 0 });
    expect(counts[30]).toBe(11);
    expect(Math.abs(mean[30]! - edgeShape(8330, 8345))).toBeLessThan(0.015);
    const kept = averageSweeps(
      grid,
      stack.map((value, k) => (k < points ? 5 * value : value)),
      { rejectSweeps: 0 },
    );
    expect(kept.rejected).toEqual([]);
  });

  it('has no error for one sweep and no value where no sweep reaches', () => {
    const one = averageSweeps([1, 2, 3], Float64Array.of(1, Number.NaN, 3));
    expect([...one.mean]).toEqual([1, Number.NaN, 3]);
    expect([...one.stderr]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(codeOf(() => averageSweeps([1, 2, 3], new Float64Array(7)))).toBe('shape-mismatch');
    expect(codeOf(() => averageSweeps([1, 2, 3], new Float64Array(0)))).toBe('too-few-points');
  });

  it('groups by number, by time and by charge', () => {
    expect([...groupSweeps(5, { every: 2 })]).toEqual([0, 0, 1, 1, 2]);
    expect([...groupSweeps(5, { time: [10, 65, 70, 400, Number.NaN], width: 60 })]).toEqual([0, 0, 1, 2, -1]);
    expect([...groupSweeps(4, { charge: [0.3, 0.1, -0.1, 0.2], width: 0.2 })]).toEqual([2, 1, 0, 1]);
    expect(codeOf(() => groupSweeps(4, { every: 0 }))).toBe('invalid-argument');
    expect(codeOf(() => groupSweeps(4, { time: [1], width: 1 }))).toBe('shape-mismatch');
  });
});
