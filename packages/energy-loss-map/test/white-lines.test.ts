import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { codeOf, seededRandom } from '@operando/fixtures';
import { valenceOf, whiteLineRatio } from '../src/index.js';
import { judge, reference, referenceJson, referenceTable } from './reference.js';

describe.skipIf(reference === undefined)('on the reference white lines (needs OPERANDO_REFERENCE_DATA)', () => {
  const { x, columns } =
    reference === undefined ? { x: new Float64Array(0), columns: [] } : referenceTable('co_l23.txt');
  const fits = columns.map((counts) => whiteLineRatio(x, counts, { l3: 779.4, l2: 794.4 }));
  const values = fits.map(({ ratio }) => ratio.value);
  const errors = fits.map(({ ratio }) => ratio.stderr);

  it('ratios are right within their errors', () => {
    const truth = referenceJson('truth.json') as { white_lines: { frames: { L3_over_L2_height: number }[] } };
    const found = judge(
      values,
      errors,
      truth.white_lines.frames.map((frame) => frame.L3_over_L2_height),
    );
    // README of the reference: rms 0.16, pull 0.85 to 1.15 (lmfit: 0.150, 0.86).
    expect(found.rms).toBeLessThanOrEqual(0.16);
    expect(found.pull).toBeGreaterThan(0.85);
    expect(found.pull).toBeLessThan(1.15);
    expect(fits.every(({ status }) => status === statusOf.converged)).toBe(true);
  });

  it('agree with lmfit within errors', () => {
    const { white_line_fits: lmfit } = referenceJson('oracle.json') as {
      white_line_fits: { ratio: number; stderr: number }[];
    };
    lmfit.forEach(({ ratio, stderr }, k) => expect(Math.abs(values[k]! - ratio)).toBeLessThan(1.5 * stderr));
  });
});

/** White lines by their definition, Poisson. */
function simulated(seed: number, ratio: number, height = 400) {
  const random = seededRandom(seed);
  const energies = Float64Array.from({ length: 161 }, (_, i) => 750 + 0.5 * i);
  const step = (energy: number, at: number): number => 0.5 + Math.atan((energy - at) / 0.8) / Math.PI;
  const line = (energy: number, at: number): number => 1 / (1 + ((energy - at) / 1.3) ** 2);
  const counts = energies.map((energy) =>
    random.poisson(
      5000 * (energy / 770) ** -3 +
        500 * ((2 / 3) * step(energy, 779.5) + step(energy, 794.5) / 3) +
        height * (ratio * line(energy, 779.5) + line(energy, 794.5)),
    ),
  );
  return { energies, counts };
}

describe('white lines', () => {
  it('have the ratio, places and widths that they were made with', () => {
    const fits = Array.from({ length: 30 }, (_, k) => {
      const { energies, counts } = simulated(k + 1, 2.5);
      return whiteLineRatio(energies, counts, { l3: 779, l2: 794 });
    });
    const pull = (of: (fit: (typeof fits)[number]) => { value: number; stderr: number }, truth: number): number =>
      Math.sqrt(fits.reduce((sum, fit) => sum + ((of(fit).value - truth) / of(fit).stderr) ** 2, 0) / 30);
    for (const width of [
      pull(({ ratio }) => ratio, 2.5),
      pull(({ l3 }) => l3, 779.5),
      pull(({ lineWidth }) => lineWidth, 2.6),
    ]) {
      expect(width).toBeGreaterThan(0.7);
      expect(width).toBeLessThan(1.35);
    }
    const [first] = fits;
    expect(first!.curves.model.length).toBe(first!.curves.energy.length);
    expect(first!.step.value).toBeGreaterThan(300);
  });

  it('may have widths and ranges that are given', () => {
    const { energies, counts } = simulated(3, 2.5);
    const held = whiteLineRatio(energies, counts, { l3: 779, l2: 794, lineWidth: 2.6, range: [760, 820] });
    expect([held.lineWidth.value, held.lineWidth.stderr]).toEqual([2.6, 0]);
    expect([held.curves.energy[0], held.curves.energy.at(-1)]).toEqual([760, 820]);
  });

  it('that are not there have no ratio; foreign ones are a misfit; those outside are refused', () => {
    const { energies, counts } = simulated(1, 2.5, 0);
    const none = whiteLineRatio(energies, counts, { l3: 779, l2: 794 });
    expect(none.ratio.value).toBeNaN();
    expect([statusOf['not-visible'], statusOf['at-bound'], statusOf.singular, statusOf.stalled]).toContain(none.status);
    const foreign = simulated(1, 2.5);
    for (let i = 70; i < 76; i++) foreign.counts[i]! += 2000;
    expect(whiteLineRatio(foreign.energies, foreign.counts, { l3: 779, l2: 794 }).status).not.toBe(statusOf.converged);
    expect(codeOf(() => whiteLineRatio(energies, counts, { l3: 700, l2: 715 }))).toBe('outside-range');
  });
});

describe('valence', () => {
  const calibration = { ratio: [2.9, 2.5, 2.1], valence: [3, 3.5, 4], stderr: [0.04, 0.02, 0.04] };

  it('lies between the compounds of the calibration, with the errors of all', () => {
    const found = valenceOf({ value: 2.7, stderr: 0.03 }, calibration);
    expect(found.value).toBeCloseTo(3.25, 12);
    // d valence / d ratio = 0.5 / 0.4; half of each compound's error.
    expect(found.stderr).toBeCloseTo(1.25 * Math.hypot(0.03, 0.02, 0.01), 12);
    expect(valenceOf({ value: 2.3, stderr: 0 }, { ...calibration, stderr: undefined }).value).toBeCloseTo(3.75, 12);
    expect(valenceOf({ value: 2.1, stderr: 0.1 }, calibration).status).toBe(statusOf.ok);
  });

  it('is not guessed outside', () => {
    expect(valenceOf({ value: 2, stderr: 0.03 }, calibration)).toMatchObject({
      value: Number.NaN,
      status: statusOf.outside,
    });
    expect(valenceOf({ value: 2.08, stderr: 0.03 }, calibration).status).toBe(statusOf.extrapolated);
    expect(valenceOf({ value: Number.NaN, stderr: 0.03 }, calibration).status).toBe(statusOf.failed);
    expect(codeOf(() => valenceOf({ value: 2, stderr: 0 }, { ratio: [1], valence: [2] }))).toBe('shape-mismatch');
    expect(codeOf(() => valenceOf({ value: 2, stderr: 0 }, { ratio: [1, 3, 2], valence: [2, 3, 4] }))).toBe(
      'invalid-argument',
    );
  });
});
