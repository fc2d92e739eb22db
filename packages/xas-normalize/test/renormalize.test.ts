import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgeShape, seededRandom } from '@operando/fixtures';
import { formFactorsAt } from '@operando/tables';
import { bareAtomStep, mback, normalizeStack } from '../src/index.js';
import type { NormalizationKind } from '../src/index.js';
import { larchFolder, larchIds, larchSpectrum, worst } from './larch.js';
import type { Sampled } from './larch.js';

interface LarchMback {
  readonly edge_step: number;
  readonly norm: Sampled;
  readonly fpp: Sampled;
  readonly params: { readonly s: number };
}

function larchMback(id: string): {
  readonly expected: LarchMback;
  readonly data: Readonly<Record<'energy' | 'mu' | 'f2', Float64Array>>;
} {
  const { mback: expected } = larchSpectrum(id) as unknown as { readonly mback: LarchMback };
  const full = JSON.parse(readFileSync(join(larchFolder!, 'full', `${id}.json`), 'utf8')) as Record<string, number[]>;
  const of = (name: string): Float64Array => Float64Array.from(full[name]!);
  return { expected, data: { energy: of('energy'), mu: of('mu'), f2: of('f2_chantler') } };
}

/** Without 100 eV behind the edge Larch fits a polynomial to nothing. */
const tooShort: ReadonlySet<string> = new Set(['fe_xanes_8ch', 's_feso4']);
// Beyond a K edge: the L2 edge lies within the scan, which one step cannot follow.
const severalEdges: ReadonlySet<string> = new Set(['sno2_l3']);

describe.skipIf(larchFolder === undefined)("mback against Larch, with f'' of Chantler as Larch has it", () => {
  it.each(larchIds().filter((id) => !tooShort.has(id)))('%s', (id) => {
    const { expected, data } = larchMback(id);
    const { energy, mu, f2 } = data;
    const e0 = larchSpectrum(id).find_e0;
    const found = mback(energy, mu, f2, e0, { order: 2 });
    // Larch searches for the minimum, which is exact here: rounding of both, measured up to 5e-12.
    expect(Math.abs(found.scale / expected.params.s - 1)).toBeLessThan(1e-9);
    expect(Math.abs(found.edgeStep / expected.edge_step - 1)).toBeLessThan(1e-9);
    expect(worst(found.norm, expected.norm)).toBeLessThan(1e-9);
    expect(worst(found.fpp, expected.fpp)).toBeLessThan(1e-8);
    if (severalEdges.has(id)) return;
    // A bare step in place of the table: measured up to 0.6 %.
    const bare = mback(energy, mu, bareAtomStep(energy, e0), e0, { order: 2 });
    expect(Math.abs(bare.edgeStep / expected.edge_step - 1)).toBeLessThan(0.01);
  });

  it.each([
    ['au_cyano_7_03', 'Au'],
    ['wo3_rt_01', 'W'],
  ])("%s: f'' of the tables gives the step that Chantler's does, at an L3 edge", (id, element) => {
    const { energy, mu, f2 } = larchMback(id).data;
    const e0 = larchSpectrum(id).find_e0;
    const stepBy = (of: Float64Array): number => mback(energy, mu, of, e0).edgeStep;
    // Henke's f'' lies within 10 % of Chantler's, as smoothly as the polynomial: measured 0.17 and 0.01 %.
    expect(Math.abs(stepBy(formFactorsAt(element, energy).f2) / stepBy(f2) - 1)).toBeLessThan(0.003);
    expect(Math.abs(stepBy(bareAtomStep(energy, e0)) / stepBy(f2) - 1)).toBeLessThan(0.003);
  });

  it.each(larchIds().filter((id) => tooShort.has(id)))('%s is refused', (id) => {
    const { energy, mu, f2 } = larchMback(id).data;
    expect(() => mback(energy, mu, f2, larchSpectrum(id).find_e0)).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
  });
});

describe('normalizations', () => {
  const energy = Float64Array.from({ length: 900 }, (_, i) => 8150 + i);
  const random = seededRandom(3);
  const clean = energy.map((e) => 0.3 - 1e-4 * (e - 8344) + 0.7 * edgeShape(e, 8344));
  const mu = clean.map((v) => v + 0.001 * random.normal());
  const e0 = 8344;
  const by = (normalization: NormalizationKind, values: Float64Array = mu) =>
    normalizeStack(energy, values, { normalization, e0 });

  it.each(['area', 'min-max', 'mback'] as const)('%s does not depend on the scale of the absorption', (kind) => {
    const once = by(kind);
    const thrice = by(
      kind,
      mu.map((v) => 3 * v),
    );
    expect(Math.abs(thrice.edgeStep[0]! / once.edgeStep[0]! - 3)).toBeLessThan(1e-9);
    once.norm.forEach((value, i) => expect(Math.abs(value - thrice.norm[i]!)).toBeLessThan(1e-9));
    expect(once.flat).toEqual(once.norm);
  });

  it('area: the area is that of a step of 1 at e0', () => {
    const { norm, edgeStep } = by('area');
    let area = 0;
    for (let i = 0; i + 1 < energy.length; i++) area += 0.5 * (norm[i]! + norm[i + 1]!);
    // What the pre-edge line leaves below the fit is noise.
    expect(Math.abs(area / (energy[899]! - e0) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(edgeStep[0]! / 0.7 - 1)).toBeLessThan(0.02);
  });

  it('min-max: from 0 to 1; none: as it is; mback: the step', () => {
    const { norm } = by('min-max');
    expect([Math.min(...norm), Math.max(...norm)]).toEqual([0, 1]);
    expect(by('none').norm).toEqual(mu);
    expect(by('none').edgeStep[0]).toBe(1);
    expect(Math.abs(by('mback').edgeStep[0]! / 0.7 - 1)).toBeLessThan(0.02);
    expect(by('step').norm).toEqual(normalizeStack(energy, mu, { e0 }).norm);
  });

  it('of values of which some are missing are those of the others', () => {
    const holes = mu.slice();
    holes.fill(Number.NaN, 700, 704);
    for (const kind of ['area', 'min-max', 'none', 'mback'] as const) {
      const { norm } = by(kind, holes);
      const whole = by(kind).norm;
      norm.forEach((value, i) =>
        i >= 700 && i < 704 ? expect(value).toBeNaN() : expect(Math.abs(value - whole[i]!)).toBeLessThan(0.002),
      );
    }
  });

  it('a scan that ends soon above the edge has an area where it has no step', () => {
    const short = energy.subarray(0, 214);
    const { warnings } = normalizeStack(short, mu.subarray(0, 214), { e0 });
    expect(warnings.map(({ code }) => code)).toContain('short-post-edge');
    expect(normalizeStack(short, mu.subarray(0, 214), { e0, normalization: 'area' }).warnings).toEqual([]);
    expect(normalizeStack(short, mu.subarray(0, 214), { e0, edgeStep: 0.7 }).warnings).toEqual([]);
  });

  it('refuses a kind there is not, frame by frame', () => {
    const { warnings } = by('height' as NormalizationKind);
    expect(warnings[0]).toMatchObject({ code: 'invalid-argument' });
  });
});
