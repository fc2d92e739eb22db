import { crystalStructure, spaceGroup } from '@operando/crystal';
import { describe, expect, it } from 'vitest';
import { refinePattern, structurePhase } from '../src/index.js';
import type { Instrument } from '../src/index.js';

const degree = Math.PI / 180;
const wavelength = 1.5406;
const instrument: Instrument = { radiation: 'x-ray', lines: [{ wavelength }], w: 0.0225 };
const aluminium = crystalStructure({
  name: 'Al',
  cell: { a: 4.0495, b: 4.0495, c: 4.0495, alpha: 90, beta: 90, gamma: 90 },
  spaceGroup: spaceGroup('F m -3 m'),
  sites: [{ label: 'Al1', element: 'Al', position: [0, 0, 0], uIso: 0.01 }],
});
const { rotations } = structurePhase(aluminium, { instrument, maximumTwoTheta: 100 });
const reflections = {
  h: [1, 2, 2, 3, 2],
  k: [1, 0, 2, 1, 2],
  l: [1, 0, 0, 1, 2],
  multiplicity: [8, 6, 12, 24, 8],
  f2: [900, 700, 500, 420, 300],
};

type Indices = readonly [number, number, number];

/** All permutations and signs. */
function equivalents([h, k, l]: Indices): Indices[] {
  const signs = [1, -1];
  const orders: Indices[] = [
    [h, k, l],
    [h, l, k],
    [k, h, l],
    [k, l, h],
    [l, h, k],
    [l, k, h],
  ];
  return orders.flatMap(([a, b, c]) =>
    signs.flatMap((p) => signs.flatMap((q) => signs.map((r): Indices => [p * a, q * b, r * c]))),
  );
}

/** March and Dollase by their formula, over all equivalents. */
function marchDollase(line: Indices, [p, q, s]: Indices, ratio: number): number {
  const all = equivalents(line).map(([h, k, l]) => {
    const cosine2 = (h * p + k * q + l * s) ** 2 / ((h * h + k * k + l * l) * (p * p + q * q + s * s));
    return (ratio ** 2 * cosine2 + (1 - cosine2) / ratio) ** -1.5;
  });
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

/** A pattern of a phase that lies so, without noise, as refined from none. @param share Of its strength. */
function refine(axis: Indices, ratio: number, share: number) {
  const twoTheta = Float64Array.from({ length: 3500 }, (_, i) => 30 + 0.02 * i);
  const intensity = new Float64Array(twoTheta.length).fill(100);
  reflections.h.forEach((h, n) => {
    const [k, l] = [reflections.k[n]!, reflections.l[n]!];
    const theta = Math.asin((wavelength * Math.hypot(h, k, l)) / (2 * 4.0495));
    const lp = (1 + Math.cos(2 * theta) ** 2) / (Math.sin(theta) ** 2 * Math.cos(theta));
    const area = reflections.multiplicity[n]! * reflections.f2[n]! * lp * marchDollase([h, k, l], axis, ratio);
    for (const [i, x] of twoTheta.entries()) {
      intensity[i]! += share * area * Math.exp(-4 * Math.LN2 * ((x - (2 * theta) / degree) / 0.15) ** 2);
    }
  });
  const { cell } = aluminium;
  const refined = refinePattern(
    { twoTheta, intensity, sigma: intensity.map(Math.sqrt) },
    {
      phases: [{ name: 'Al', system: 'cubic', cell, reflections, rotations, orientation: { axis, ratio: 1 } }],
      instrument,
      background: { terms: 1 },
      refine: { phases: { Al: ['cell', 'orientation'] } },
    },
  );
  const found = refined.parameters.find(({ name }) => name === 'Al.orientation')!;
  return { refined, found };
}

describe('orientation of cubic phases', () => {
  const axes: Indices[] = [
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 1],
  ];
  const cases = axes.flatMap((axis) => [0.4, 0.8, 1.6, 2.5].map((ratio) => ({ axis, ratio })));

  it.each(cases)('along $axis is found from none: $ratio', ({ axis, ratio }) => {
    const { refined, found } = refine(axis, ratio, 1 / 30);
    expect(Math.abs(found.value - ratio)).toBeLessThan(1e-3);
    expect(found.stderr).toBeLessThan(0.1);
    expect(refined.status).toBe('converged');
  });

  // To first order nothing depends on it: an error from the derivative would be as wrong as its side of 1.
  it('that the pattern does not tell from none has no error, and is told', () => {
    const { refined, found } = refine([1, 1, 1], 0.95, 1 / 300);
    expect([found.status, found.stderr]).toEqual(['ambiguous', Number.NaN]);
    const told = refined.warnings.find(({ code }) => code === 'undetermined');
    expect(told?.message).toContain('does not tell Al.orientation from 1');
    expect(refine([1, 1, 1], 0.4, 1 / 30).refined.warnings.map(({ code }) => code)).not.toContain('undetermined');
  });
});
