import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { codeOf, edgeShape, seededRandom } from '@operando/fixtures';
import { combinationMap, imageSource } from '../src/index.js';

const energy = Float64Array.from({ length: 60 }, (_, i) => 8310 + 1.5 * i);
const species = (edge: number): { readonly energy: Float64Array; readonly norm: Float64Array } => ({
  energy,
  norm: energy.map((at) => edgeShape(at, edge)),
});
const components = [species(8343), species(8346)];
const pixels = 4096;
const noise = 0.01;
const random = seededRandom(6);
const truth = Float64Array.from({ length: pixels }, () => Math.max(0, Math.min(1, 1.4 * random.uniform() - 0.2)));
const height = Float64Array.from({ length: pixels }, (_, p) => (p % 4 === 0 ? 0 : 0.3 + 0.7 * random.uniform()));
const stack = new Float32Array(60 * pixels);
for (let e = 0; e < 60; e++) {
  for (let p = 0; p < pixels; p++) {
    const shape = (1 - truth[p]!) * components[0]!.norm[e]! + truth[p]! * components[1]!.norm[e]!;
    stack[e * pixels + p] = 0.2 - 2e-4 * (energy[e]! - 8345) + height[p]! * shape + noise * random.normal();
  }
}

describe('combinationMap', () => {
  const map = combinationMap(energy, imageSource(energy, stack), components);

  it('has shares that the truth keeps within their errors', () => {
    let [pulls, count] = [0, 0];
    for (let p = 0; p < pixels; p++) {
      if (map.status[p] !== statusOf.converged) continue;
      expect(map.shares[0]![p]! + map.shares[1]![p]!).toBeCloseTo(1, 6);
      // A share that a bound holds has no error, nor has its partner then.
      if (map.shares[1]![p] === 0 || map.shares[1]![p] === 1)
        expect([map.sharesStderr[0]![p], map.sharesStderr[1]![p]]).toEqual([Number.NaN, Number.NaN]);
      // Counted are those well inside.
      if (truth[p]! < 0.15 || truth[p]! > 0.85) continue;
      pulls += ((map.shares[1]![p]! - truth[p]!) / map.sharesStderr[1]![p]!) ** 2;
      count++;
    }
    // Some 1500 pixels: the width is sure to 2 %; 56 degrees of freedom widen it by 2 %.
    expect(count).toBeGreaterThan(1000);
    expect(Math.abs(Math.sqrt(pulls / count) - 1)).toBeLessThan(0.08);
  });

  it('leaves pixels without material out, keeps the others, and never leaves 0 to 1', () => {
    const wrong = [...map.status].filter((byte, p) => (byte === statusOf.converged) !== height[p]! > 0).length;
    expect(wrong).toBeLessThanOrEqual(1);
    for (const share of map.shares)
      expect(share.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1))).toBe(true);
    const kept = [...map.status.keys()].filter((p) => map.status[p] === statusOf.converged);
    expect(
      Math.abs(
        kept.reduce((sum, p) => sum + (map.edgeStep[p]! - height[p]!) / map.edgeStepStderr[p]!, 0) / kept.length,
      ),
    ).toBeLessThan(0.1);
    expect(kept.every((p) => map.misfit[p]! < 0.1)).toBe(true);
    const strict = combinationMap(energy, imageSource(energy, stack), components, { minimumEdgeStep: 0.6 });
    expect([...strict.status].filter((byte) => byte === statusOf.converged).length).toBeLessThan(kept.length);
  });

  it('leaves out pixels that are not finite and refuses what does not fit together', () => {
    const bad = stack.slice();
    bad[7 * pixels + 5] = Number.NaN;
    expect(combinationMap(energy, imageSource(energy, bad), components).status[5]).toBe(statusOf.masked);
    const twice = combinationMap(energy, imageSource(energy, stack), [components[0]!, components[0]!]);
    expect([...twice.status].every((byte, p) => height[p] === 0 || byte === statusOf.singular)).toBe(true);
    expect(codeOf(() => combinationMap(energy.subarray(1), imageSource(energy, stack), components))).toBe(
      'shape-mismatch',
    );
    expect(codeOf(() => combinationMap(energy.toReversed(), imageSource(energy, stack), components))).toBe(
      'axis-not-increasing',
    );
    expect(codeOf(() => combinationMap(energy, imageSource(energy, stack), []))).toBe('too-few-points');
    expect(
      codeOf(() =>
        combinationMap(energy, imageSource(energy, stack), [
          { energy: energy.subarray(5), norm: components[0]!.norm.subarray(5) },
        ]),
      ),
    ).toBe('outside-range');
  });
});
