import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { voigt } from '@operando/peak-fit';
import {
  activeShirley,
  componentShapes,
  doniachSunjic,
  doniachSunjicBroadened,
  doniachSunjicMaximum,
  gaussianLorentzianProduct,
  gaussianLorentzianSum,
  importCasaFit,
  lorentzianAsymmetric,
  lorentzianAsymmetricBroadened,
  shirley,
  tougaard,
  tougaardCrossSection,
} from '../src/index.js';
import { folder, referenceOf, rowsOf } from './reference.js';

interface Curve {
  readonly values: readonly number[];
  readonly [name: string]: unknown;
}
type Shapes = Readonly<Record<string, Curve>> & { readonly x: readonly number[] };

describe.skipIf(folder === undefined)('shapes and backgrounds of others (needs OPERANDO_REFERENCE_DATA)', () => {
  // scipy 1.10.1, by whoever made the references.
  const shapes = referenceOf('line_shapes.json') as Shapes;
  const far = (name: string, value: (x: number) => number, isRelative: boolean): number => {
    const { values } = shapes[name]!;
    const top = Math.max(...values);
    return Math.max(...shapes.x.map((x, i) => Math.abs(value(x) - values[i]!) / (isRelative ? values[i]! : top)));
  };

  it('agree with scipy', () => {
    expect(far('GL30', (x) => gaussianLorentzianProduct(x, 1.4, 0.3), true)).toBeLessThan(1e-12);
    expect(far('SGL30', (x) => gaussianLorentzianSum(x, 1.4, 0.3), true)).toBeLessThan(1e-12);
    expect(far('LA_no_gauss', (x) => lorentzianAsymmetric(x, 1.4, 1.3, 2.1), true)).toBeLessThan(1e-12);
    expect(far('doniach_sunjic', (x) => doniachSunjic(x, 0.12, 0.35), true)).toBeLessThan(1e-12);
    expect(far('doniach_sunjic_gauss', (x) => doniachSunjicBroadened(x, 0.12, 0.35, 0.3), false)).toBeLessThan(1e-7);
    const out = new Float64Array(4);
    expect(
      far(
        'voigt',
        (x) => {
          componentShapes.voigt.point(x, Float64Array.of(0.4, 0.3), 0, out);
          return out[0]!;
        },
        true,
      ),
    ).toBeLessThan(1e-12);
    expect(doniachSunjicMaximum(0.12, 0.35)).toBeCloseTo(-0.03521, 6);
  });

  const exported =
    folder === undefined ? [] : rowsOf('FeO_analyzed_lineshapes_cols.txt', /\t/).filter((row) => row.length > 10);
  const sorted = exported.toSorted((a, b) => a[9]! - b[9]!);
  const be = Float64Array.from(sorted, (row) => row[9]!);
  const cps = Float64Array.from(sorted, (row) => row[10]!);

  it('the static Shirley background of FeO', () => {
    const reference = referenceOf('shirley_feo.json') as {
      iterations: number;
      background: readonly (readonly [number, number])[];
    };
    const { background, iterations, converged } = shirley(be, cps);
    expect([iterations, converged]).toEqual([reference.iterations, true]);
    const span = 6210.63 - 1448.328;
    for (const [energy, value] of reference.background) {
      const i = be.findIndex((each) => Math.abs(each - energy) < 1e-6);
      expect(Math.abs(background[i]! - value) / span).toBeLessThan(1e-7);
    }
  });

  it("the Tougaard background of FeO, ours and CasaXPS's own", () => {
    const reference = referenceOf('tougaard_feo.json') as {
      offset: number;
      background: [number, number][];
      casa: [number, number][];
    };
    const inside = Array.from(be.keys()).filter((i) => be[i]! > 699.8468 - 1e-3 && be[i]! < 749.08919 + 1e-3);
    const x = Float64Array.from(inside, (i) => be[i]!);
    const signal = Float64Array.from(inside, (i) => cps[i]! - reference.offset);
    const background = tougaard(x, signal, { b: 335.44588, c: 551, d: 436, t0: 3 });
    const at = (energy: number): number =>
      reference.offset + background[x.findIndex((each) => Math.abs(each - energy) < 1e-6)]!;
    const values = reference.background.map(([, value]) => value);
    for (const [energy, value] of reference.background) expect(Math.abs(at(energy) / value - 1)).toBeLessThan(1e-9);
    const rms = Math.sqrt(
      reference.casa.reduce((sum, [energy, value]) => sum + (at(energy) - value) ** 2, 0) / values.length,
    );
    expect(rms / (Math.max(...values) - Math.min(...values))).toBeLessThan(5e-4);
  });
});

