import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateStrd, exploration, referencePath } from '@operando/fixtures';
import { leastSquares } from '../src/index.js';
import type { LeastSquaresOptions, LeastSquaresResult } from '../src/index.js';

interface Strd {
  readonly x: readonly (number | readonly number[])[];
  readonly y: readonly number[];
  readonly start1: readonly number[];
  readonly start2: readonly number[];
  readonly cert_values: readonly number[];
  readonly cert_stderr: readonly number[];
}

const path = referencePath('xrd', 'strd', 'strd.json');
const sets = path === undefined ? {} : (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Strd>);
const cases = Object.keys(sets).flatMap((name) =>
  [1, 2].map((start) => [`${name} from start ${start}`, name, start] as const),
);
const digits = (actual: number, certified: number): number => -Math.log10(Math.abs(actual / certified - 1) || 1e-16);

function fit(name: string, start: number, options: LeastSquaresOptions = {}, analytic = true): LeastSquaresResult {
  const set = sets[name]!;
  const x = set.x.map((value) => (typeof value === 'number' ? [value] : value));
  const y = Float64Array.from(set.y, (value) => (name === 'Nelson' ? Math.log(value) : value));
  return leastSquares(
    {
      model: (p, _x, out, jacobian) => evaluateStrd(name, p, x, out, jacobian),
      x: new Float64Array(y.length),
      y,
      analytic,
    },
    start === 1 ? set.start1 : set.start2,
    { scaleCovariance: true, ...options },
  );
}

describe.skipIf(path === undefined)('NIST StRD, certified (needs OPERANDO_REFERENCE_DATA)', () => {
  it('has all 27 sets', () => expect(cases).toHaveLength(54));

  it.each(cases)('%s', (_, name, start) => {
    const result = fit(name, start);
    expect(result.status).toBe('converged');
    const set = sets[name]!;
    set.cert_values.forEach((value, k) => expect(digits(result.parameters[k]!, value)).toBeGreaterThan(6));
    // The residuals of Lanczos1 are rounding noise of the data: their scale has fewer digits.
    set.cert_stderr.forEach((value, k) =>
      expect(digits(result.stderr[k]!, value)).toBeGreaterThan(name === 'Lanczos1' ? 2.9 : 6),
    );
  });

  it('never says converged on the plateau of BoxBOD that a long first step leads to', () => {
    const result = fit('BoxBOD', 1, { initialStep: 100 });
    expect(result.parameters[1]).toBeGreaterThan(10);
    expect(['stalled', 'singular', 'limit-reached']).toContain(result.status);
  });

  it('says converged for no end that is not the certified minimum, whatever the first step', () => {
    const steps = [0.1, 10, 100];
    // One of the three for each case in `npm test`, in turn.
    const wrong = cases.flatMap(([title, name, start], turn) =>
      (exploration.isExploring ? steps : [steps[turn % 3]!])
        .filter((initialStep) => {
          const result = fit(name, start, { initialStep });
          return (
            result.status === 'converged' &&
            !sets[name]!.cert_values.every((value, k) => digits(result.parameters[k]!, value) > 4)
          );
        })
        .map((initialStep) => `${title}, first step ${initialStep}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(['Misra1a', 'Thurber', 'Gauss3', 'Hahn1', 'Rat43'])('%s needs no analytic derivatives', (name) => {
    const result = fit(name, 2, {}, false);
    expect(result.status).toBe('converged');
    // Central differences have ten digits in the derivatives, hence fewer in the errors.
    sets[name]!.cert_values.forEach((value, k) => expect(digits(result.parameters[k]!, value)).toBeGreaterThan(6));
    sets[name]!.cert_stderr.forEach((value, k) => expect(digits(result.stderr[k]!, value)).toBeGreaterThan(4));
  });
});
