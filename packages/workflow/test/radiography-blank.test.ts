import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { dosesOf, isUniform, withoutBlank } from '../src/techniques/radiography/blank-frames.js';

describe('frames without a picture', () => {
  it('have one value in all pixels, or none', () => {
    expect(isUniform(Uint16Array.of(0, 0, 0))).toBe(true);
    expect(isUniform(Uint16Array.of(65535, 65535))).toBe(true);
    expect(isUniform(Float32Array.of(Number.NaN, Number.NaN))).toBe(true);
    expect(isUniform(Float32Array.of(Number.NaN, 4, 5))).toBe(false);
    expect(isUniform(Uint16Array.of(7, 7, 8))).toBe(false);
  });

  it('are failed, take no part in the usual dose, and have no profile', () => {
    // Saturated, no beam, a dip, and three as usual.
    const doses = Float64Array.of(100, 10, 0.1, 5, 10, 10, Number.NaN);
    const dose = dosesOf(doses, new Float64Array(7).fill(0.01), [true, false, false, false, false, false, true]);
    expect([...dose.values].slice(1, 6)).toEqual([1, 0.01, 0.5, 1, 1]);
    const { ok, failed, doubtful } = statusOf;
    expect([...dose.status!]).toEqual([failed, ok, failed, doubtful, ok, ok, failed]);
    const values = Float64Array.from({ length: 14 }, (_, i) => i);
    const profiles = withoutBlank(
      {
        firstRow: 0,
        rows: 2,
        frames: 7,
        values,
        variances: values,
        common: new Float64Array(2),
        doseStderr: new Float64Array(7),
      },
      dose,
    );
    const left = [2, 3, 6, 7, 8, 9, 10, 11];
    expect([...profiles.values].filter((each) => !Number.isNaN(each))).toEqual(left);
    expect([...profiles.variances].filter((each) => !Number.isNaN(each))).toEqual(left);
  });
});
