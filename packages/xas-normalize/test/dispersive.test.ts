import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { codeOf, edgeShape, exploration, exploredSeeds, referencePath, seededRandom } from '@operando/fixtures';
import { broadened, calibrateDispersive, edgePositionStack, findE0, normalizeStack, preEdge } from '../src/index.js';

const energy = Float64Array.from({ length: 900 }, (_, i) => 8200 + 0.5 * i);
const scan = { energy, mu: energy.map((at) => 0.3 + 0.9 * edgeShape(at, 8345)) };

/** A foil on a detector whose pixel p sees `energyAt(p)`, a Gaussian of `sigma` eV wider. */
function detector(
  energyAt: (p: number) => number,
  sigma: number,
  noise: number,
  seed: number,
): { readonly pixel: Float64Array; readonly mu: Float64Array } {
  const random = seededRandom(seed);
  const pixel = Float64Array.from({ length: 700 }, (_, p) => p + 1);
  const mu = pixel.map((p) => {
    let [sum, weights] = [0, 0];
    for (let k = -24; k <= 24; k++) {
      const weight = Math.exp(-0.5 * (k / 6) ** 2);
      sum += weight * edgeShape(energyAt(p) + (k / 6) * sigma, 8345);
      weights += weight;
    }
    return 0.1 + 1e-4 * p + (1.2 * sum) / weights + noise * random.normal();
  });
  return { pixel, mu };
}

describe('calibrateDispersive', () => {
  it('finds which energy each pixel sees, whichever way the detector lies', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.boolean(),
        fc.double({ min: 0.35, max: 0.7, noNaN: true }),
        fc.double({ min: -4e-5, max: 4e-5, noNaN: true }),
        fc.integer({ min: 200, max: 350 }),
        (seed, reversed, slope, bend, edgePixel) => {
          const sign = reversed ? -1 : 1;
          const at = reversed ? 701 - edgePixel : edgePixel;
          const truth = (p: number): number => 8345 + sign * slope * (p - at) + bend * (p - at) ** 2;
          const found = calibrateDispersive(detector(truth, 1.5, 0.002, seed), scan);
          expect(found.status).toBe('converged');
          const looked = [at - sign * 60, at, at + sign * 120, at + sign * 300].filter((p) => p >= 1 && p <= 700);
          const energies = found.energyOf(looked);
          const errors = found.stderrOf(looked);
          // Five standard errors, and what the spline through steps of 0.5 eV bends the edge.
          looked.forEach((p, k) => expect(Math.abs(energies[k]! - truth(p))).toBeLessThan(5 * errors[k]! + 0.08));
          expect(Math.abs(found.resolution - 1.5)).toBeLessThan(0.25);
        },
      ),
      {
        numRuns: 8,
        // The resolution is a whole number of steps of the scan: a kernel that ends abruptly has no derivative there.
        examples: [[2147483619, true, 0.35, 0, 341]],
      },
    );
  });

  it('does not call another foil calibrated', () => {
    const random = seededRandom(2);
    const other = {
      pixel: Float64Array.from({ length: 400 }, (_, p) => p),
      mu: Float64Array.from({ length: 400 }, (_, p) => (p > 200 ? 1 : 0) + Math.sin(p / 9) + 0.3 * random.normal()),
    };
    expect(calibrateDispersive(other, scan).status).not.toBe('converged');
  });

  it('does not say that it knows what a foil without features cannot tell', () => {
    const pixel = Float64Array.from({ length: 700 }, (_, p) => p + 1);
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2),
        fc.double({ min: 3, max: 25, noNaN: true }),
        fc.integer({ min: 250, max: 450 }),
        fc.boolean(),
        (degree, width, at, reversed) => {
          const mu = pixel.map((p) => Math.atan(((reversed ? -1 : 1) * (p - at)) / width));
          expect(calibrateDispersive({ pixel, mu }, scan, { degree }).status).not.toBe('converged');
        },
      ),
      { numRuns: 3 },
    );
  });

  it('does not call a dispersion found that lies outside the range given', () => {
    const foil = detector((p) => 8235 + 0.5 * p, 1.5, 0.002, 4);
    for (const dispersion of [
      [0.02, 0.05],
      [0.05, 0.2],
      [1, 3],
    ] as const)
      expect(calibrateDispersive(foil, scan, { dispersion }).status).not.toBe('converged');
    expect(calibrateDispersive(foil, scan, { dispersion: [0.3, 0.8] }).status).toBe('converged');
  });

  it('knows energies within its errors where what is left is no noise', () => {
    // Deviations that neighbouring pixels share.
    const truth = (p: number): number => 8245 + 0.5 * p + 1e-5 * p * p;
    let squares = 0;
    for (const seed of exploredSeeds(4)) {
      const foil = detector(truth, 1.5, 0.003, seed);
      const random = seededRandom(100 + seed);
      let shared = 0;
      const mu = foil.mu.map((value) => {
        shared = 0.9 * shared + 0.004 * random.normal();
        return value + shared;
      });
      const found = calibrateDispersive({ pixel: foil.pixel, mu }, scan);
      expect(found.status).toBe('converged');
      squares += ((found.energyOf([400])[0]! - truth(400)) / found.stderrOf([400])[0]!) ** 2;
    }
    const scatter = Math.sqrt(squares / 8);
    expect(scatter).toBeGreaterThan(0.3);
    expect(scatter).toBeLessThan(2);
  });

  it('refuses what cannot be', () => {
    const foil = detector((p) => 8300 + 0.4 * p, 1, 0, 1);
    expect(codeOf(() => calibrateDispersive(foil, scan, { degree: 7 }))).toBe('invalid-argument');
    expect(codeOf(() => calibrateDispersive(foil, scan, { dispersion: [0, 1] }))).toBe('invalid-argument');
    expect(codeOf(() => calibrateDispersive({ pixel: [1], mu: [1, 2] }, scan))).toBe('shape-mismatch');
    expect(codeOf(() => calibrateDispersive({ pixel: [1, 2], mu: [1, 2] }, scan))).toBe('too-few-points');
    expect(codeOf(() => calibrateDispersive(foil, scan, { dispersion: [500, 900] }))).toBe('no-edge');
  });
});