describe('shapes', () => {
  it('have the derivatives of their values and the area that they say', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(componentShapes)),
        fc.array(fc.double({ min: 0.2, max: 0.8, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (shape, shares, d) => {
          const p = Float64Array.from(
            shape.parameters,
            (_, k) => shape.lower[k]! + shares[k]! * Math.min(1.5, shape.upper[k]! - shape.lower[k]!) + 0.1,
          );
          const out = new Float64Array(8);
          const value = (at: number, q: Float64Array): number => {
            shape.point(at, q, 0, out);
            return out[0]!;
          };
          shape.point(d, p, 0, out);
          const stated = out.slice();
          const h = 1e-4;
          expect(stated[1]).toBeCloseTo((value(d + h, p) - value(d - h, p)) / (2 * h), 4);
          shape.parameters.forEach((_, k) => {
            const moved = (by: number): Float64Array => p.map((each, j) => (j === k ? each + by : each));
            expect(stated[2 + k]).toBeCloseTo((value(d, moved(h)) - value(d, moved(-h))) / (2 * h), 4);
          });
          if (!shape.hasArea) return;
          // t = tan(u) brings the tails in: the integral over all energies.
          let area = 0;
          for (let j = 0; j < 4000; j++) {
            const u = -Math.PI / 2 + ((j + 0.5) * Math.PI) / 4000;
            area += (value(Math.tan(u), p) / Math.cos(u) ** 2) * (Math.PI / 4000);
          }
          expect(area).toBeCloseTo(1, 4);
        },
      ),
      {
        numRuns: 40,
        // As wide as its Gaussian, where sums change their number of terms.
        examples: [
          [componentShapes['doniach-sunjic'], [0.2, 0.7999912666666653, 0.7999818801528505, 0.2, 0.2, 0.2], 0],
        ],
      },
    );
  });

  it('have the width that they say', () => {
    expect(componentShapes['gaussian-lorentzian-sum'].fwhm(Float64Array.of(1.3, 0.4), 0)).toBeCloseTo(1.3, 9);
    expect(componentShapes.voigt.fwhm(Float64Array.of(0.4, 0), 0)).toBeCloseTo(0.4 * 2.354820045, 8);
    expect(componentShapes.voigt.fwhm(Float64Array.of(0.4, 0.2), 0)).toBeCloseTo(
      voigt.fwhm([0, 1, 0.4 * 2.3548200450309493, 0.4]),
      12,
    );
  });

  it('of CasaXPS fold with a Gaussian as a fine sum does', () => {
    for (const e of [-1.2, -0.1, 0, 0.3, 2]) {
      let [sum, norm] = [0, 0];
      for (let t = -2.4; t <= 2.4; t += 1e-4) {
        const weight = Math.exp(-0.5 * (t / 0.3) ** 2);
        sum += weight * lorentzianAsymmetric(e - t, 0.8, 1.3, 2);
        norm += weight;
      }
      expect(lorentzianAsymmetricBroadened(e, 0.8, 1.3, 2, 0.3)).toBeCloseTo(sum / norm, 6);
    }
  });
});

describe('backgrounds', () => {
  it('an active Shirley step of a Gaussian rises as the error function', () => {
    const x = Float64Array.from({ length: 401 }, (_, i) => -4 + 0.02 * i);
    const step = activeShirley(
      x,
      x.map((at) => Math.exp(-at * at)),
      0.5,
    );
    // 0.5 x sqrt(pi) / 2 (1 + erf(x)): erf(0.5) = 0.5204998778.
    expect(step[225]).toBeCloseTo(0.25 * Math.sqrt(Math.PI) * 1.5204998778, 4);
    expect(step[400]).toBeCloseTo(0.5 * Math.sqrt(Math.PI), 6);
  });

  it('refuse energies that do not increase, and unequal steps for losses', () => {
    const y = new Float64Array(6).fill(1);
    expect(() => shirley(Float64Array.of(1, 2, 3, 3, 4, 5), y)).toThrow('the binding energy 3 follows 3');
    expect(() => tougaard(Float64Array.of(1, 2, 3, 5, 6, 7), y, { b: 1, c: 1 })).toThrow('equal steps');
    expect(() => shirley(Float64Array.of(1, 2), y)).toThrow('2 energies and 6 intensities');
  });

  it('are nothing where there is no signal, and the universal cross section has its maximum where Tougaard says', () => {
    const x = Float64Array.from({ length: 30 }, (_, i) => i);
    expect(shirley(x, new Float64Array(30).fill(7)).background).toEqual(new Float64Array(30).fill(7));
    // b T / (c + T^2)^2 is largest at T = sqrt(c / 3).
    const at = (t: number): number => tougaardCrossSection(t, { b: 2866, c: -1643 });
    const top = Math.sqrt(1643 / 3);
    expect(at(top)).toBeGreaterThan(at(top - 0.5));
    expect(at(top)).toBeGreaterThan(at(top + 0.5));
  });
});

