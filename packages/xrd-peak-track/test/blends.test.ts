import { describe, expect, it } from 'vitest';
import { choleskyInPlace, choleskySolveInPlace, seededRandom } from '@operando/numerics';
import type { Random } from '@operando/numerics';
import type { Said } from '../src/gaussian.js';
import { weigh, weighTogether } from '../src/random-walk.js';
import { smoothBlend } from '../src/smooth-blend.js';
import type { BlendFrame, PairWay } from '../src/smooth-blend.js';
import { createWindowFitter } from '../src/window/fit-window.js';
import { pairTerms } from '../src/window/pair-terms.js';
import type { WindowFit, WindowPeak } from '../src/window/types.js';

/** Numbers of a pair: places and rates, then shapes and ratio. */
const size = 11;
/** Which of them the terms of a pair are, as a frame says them. */
const places = [0, 4, 5, 6, 2, 7, 8, 9, 10];
const square = (n: number, of: (a: number, b: number) => number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, k) => of(Math.floor(k / n), k % n));
const diagonal = (values: readonly number[]): Float64Array =>
  square(values.length, (a, b) => (a === b ? values[a]! : 0));

/** A way of moving: rates change with a standard deviation, all else with another. */
function way(weight: number, rate: number, shape: number): PairWay {
  const sure = [0.01, 0.001, 0.01, 0.001, ...Array.from({ length: 7 }, () => 0.02)];
  return {
    weight,
    changes: Float64Array.from({ length: size }, (_, k) => (k < 4 ? (k % 2) * rate ** 2 : shape ** 2)),
    start: { mean: new Float64Array(size), covariance: diagonal(sure.map((one) => one ** 2)) },
    end: {
      of: sure.map((_, k) => k),
      at: new Float64Array(size),
      precision: diagonal(sure.map((one) => one ** -2)),
      pull: new Float64Array(size),
    },
  };
}

/** The state a frame later, without noise. */
const moved = (state: Float64Array): Float64Array =>
  state.map((value, k) => (k < 4 && k % 2 === 0 ? value + state[k + 1]! : value));

/** A pair that moves so, and what its frames and its end say. */
function drawBlend(
  one: PairWay,
  frames: number,
  random: Random,
): { readonly truth: Float64Array[]; readonly frames: BlendFrame[]; readonly end: Said } {
  let state: Float64Array = one.start.mean.map(
    (_, k) => Math.sqrt(one.start.covariance[k * (size + 1)]!) * random.normal(),
  );
  const truth: Float64Array[] = [];
  const said = Array.from({ length: frames }, (_, frame): BlendFrame => {
    if (frame > 0) {
      state = moved(state);
      for (let k = 0; k < 4; k += 2) {
        // A rate that walks evenly moves a place by half of its change, and by a twelfth of the variance besides.
        const [change, own] = [random.normal(), random.normal()];
        const deviation = Math.sqrt(one.changes[k + 1]!);
        state[k]! += deviation * (0.5 * change + own / Math.sqrt(12));
        state[k + 1]! += deviation * change;
      }
      for (let k = 4; k < size; k++) state[k]! += Math.sqrt(one.changes[k]!) * random.normal();
    }
    truth.push(state.slice());
    // Sums and differences of terms are seen: no term by itself.
    const root = square(pairTerms, (a, b) => (a === b ? 20 : a > b ? 6 * Math.cos(a + 2 * b + frame) : 0));
    const noise = Float64Array.from({ length: pairTerms }, () => random.normal());
    const precision = square(pairTerms, (a, b) =>
      places.reduce((sum, __, k) => sum + root[a * pairTerms + k]! * root[b * pairTerms + k]!, 0),
    );
    const pull = noise.map((__, a) => noise.reduce((sum, n, k) => sum + root[a * pairTerms + k]! * n, 0));
    return { frame, said: { at: Float64Array.from(places, (place) => state[place]!), precision, pull } };
  });
  const { end } = one;
  const at = state.map((value, k) => value + random.normal() / Math.sqrt(end.precision[k * (size + 1)]!));
  return { truth, frames: said, end: { ...end, at } };
}

const course = { places: new Float64Array(40), variances: new Float64Array(40) };

