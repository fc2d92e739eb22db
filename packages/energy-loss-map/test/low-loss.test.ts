import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { codeOf, seededRandom } from '@operando/fixtures';
import { alignZeroLoss, thicknessMap, thicknessOf, zeroLossEnd, zeroLossPeak } from '../src/index.js';
import { judge, reference, referenceJson, referenceTable } from './reference.js';

describe.skipIf(reference === undefined)('on the reference low loss (needs OPERANDO_REFERENCE_DATA)', () => {
  const table = reference === undefined ? undefined : referenceTable('low_loss.txt');
  const truth = Array.from({ length: 16 }, (_, k) => 0.3 + 0.1 * k);
  const shape = { rows: 1, columns: 16, channels: table?.x.length ?? 0 };
  const counts = Float64Array.from(table?.columns.flatMap((column) => [...column]) ?? []);

  it('the log ratio below a threshold is that of HyperSpy', () => {
    const oracle = (referenceJson('oracle.json') as Record<string, number[]>)['log_ratio_threshold_2.5eV']!;
    const logs = table!.columns.map((column) => thicknessOf(table!.x, column, 2.5).lower);
    logs.forEach((value, k) => expect(Math.abs(value - oracle[k]!)).toBeLessThan(1e-9));
  });

  it('thickness is right where the spectrum reaches far enough, and bounded beyond', () => {
    const { values, lower, upper, status } = thicknessMap(table!.x, shape, { counts }, undefined);
    truth.forEach((thickness, k) => {
      // README of the reference: 0.01 up to 0.8; above, the truth between no tail and a power-law tail.
      if (thickness < 0.85) expect(Math.abs(values[k]! - thickness)).toBeLessThan(0.01);
      else expect([lower[k]! < thickness, thickness < upper[k]!]).toEqual([true, true]);
      const isCut = lower[k]! > 1.2;
      expect([Number.isNaN(values[k]!), status[k]]).toEqual([isCut, isCut ? statusOf.outside : statusOf.converged]);
    });
  });
});

/** A zero loss and a plasmon, Poisson. */
function lowLoss(random: ReturnType<typeof seededRandom>, at: number, thickness: number, height = 5000) {
  const energies = Float64Array.from({ length: 400 }, (_, i) => -10 + 0.25 * i);
  const counts = energies.map((energy) => {
    const zero = Math.exp(-0.5 * ((energy - at) / 0.4) ** 2);
    const plasmon = energy - at > 2 ? (0.05 * thickness) / (1 + ((energy - at - 22) / 3) ** 2) : 0;
    return random.poisson(height * (zero + plasmon));
  });
  return { energies, counts };
}

describe('the zero loss', () => {
  it('is placed to a part of a channel, within its error', () => {
    const random = seededRandom(4);
    const found = Array.from({ length: 200 }, () => {
      const at = 0.8 * (random.uniform() - 0.5);
      const { energies, counts } = lowLoss(random, at, 0.5);
      return { at, ...zeroLossPeak(energies, counts) };
    });
    const pulls = found.map(({ at, energy, stderr }) => (energy - at) / stderr);
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(width).toBeGreaterThan(0.85);
    expect(width).toBeLessThan(1.2);
    // 2 sqrt(2 ln 2) x 0.4 eV.
    expect(Math.abs(found.reduce((sum, { fwhm }) => sum + fwhm, 0) / 200 - 0.9419)).toBeLessThan(0.01);
  });

  it('is the first peak, where plasmons are higher', () => {
    const { energies, counts } = lowLoss(seededRandom(2), 0.3, 40);
    expect(Math.abs(zeroLossPeak(energies, counts).energy - 0.3)).toBeLessThan(0.03);
  });

  it('of every pixel tells its shift', () => {
    const random = seededRandom(3);
    const truth = [0.1, -0.2, 0.3];
    const spectra = truth.map((at) => lowLoss(random, at, 0.5));
    const counts = Float64Array.from(spectra.flatMap((each) => [...each.counts]));
    const { values, stderr } = alignZeroLoss(spectra[0]!.energies, { rows: 1, columns: 3, channels: 400 }, { counts });
    expect(judge(values, stderr, truth).pull).toBeLessThan(3);
  });

  it('is none at the end of a spectrum, in a flat one, or without counts', () => {
    const energies = Float64Array.from({ length: 20 }, (_, i) => i);
    for (const counts of [energies.map((e) => 100 - e), energies.map((e) => e), new Float64Array(20)])
      expect(zeroLossPeak(energies, counts).energy).toBeNaN();
    expect(zeroLossEnd(energies, new Float64Array(20))).toBeNaN();
    const falling = energies.map((e) => Math.round(1e6 * Math.exp(-e) * Number(e > 0)));
    expect(zeroLossEnd(energies, falling)).toBeNaN();
    expect(
      codeOf(() =>
        thicknessMap(energies, { rows: 1, columns: 1, channels: 20 }, { counts: new Float64Array(20) }, undefined),
      ),
    ).toBe('outside-range');
    const none = thicknessMap(energies, { rows: 1, columns: 1, channels: 20 }, { counts: new Float64Array(20) }, 3);
    expect(none.status[0]).toBe(statusOf.failed);
  });

  it('errors of the thickness are those of counts, and of where the zero loss ends', () => {
    const random = seededRandom(8);
    const draws = Array.from({ length: 100 }, () => {
      const { energies, counts } = lowLoss(random, 0, 5);
      return thicknessOf(energies, counts, 1.9);
    });
    const mean = draws.reduce((sum, { value }) => sum + value, 0) / 100;
    const scatter = Math.sqrt(draws.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / 99);
    expect(scatter).toBeLessThan(1.2 * draws[0]!.stderr);
    expect(scatter).toBeGreaterThan(0.5 * draws[0]!.stderr);
  });
});