describe.skipIf(folder === undefined)('fits of CasaXPS (needs OPERANDO_REFERENCE_DATA)', () => {
  it('are read from the comment, computed again where their shape is public, and named where it is not', async () => {
    const { readFileSync } = await import('node:fs');
    const comment = readFileSync(`${folder}/FeO_analyzed.vms`, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line.startsWith('CASA '));
    const fit = importCasaFit(comment);
    expect(fit.regions).toEqual([
      {
        name: 'Fe 2p',
        background: 'U 3 Tougaard',
        from: 737.52081,
        to: 786.7632,
        rsf: 16.42,
        parameters: [335.44588, 551, 436, 3],
      },
    ]);
    expect(fit.components.map(({ shape, position, fwhm }) => [shape, position, fwhm])).toEqual([
      ['LF(0.54,10,80,100,6)', 777.56313, 3.8576238],
      ['SGL(30)', 770.61, 8],
      ['LF(0.54,10,80,100,6)', 764.48234, 4.8730051],
      ['SGL(30)', 756.72212, 7.8295407],
    ]);
    expect(fit.notRecomputable).toEqual(['Fe 2p: LF(0.54,10,80,100,6)', 'Fe 2p: LF(0.54,10,80,100,6)']);
    // Columns of CasaXPS's export: KE, counts, 4 components, background, envelope, empty, BE, CPS, 4 components, background, envelope.
    const rows = rowsOf('FeO_analyzed_lineshapes_cols.txt', /\t/).filter((row) => row.length > 10);
    for (const [k, column] of [
      [1, 12],
      [3, 14],
    ] as const) {
      const { evaluate } = fit.components[k]!;
      const used = rows.filter((row) => row[column]! - row[15]! !== 0);
      const curve = used.map((row) => row[column]! - row[15]!);
      const height = Math.max(...curve);
      const own = used.map((row) => evaluate!(row[0]!));
      const scale =
        own.reduce((sum, value, i) => sum + value * curve[i]!, 0) / own.reduce((sum, value) => sum + value * value, 0);
      const rms = Math.sqrt(own.reduce((sum, value, i) => sum + (scale * value - curve[i]!) ** 2, 0) / own.length);
      expect(rms / height).toBeLessThan(1e-4);
    }
    // Its envelope is the background and the components above it.
    for (const row of rows) {
      const above = [11, 12, 13, 14].reduce((sum, column) => sum + row[column]! - row[15]!, 0);
      expect(Math.abs(row[16]! - row[15]! - above)).toBeLessThan(0.011);
    }
  });

  it('are refused where a line is damaged, and empty where there is none', () => {
    expect(importCasaFit(['nothing here'])).toEqual({ regions: [], components: [], notRecomputable: [] });
    expect(() => importCasaFit(['CASA comp (*a*) (*GL(30)*) Area x Position 3'])).toThrow('line 1 of the comment');
    expect(() => importCasaFit(['CASA region (*a*'])).toThrow('no region or component');
    const [product, asymmetric] = importCasaFit([
      'CASA comp (*a*) (*GL(30)*) Area 5 MFWHM 1.4 Position 3 RSF 1',
      'CASA comp (*a*) (*LA(1.3,2.1,0)*) Area 5 MFWHM 1.4 Position 3 RSF 1',
    ]).components;
    expect(product!.evaluate!(3.7)).toBe(gaussianLorentzianProduct(0.7000000000000002, 1.4, 0.3));
    expect(asymmetric!.evaluate!(3)).toBe(1);
  });
});