describe('two peaks through a blend', () => {
  it('are expected in each frame as all states at once have it, solved in one piece', () => {
    const one = way(1, 0.002, 0.004);
    const { frames, end } = drawBlend(one, 4, seededRandom(1));
    const smoothed = smoothBlend(frames, [{ ...one, end }], course);
    const n = size * frames.length;
    // Inverse of the covariance of one step: of place and rate, and of all else.
    const step = square(size, (a, b) => {
      if (a >= 4 || b >= 4) return a === b ? 1 / one.changes[a]! : 0;
      if (a >> 1 !== b >> 1) return 0;
      const q = one.changes[a | 1]!;
      return a !== b ? -6 / q : a % 2 === 0 ? 12 / q : 4 / q;
    });
    for (const [left] of frames.entries()) {
      const matrix = new Float64Array(n * n);
      const right = new Float64Array(n);
      const add = (a: number, b: number, value: number): void => {
        matrix[a * n + b]! += value;
      };
      for (let a = 0; a < size; a++) {
        add(a, a, 1 / one.start.covariance[a * (size + 1)]!);
        const last = n - size + a;
        add(last, last, end.precision[a * (size + 1)]!);
        right[last]! += end.precision[a * (size + 1)]! * end.at[a]!;
      }
      for (let f = 1; f < frames.length; f++) {
        // What a step misses: the state less the one before, moved on.
        const terms = (k: number): [number, number][] => {
          const [here, before] = [f * size + k, (f - 1) * size + k];
          const own: [number, number][] = [
            [here, 1],
            [before, -1],
          ];
          return k < 4 && k % 2 === 0 ? [...own, [before + 1, -1]] : own;
        };
        for (let a = 0; a < size; a++)
          for (let b = 0; b < size; b++)
            for (const [i, u] of terms(a)) for (const [j, v] of terms(b)) add(i, j, u * v * step[a * size + b]!);
      }
      frames.forEach(({ said: { at, precision, pull } }, f) => {
        if (f === left) return;
        places.forEach((place, a) => {
          right[f * size + place]! += pull[a]!;
          places.forEach((other, b) => {
            add(f * size + place, f * size + other, precision[a * pairTerms + b]!);
            right[f * size + place]! += precision[a * pairTerms + b]! * at[b]!;
          });
        });
      });
      expect(choleskyInPlace(matrix, n)).toBe(true);
      choleskySolveInPlace(matrix, n, right);
      const { mean, covariance } = smoothed[left]!;
      places.forEach((place, term) => {
        const column = new Float64Array(n);
        column[left * size + place] = 1;
        choleskySolveInPlace(matrix, n, column);
        expect(mean[term]).toBeCloseTo(right[left * size + place]!, 9);
        places.forEach((other, k) =>
          expect(covariance[term * pairTerms + k]).toBeCloseTo(column[left * size + other]!, 9),
        );
      });
    }
  });

  it('are known with their own errors where it is not known how they move', () => {
    const ways = [0, 0.002].flatMap((rate) => [0, 0.003].map((shape) => way(1 / 4, rate, shape)));
    const random = seededRandom(2);
    const squares = new Float64Array(pairTerms);
    const blends = 160;
    for (let k = 0; k < blends; k++) {
      const { truth, frames, end } = drawBlend(ways[k % ways.length]!, 8, random);
      const known = smoothBlend(
        frames,
        ways.map(({ weight, changes, start }) => ({ weight, changes, start, end })),
        course,
      )[4]!;
      places.forEach((place, term) => {
        squares[term]! += (known.mean[term]! - truth[4]![place]!) ** 2 / known.covariance[term * (pairTerms + 1)]!;
      });
    }
    // 160 blends know a deviation to 0.056; tails of mixtures are long.
    for (const sum of squares) expect(Math.abs(Math.sqrt(sum / blends) - 1)).toBeLessThan(0.2);
  });
});

