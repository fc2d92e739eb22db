import { createAxis, createSeries } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { describe, expect, it } from 'vitest';
import { refineSeries } from '../src/index.js';
import type { Phase, RefineOptions } from '../src/index.js';
import { smoothCourse } from '../src/series/smooth-course.js';

const random = seededRandom(7);
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('a smooth course', () => {
  it('is what dense equations say, over values that are not known too', () => {
    const n = 24;
    const stderr = Float64Array.from({ length: n }, (_, t) => (t % 7 === 3 ? Number.NaN : 0.5 + 0.1 * (t % 4)));
    const values = Float64Array.from({ length: n }, (_, t) => 1e3 + Math.sin(0.3 * t) + 0.5 * random.normal());
    const { mean, variance, penalty, effective } = smoothCourse(values, stderr)!;
    const dense = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (let t = 0; t < n; t++) {
      const weight = stderr[t]! > 0 ? stderr[t]! ** -2 : 0;
      dense[t * n + t]! += weight;
      right[t] = weight * (weight > 0 ? values[t]! : 0);
      for (const [i, one] of [1, -2, 1].entries()) {
        if (t + 2 < n)
          for (const [j, other] of [1, -2, 1].entries()) dense[(t + i) * n + t + j]! += penalty * one * other;
      }
    }
    expect(choleskyInPlace(dense, n, 0)).toBe(true);
    choleskySolveInPlace(dense, n, right);
    const off = mean.map((value, t) => Math.abs(value - right[t]!));
    expect(Math.max(...off)).toBeLessThan(1e-8);
    variance.forEach((value, t) => {
      const unit = new Float64Array(n);
      unit[t] = 1;
      choleskySolveInPlace(dense, n, unit);
      expect(Math.abs(value / unit[t] - 1)).toBeLessThan(1e-9);
    });
    expect(effective).toBeGreaterThan(2.5);
    expect(effective).toBeLessThan(0.6 * n);
  });

  it('of a straight line is one, and has errors as large as it is off', () => {
    const n = 400;
    const line = Float64Array.from({ length: n }, (_, t) => 2 + 0.01 * t + 0.3 * random.normal());
    expect(smoothCourse(line, new Float64Array(n).fill(0.3))!.effective).toBeLessThan(5);
    // A course of its own prior: second differences are normal.
    const truth = new Float64Array(n);
    for (let t = 2; t < n; t++) truth[t] = 2 * truth[t - 1]! - truth[t - 2]! + 0.02 * random.normal();
    const { mean, variance, penalty } = smoothCourse(
      truth.map((value) => value + 0.3 * random.normal()),
      new Float64Array(n).fill(0.3),
    )!;
    const pulls = Array.from(mean, (value, t) => (value - truth[t]!) / Math.sqrt(variance[t]!));
    // Neighbours go together over some ten frames: 40 values, known to 0.11.
    expect(Math.abs(rms(pulls) - 1)).toBeLessThan(0.33);
    expect(Math.abs(Math.log(penalty * 0.02 ** 2))).toBeLessThan(1.5);
  });

  it('of too few values is none', () => {
    expect(smoothCourse(new Float64Array(9), new Float64Array(9).fill(1, 0, 4))).toBeUndefined();
  });
});

describe('a series with a smooth displacement', () => {
  const degree = Math.PI / 180;
  const wavelength = 1.5406;
  const radius = 200;
  const frames = 16;
  const squares = [3, 4, 8, 11, 12];
  const twoTheta = Float64Array.from({ length: 1250 }, (_, i) => 33 + 0.04 * i);
  const displacement = Float64Array.from({ length: frames }, (_, t) => 0.1 * Math.sin((3 * t) / frames));
  const cells = Float64Array.from({ length: frames }, (_, t) => 4.05 + 0.004 * Math.cos(2.1 * t));
  const phase: Phase = {
    name: 'A',
    system: 'cubic',
    cell: { a: 4.05, b: 4.05, c: 4.05, alpha: 90, beta: 90, gamma: 90 },
    reflections: { h: [1, 2, 2, 3, 2], k: [1, 0, 2, 1, 2], l: [1, 0, 0, 1, 2], multiplicity: [8, 6, 12, 24, 8] },
    method: 'pawley',
  };
  const signal = Float64Array.from(
    Array.from(cells).flatMap((a, t) =>
      Array.from(twoTheta, (x) => {
        let sum = 40;
        for (const square of squares) {
          const theta = Math.asin((wavelength * Math.sqrt(square)) / (2 * a));
          const place = (2 * theta - (2 * displacement[t]! * Math.cos(theta)) / radius) / degree;
          sum += 150 * Math.exp(-4 * Math.LN2 * ((x - place) / 0.2) ** 2);
        }
        return random.poisson(sum);
      }),
    ),
  );
  const series = createSeries({
    signal,
    axis: createAxis({ name: 'two-theta', unit: 'deg', values: twoTheta }),
    time: { start: Float64Array.from(cells.keys()), duration: 1 },
  });
  const options: RefineOptions = {
    phases: [phase],
    instrument: { radiation: 'x-ray', lines: [{ wavelength }], radius, w: 0.04 },
    background: { terms: 2 },
    refine: { instrument: ['displacement'], phases: { A: ['cell'] } },
  };

  it('knows cells better, and its errors say so', async () => {
    const offsOf = async (smooth: readonly string[]) => {
      const { rows, names } = await refineSeries(series, { ...options, smooth });
      const [s, a] = [names.indexOf('displacement'), names.indexOf('A.a')];
      const pulls = rows.flatMap(({ values, stderr }, t) => [
        (values[s]! - displacement[t]!) / stderr[s]!,
        (values[a]! - cells[t]!) / stderr[a]!,
      ]);
      return { cell: rms(rows.map(({ values }, t) => values[a]! - cells[t]!)), pulls: rms(pulls) };
    };
    const free = await offsOf([]);
    const smooth = await offsOf(['displacement']);
    expect(smooth.cell).toBeLessThan(0.7 * free.cell);
    for (const { pulls } of [free, smooth]) expect(Math.abs(pulls - 1)).toBeLessThan(0.4);
    await expect(refineSeries(series, { ...options, smooth: ['zero'] })).rejects.toThrow(/zero is to be smooth/);
    const both = { shared: ['displacement'], smooth: ['displacement'] };
    await expect(refineSeries(series, { ...options, ...both })).rejects.toThrow(/smooth, and to have one value/);
  });
});