describe('broadened', () => {
  it('keeps constants, and widens a Gaussian as the sum of squares says', () => {
    const x = Float64Array.from({ length: 801 }, (_, i) => 0.1 * i - 40);
    expect(
      broadened(
        x,
        x.map(() => 3),
        2,
      ).every((value) => Math.abs(value - 3) < 1e-12),
    ).toBe(true);
    const wide = broadened(
      x,
      x.map((at) => Math.exp(-0.5 * (at / 3) ** 2)),
      4,
    );
    // Height 3/5, width 5.
    x.forEach((at, i) => expect(Math.abs(wide[i]! - 0.6 * Math.exp(-0.5 * (at / 5) ** 2))).toBeLessThan(1e-4));
    expect(broadened(x, x, 0)).toBe(x);
    // Continuous also where further points come within reach of the kernel.
    const y = x.map((at) => edgeShape(at + 8345, 8345));
    for (let sigma = 0.05; sigma < (exploration.isExploring ? 3 : 1); sigma += 1 / 60) {
      const [less, more] = [broadened(x, y, sigma * (1 - 1e-9)), broadened(x, y, sigma * (1 + 1e-9))];
      expect(Math.max(...less.map((value, i) => Math.abs(value - more[i]!)))).toBeLessThan(1e-8);
    }
  });
});

const folder = referencePath('operando', 'pf-dxas-pdzno');
describe.skipIf(folder === undefined)(
  'palladium on zinc oxide at the Photon Factory (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const rows = (text: string, split: RegExp): number[][] =>
      text
        .trim()
        .split(/\r?\n/)
        .map((line) => line.trim().split(split).map(Number))
        .filter((row) => row.every(Number.isFinite));

    it('is calibrated by its foil: high energies at pixel 1', () => {
      const foil = rows(readFileSync(`${folder}/Pd_foil.CSV`, 'utf8'), /\s*,\s*/).filter(([pixel]) => pixel! >= 1);
      const reference = rows(readFileSync(`${folder}/Pd_foil_ref.txt`, 'utf8'), /\s+/);
      const scanned = { energy: reference.map(([at]) => at!), mu: reference.map(([, mu]) => mu!) };
      const found = calibrateDispersive(
        { pixel: foil.map(([pixel]) => pixel!), mu: foil.map(([, mu]) => mu!) },
        scanned,
      );
      expect(found.status).toBe('converged');
      expect(found.misfit).toBeLessThan(0.005);
      const energies = found.energyOf(foil.map(([pixel]) => pixel!));
      expect(energies[0]).toBeGreaterThan(24_850);
      expect(energies.at(-1)).toBeLessThan(23_980);
      // Another degree, another window: the same within errors, at the ends of the detector as well.
      for (const options of [{ degree: 1 }, { window: [-40, 150] }, { window: [-100, 300] }] as const) {
        const other = calibrateDispersive(
          { pixel: foil.map(([pixel]) => pixel!), mu: foil.map(([, mu]) => mu!) },
          scanned,
          options,
        );
        expect(other.status).toBe('converged');
        for (const at of [1, 400, 610, 1024])
          expect(Math.abs(other.energyOf([at])[0]! - found.energyOf([at])[0]!)).toBeLessThan(
            2 * Math.hypot(other.stderrOf([at])[0]!, found.stderrOf([at])[0]!),
          );
      }
      // One pixel is 0.96 eV.
      expect(
        Math.abs(
          findE0(
            energies,
            foil.map(([, mu]) => mu!),
          ) - findE0(scanned.energy, scanned.mu),
        ),
      ).toBeLessThan(1);

      const series = rows(gunzipSync(readFileSync(`${folder}/PdZnO02_mt.CSV.gz`)).toString('latin1'), /\s*,\s*/).filter(
        (row) => row.length === 257 && row[0]! >= 1,
      );
      const order = [...energies.keys()].toReversed();
      const stack = Float64Array.from(
        { length: 256 * order.length },
        (_, k) => series[order[k % order.length]!]![1 + Math.floor(k / order.length)]!,
      );
      const increasing = Float64Array.from(order, (i) => energies[i]!);
      const { e0, flat, status } = normalizeStack(increasing, stack);
      expect(status.filter((byte) => byte === statusOf.failed).length).toBe(0);
      const edges = edgePositionStack(increasing, flat, { methods: ['half-step'], e0 }).columns['half-step']!.values;
      const metal = edgePositionStack(
        increasing,
        preEdge(
          increasing,
          order.map((i) => foil[i]![1]!),
        ).flat,
        { methods: ['half-step'], e0: 24_348 },
      ).columns['half-step']!.values[0]!;
      // Oxidised at first, its edge above the metal's; the alloy with zinc lies below it. All within a few eV.
      expect(edges[0]! - metal).toBeGreaterThan(0);
      expect(edges[0]! - metal).toBeLessThan(3);
      const later = edges.slice(64).toSorted();
      expect(later[96]! - edges[0]!).toBeLessThan(-1.5);
      expect(later[96]! - metal).toBeGreaterThan(-3);
    });
  },
);