describe('what a window says of a pair', () => {
  const x = Float64Array.from({ length: 120 }, (_, i) => 10 + 0.01 * i);
  const shapes = [
    { center: 10.5, fwhm: 0.12, eta: 0.5, skew: 0, area: 200 },
    { center: 10.65, fwhm: 0.12, eta: 0.5, skew: 0, area: 120 },
  ];
  // Of a pseudo-Voigt of this share, area over height and half width is (pi + sqrt(pi / ln 2)) / 2.
  const perHeight = 0.06 * 0.5 * (Math.PI + Math.sqrt(Math.PI / Math.LN2));
  const y = x.map((at) =>
    shapes.reduce((all, { center, area }) => {
      const u = (at - center) / 0.06;
      return all + (area / perHeight) * (0.5 / (1 + u * u) + 0.5 * Math.exp(-Math.LN2 * u * u));
    }, 100),
  );
  const { fit } = createWindowFitter({ profile: 'pseudo-voigt', poisson: true, doublet: undefined });
  const unknown = { center: Infinity, fwhm: Infinity, eta: Infinity, skew: Infinity };
  // The skew is held: it has no term.
  const free = [0, 1, 2, 4, 5, 6, 8];
  const solve = (precision: Float64Array, right: readonly number[]): Float64Array => {
    const n = free.length;
    const factor = square(n, (a, b) => precision[free[a]! * pairTerms + free[b]!]!);
    expect(choleskyInPlace(factor, n)).toBe(true);
    const solution = Float64Array.from(right);
    choleskySolveInPlace(factor, n, solution);
    return solution;
  };
  const look = (off: number, knownTo: WindowPeak['knownTo'], ratio: number, sigma?: number): WindowFit =>
    fit(
      { x, y, variance: y, ground: undefined },
      {
        peaks: shapes.map(({ center, fwhm, eta, skew, area }) => ({
          center: center + off,
          fwhm,
          eta,
          skew,
          area,
          below: 0.1,
          above: 0.1,
          knownTo,
        })),
        ratios: sigma === undefined ? [] : [{ peak: 0, to: 1, ratio, sigma }],
        degree: 1,
        pair: { peaks: [0, 1], ratio, couplings: undefined },
      },
    );

  it('has the errors of the fit in which nothing is known', () => {
    const { pair, peaks } = look(0, unknown, 200 / 120);
    const own = peaks.flatMap(({ centerError, fwhmError, etaError }) => [centerError, fwhmError, etaError]);
    own.forEach((error, k) => {
      const variance = solve(
        pair!.precision,
        free.map((_, j) => (j === k ? 1 : 0)),
      )[k]!;
      // The matrix of the errors is that before the last, small step.
      expect(Math.sqrt(variance) / error).toBeCloseTo(1, 2);
    });
  });

  it('is what the data say, whatever was known', () => {
    // Known a standard error off: the data still say where the peaks are, by a tenth of that.
    const { pair } = look(0.004, { center: 0.004, fwhm: 0.004, eta: 0.1, skew: 0 }, 1.05 * (200 / 120), 0.05);
    const move = solve(
      pair!.precision,
      free.map((term) => pair!.pull[term]!),
    );
    const said = free.map((term, k) => pair!.off[term]! + move[k]!);
    for (const center of [said[0]!, said[3]!]) expect(Math.abs(center + 0.004)).toBeLessThan(0.0004);
    expect(Math.abs(said[6]! + Math.log(1.05))).toBeLessThan(0.005);
    for (const width of [said[1]!, said[4]!]) expect(Math.abs(width)).toBeLessThan(0.0008);
  });
});

describe('changes of many that are alike', () => {
  const changes = [0, 1, 2];
  it('are those of each by itself where there is one', () => {
    const logs = [-1, -0.2, -3];
    const [together, alone] = [weighTogether(changes, [logs])[0]!, weigh(changes, logs)];
    together.forEach(({ change, weight }, k) => {
      expect(change).toBe(alone[k]!.change);
      expect(weight).toBeCloseTo(alone[k]!.weight, 12);
    });
    expect(together).toHaveLength(3);
  });

  it('are told by the others where one does not tell them', () => {
    const still = [0, -40, -40];
    const restless = [-40, 0, -40];
    const nothing = [0, 0, 0];
    // Two are taken for granted, half of them still: of one among five still ones 6 of 7, among five restless ones 1 of 7.
    const chance = (others: readonly number[]): number =>
      weighTogether(changes, [nothing, ...Array.from({ length: 5 }, () => others)])[0]!.find(
        ({ change }) => change === 0,
      )!.weight;
    expect(chance(still)).toBeCloseTo(6 / 7, 9);
    expect(chance(restless)).toBeCloseTo(1 / 7, 9);
  });
});
