import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { stepByFrames, variancesByFrames } from '../src/front-by-frames.js';
import { stepByRows, variancesByRows } from '../src/front-by-rows.js';
import { equationsOf } from '../src/front-equations.js';
import { fitFrontSeries } from '../src/front-series.js';
import { frontShare } from '../src/front-model.js';

const random = seededRandom(6);

/** A front that goes on by a row a frame. */
function made(rows: number, frames: number) {
  const sigma = 0.004;
  const center = Float64Array.from({ length: frames }, (_, f) => 4 + (0.6 * rows * f) / frames);
  const base = Float64Array.from({ length: rows }, () => 0.4 + 0.05 * random.normal());
  const values = Float64Array.from({ length: rows * frames }, (_, i) => {
    const [f, y] = [Math.floor(i / rows), i % rows];
    return base[y]! + 0.2 * frontShare(y, center[f]!, 2) + sigma * random.normal();
  });
  const data = {
    values,
    variances: new Float64Array(rows * frames).fill(sigma ** 2),
    frames,
    rows,
    offsetStderr: new Float64Array(frames).fill(1e-3),
    psfSigma: 0,
  };
  const state = {
    base,
    height: 0.18,
    center: center.map((each) => each + 0.5),
    width: new Float64Array(frames).fill(2.4),
    offset: new Float64Array(frames),
  };
  return { data, state, center };
}

describe('equations of fronts', () => {
  it('have one solution, whether frames are eliminated or rows', () => {
    const { data, state } = made(17, 9);
    const equations = equationsOf(data, state);
    const [byFrames, byRows] = [stepByFrames(equations, 1e-3)!, stepByRows(equations, 1e-3)!];
    byFrames.shared.forEach((value, k) => expect(byRows.shared[k]).toBeCloseTo(value, 9));
    byFrames.own.forEach((value, k) => expect(byRows.own[k]).toBeCloseTo(value, 9));
    const [a, b] = [variancesByFrames(equations)!, variancesByRows(equations)!];
    expect(b.height / a.height).toBeCloseTo(1, 6);
    a.own.forEach((value, k) => expect(b.own[k]! / value).toBeCloseTo(1, 6));
  });

  it('of many rows and few frames give the front within its errors', () => {
    const { data, state, center } = made(300, 8);
    const fit = fitFrontSeries(data, state);
    expect(fit.isConverged && !fit.isSingular).toBe(true);
    // Eight pulls: four standard errors.
    fit.center.forEach((value, f) => expect(Math.abs(value - center[f]!) / fit.centerStderr[f]!).toBeLessThan(4));
    expect(fit.totalChiSquare / fit.degreesOfFreedom).toBeCloseTo(1, 0);
  });
});
