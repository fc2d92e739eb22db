import { describe, expect, it } from 'vitest';
import { findE0, preEdge } from '../src/index.js';
import { roundHalfEven } from '../src/grid-search.js';
import { applySmoothing, smoothingOperator } from '../src/lorentzian-smoothing.js';
import { separateRepeatedEnergies } from '../src/spectrum.js';
import { larchFolder, larchUnits, optionsOf, worst } from './larch.js';
import type { LarchUnits } from './larch.js';

const needsData = '(needs OPERANDO_REFERENCE_DATA)';
const units = larchFolder === undefined ? undefined : larchUnits();

/** What each of Larch's edge cases must do here: its answer (with these warnings), or better. */
const sameAsLarch: Readonly<Record<string, readonly string[]>> = {
  clean301: [],
  lt100pts: [],
  lt100pts_noise: [],
  le20pts: ['coarse-grid', 'spike'],
  noise2pct: [],
  oversampled_noise: [],
  random_grid: [],
  glitch_first5pct: ['uncertain-edge-step', 'spike'],
  glitch_midspectrum_preedge: ['spike'],
  nan_mu: ['non-finite-dropped'],
  dup_energy_triplet: ['repeated-energy'],
  one_swap_out_of_order: ['rows-sorted', 'spike'],
  descending: ['descending-reversed'],
  fluo_negative_step: ['negative-edge-step'],
  short_preedge: ['short-pre-edge', 'uncertain-edge-step'],
  tiny_preedge: ['negative-edge-step', 'uncertain-edge-step'],
  short_postedge: ['short-post-edge'],
  very_short_postedge: ['short-post-edge'],
  e0_outside: ['e0-outside'],
  e0_given: [],
  pre_swapped: [],
  norm_swapped: [],
  norm2_negative: [],
  nnorm9: [],
  nnorm_neg: [],
  no_flat: [],
  step_negative: [],
  npre2: [],
  relative_energy: [],
};

const refused: Readonly<Record<string, string>> = {
  up_then_down: 'unsplit-sweep',
  all_zero_mu: 'no-edge',
  constant_mu: 'no-edge',
  keV_units: 'unit-mismatch',
};

describe.skipIf(units === undefined)(`Larch's edge cases ${needsData}`, () => {
  const { cases } = units ?? ({ cases: {} } as Pick<LarchUnits, 'cases'>);

  it('covers every case of the reference', () => {
    const known = [...Object.keys(sameAsLarch), ...Object.keys(refused), 'glitch_post_edge'];
    expect(known.sort()).toEqual(Object.keys(cases).sort());
  });

  it.each(Object.entries(sameAsLarch))('%s: same numbers, warnings %j', (name, codes) => {
    const { energy, mu, args, pre_edge: expected } = cases[name]!;
    const actual = preEdge(energy, mu, optionsOf(args));
    const { pre1, pre2, norm1, norm2, nnorm, nvict, e0 } = expected;
    expect(actual).toMatchObject({ pre1, pre2, norm1, norm2, nnorm, nvict, e0 });
    // Degree 5 in raw energies of 7e3 eV costs Larch eight digits.
    const tolerance = nnorm === 5 ? 1e-6 : 1e-11;
    expect(Math.abs(actual.edgeStep / expected.edge_step - 1)).toBeLessThan(tolerance);
    expect(worst(actual.norm, expected.norm)).toBeLessThan(tolerance);
    if (expected.flat) expect(worst(actual.flat, expected.flat)).toBeLessThan(tolerance);
    expect(actual.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it.each(
    Object.entries(cases).filter(
      ([name, { find_e0: e0 }]) => e0 !== undefined && !(name in refused) && name !== 'glitch_post_edge',
    ),
  )('%s: same e0 from findE0', (_, { energy, mu, find_e0: e0 }) => {
    expect(findE0(energy, mu)).toBe(e0);
  });

  it('descending: finds e0 where Larch throws', () => {
    const { energy, mu, find_e0_error: error } = cases['descending']!;
    expect(error).toContain('ValueError');
    expect(findE0(energy, mu)).toBe(7112.3);
  });

  it('glitch_post_edge: the edge, not the bad point 226 eV above it', () => {
    const { energy, mu, find_e0: larch } = cases['glitch_post_edge']!;
    expect(larch).toBe(7338.8);
    expect(findE0(energy, mu)).toBe(7112.3);
    const { warnings, e0 } = preEdge(energy, mu);
    expect(e0).toBe(7112.3);
    expect(warnings.map(({ code }) => code)).toEqual(['spike-ignored', 'spike']);
    expect(warnings[0]!.message).toContain('single bad point at 7337.3 eV');
  });

  it.each(Object.entries(refused))('%s: refused with %s where Larch returns a number', (name, code) => {
    const { energy, mu } = cases[name]!;
    expect(() => preEdge(energy, mu)).toThrow(expect.objectContaining({ name: 'OperandoError', code }));
    expect(() => findE0(energy, mu)).toThrow(expect.objectContaining({ name: 'OperandoError', code }));
  });

  it('up_then_down: names the turning point and the cure', () => {
    const { energy, mu } = cases['up_then_down']!;
    expect(() => preEdge(energy, mu)).toThrow(/turn at point 300 \(7412\.3 eV\).*Split/);
  });
});

describe.skipIf(units === undefined)(`Larch's helpers ${needsData}`, () => {
  it('smooths as Larch, also where the grid is capped at 50 points per value', () => {
    for (const { x, y, xstep, sigma, form, out } of units!.smooth) {
      const operator = smoothingOperator(Float64Array.from(x), xstep, sigma, form);
      const actual = new Float64Array(x.length);
      applySmoothing(operator, Float64Array.from(y), actual);
      // Both sum a few hundred terms of order one.
      expect(Math.max(...actual.map((value, i) => Math.abs(value - out[i]!)))).toBeLessThan(2e-15);
    }
  });

  it('moves repeated energies apart as remove_dups', () => {
    for (const { x, tiny, out } of units!.remove_dups) {
      expect([...separateRepeatedEnergies(Float64Array.from(x), tiny)]).toEqual(out);
    }
  });
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [2.4, 2],
    [-2.6, -3],
  ])('%d -> %d', (value, expected) => {
    expect(roundHalfEven(value) + 0).toBe(expected);
  });
});
