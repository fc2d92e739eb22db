import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { codeOf, seededRandom } from '@operando/fixtures';
import { circuit, fitImpedance, fitImpedanceSeries, kramersKronig, relaxationTimes } from '../src/index.js';
import type { ImpedanceSpectrum } from '../src/index.js';
import { reference, referenceSpectra } from './signals.js';

const frequency = Float64Array.from({ length: 43 }, (_, i) => 10 ** (6 - i / 6));

/** A spectrum of a circuit with noise. @param drift Share by which all grows until the last point. */
function spectrumOf(text: string, p: readonly number[], { noise = 0, drift = 0, seed = 1 } = {}): ImpedanceSpectrum {
  const model = circuit(text);
  const random = seededRandom(seed);
  const points = Array.from(frequency, (f, i) => {
    const { re, im } = model.impedance(2 * Math.PI * f, p);
    const [grown, size] = [1 + (drift * i) / frequency.length, Math.hypot(re, im)];
    return { re: grown * re + noise * size * random.normal(), im: grown * im + noise * size * random.normal() };
  });
  return {
    name: 's',
    frequency,
    re: Float64Array.from(points, ({ re }) => re),
    im: Float64Array.from(points, ({ im }) => im),
    start: 0,
    end: 0,
  };
}

describe.skipIf(reference === undefined)('the reference series', () => {
  it('has the parameters and errors that scipy finds', () => {
    const oracle = (
      JSON.parse(readFileSync(`${reference}/oracle.json`, 'utf8')) as {
        impedance_R2: [number, number, number, number][];
      }
    ).impedance_R2;
    const { circuit: model, spectra } = fitImpedanceSeries(referenceSpectra(), {
      circuit: circuit('R-p(R,CPE)-p(R,CPE)'),
      noise: 0.003,
    });
    const r2 = model.parameters.findIndex(({ name }) => name === 'R2');
    const pulls = spectra.map(({ fit, status }, k) => {
      const [value, stderr, truth, chi] = oracle[k]!;
      expect(status).toBe('converged');
      // scipy 1.10.1; the limit of the reference is 0.05 of the error.
      expect(Math.abs(fit!.parameters[r2]! - value) / stderr).toBeLessThan(0.01);
      expect(fit!.stderr[r2]! / stderr).toBeCloseTo(1, 2);
      expect(fit!.chiSquare / fit!.degreesOfFreedom).toBeCloseTo(chi, 3);
      return (fit!.parameters[r2]! - truth) / fit!.stderr[r2]!;
    });
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(width).toBeGreaterThan(0.8);
    expect(width).toBeLessThan(1.2);
  });
});

describe('circuits', () => {
  it('have the impedance that their formulas say', () => {
    // By hand at w = 2: 3 + 1/(1/5 + 2i/10) = 3 + 2.5 - 2.5 i.
    expect(circuit('R-p(R,C)').impedance(2, [3, 5, 0.1])).toEqual({
      re: expect.closeTo(5.5, 12),
      im: expect.closeTo(-2.5, 12),
    });
    // tanh(u)/u and coth(u)/u at u = sqrt(i), computed with mpmath to 15 digits.
    expect(circuit('Ws').impedance(1, [1, 1])).toEqual({
      re: expect.closeTo(0.885_651_6, 2),
      im: expect.closeTo(-0.287_5, 2),
    });
    expect(circuit('G').impedance(1, [1, 1])).toEqual({
      re: expect.closeTo(Math.cos(Math.PI / 8) / 2 ** 0.25, 12),
      im: expect.closeTo(-Math.sin(Math.PI / 8) / 2 ** 0.25, 12),
    });
  });
  it('number their elements by the parallel they stand in, or as they are told', () => {
    const namesOf = (text: string): string[] => circuit(text).parameters.map(({ name }) => name);
    expect(namesOf('L - R - p(R, CPE) - p(R-Wo, C)')).toEqual([
      'L0',
      'R0',
      'R1',
      'CPE1_Q',
      'CPE1_n',
      'R2',
      'Wo2_R',
      'Wo2_tau',
      'C2',
    ]);
    expect(namesOf('R_7-p(R1,CPE_1)-W')).toEqual(['R7', 'R1', 'CPE1_Q', 'CPE1_n', 'W0']);
    expect(namesOf('R-R')).toEqual(['R0', 'R0_2']);
  });
  it('refuse what is none, with the place', () => {
    for (const text of ['', 'R-', 'p(R)', 'p(R,C', 'R,C', 'X', 'R1-R1', 'R)C', 'p('.repeat(9) + 'R'])
      expect(
        codeOf(() => circuit(text)),
        text,
      ).toBe('invalid-argument');
  });
  it('have the slopes of their differences', () => {
    const model = circuit('L-R-p(R-Wo,CPE)-p(R,C)-W-Ws-G');
    const size = model.parameters.length;
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (logs, speed) => {
          const omega = 10 ** speed;
          const p = logs.map((log, k) =>
            model.parameters[k]!.name.endsWith('_n') ? 0.6 + 0.3 * Math.abs(log) : Math.exp(log),
          );
          const slopes = { re: new Float64Array(size), im: new Float64Array(size) };
          const { re, im } = model.impedance(omega, p, slopes);
          for (let k = 0; k < size; k++) {
            const at = (step: number) =>
              model.impedance(
                omega,
                p.map((value, i) => (i === k ? value * Math.exp(step) : value)),
              );
            const [high, low] = [at(1e-5), at(-1e-5)];
            const size0 = Math.hypot(re, im);
            expect(Math.abs((high.re - low.re) / 2e-5 - slopes.re[k]!)).toBeLessThan(1e-7 * size0 + 1e-9);
            expect(Math.abs((high.im - low.im) / 2e-5 - slopes.im[k]!)).toBeLessThan(1e-7 * size0 + 1e-9);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('the Kramers-Kronig test', () => {
  const cell = [10, 80, 1e-6, 0.9, 150, 1e-4, 0.85];
  const text = 'R-p(R,CPE)-p(R,CPE)';
  it('passes steady spectra and tells their noise', () => {
    const test = kramersKronig(spectrumOf(text, cell, { noise: 0.003 }));
    expect(test.passes).toBe(true);
    expect(test.noise / 0.003).toBeCloseTo(1, 0);
  });
  it('fails one that grew by a quarter while it was measured: no circuit is claimed', () => {
    const spectra = [spectrumOf(text, cell, { noise: 0.002, drift: 0.25 }), spectrumOf(text, cell, { noise: 0.002 })];
    expect(kramersKronig(spectra[0]!).passes).toBe(false);
    const fitted = fitImpedanceSeries(spectra, { circuit: circuit(text) }).spectra;
    expect(fitted.map(({ status, fit }) => [status, fit !== undefined])).toEqual([
      ['not-steady', false],
      ['converged', true],
    ]);
    const anyway = fitImpedanceSeries(spectra, { circuit: circuit(text), fitFailing: true }).spectra;
    expect([anyway[0]!.status, anyway[0]!.fit !== undefined]).toEqual(['not-steady', true]);
  });
});

describe('series', () => {
  it('keep the names of arcs that pass each other', () => {
    // The time of the second arc, 200 Q, falls below the 1e-4 s of the first between the third and the fourth spectrum.
    const truth = [5e-5, 1e-5, 1.5e-6, 1.5e-7, 3e-8].map((q) => [5, 20, 5e-6, 1, 200, q, 1]);
    const spectra = truth.map((p, k) => spectrumOf('R-p(R,CPE)-p(R,CPE)', p, { noise: 0.001, seed: k + 1 }));
    const { spectra: fitted } = fitImpedanceSeries(spectra, { circuit: circuit('R-p(R,CPE)-p(R,CPE)') });
    fitted.forEach(({ fit }) => expect(Math.abs(fit!.parameters[4]! / 200 - 1)).toBeLessThan(0.05));
  });
  it('say where a circuit does not describe them', () => {
    const spectrum = spectrumOf('R-p(R,CPE)-p(R,CPE)', [10, 80, 1e-6, 0.9, 150, 1e-4, 0.85], { noise: 0.002 });
    expect(fitImpedanceSeries([spectrum], { circuit: circuit('R-p(R,CPE)') }).spectra[0]!.status).toBe('misfit');
  });
  it('give time constants and capacitances of arcs with their errors', () => {
    const spectra = Array.from({ length: 30 }, (_, k) =>
      spectrumOf('R-p(R,CPE)', [10, 100, 1e-5, 0.85], { noise: 0.004, seed: k + 5 }),
    );
    const { arcs, spectra: fitted } = fitImpedanceSeries(spectra, { circuit: circuit('R-p(R,CPE)'), noise: 0.004 });
    const [arc] = arcs;
    // (R Q)^(1/n) and (Q R^(1-n))^(1/n).
    const [tau, capacitance] = [1e-3 ** (1 / 0.85), (1e-5 * 100 ** 0.15) ** (1 / 0.85)];
    const width = (values: Float64Array, stderr: Float64Array, truth: number): number =>
      Math.sqrt(values.reduce((sum, value, k) => sum + ((value - truth) / stderr[k]!) ** 2, 0) / values.length);
    // Thirty pulls: their width is within 0.66 and 1.36 in 99 of 100 cases.
    for (const each of [
      width(arc!.time, arc!.timeStderr, tau),
      width(arc!.capacitance, arc!.capacitanceStderr, capacitance),
    ]) {
      expect(each).toBeGreaterThan(0.6);
      expect(each).toBeLessThan(1.4);
    }
    expect(fitted.every(({ status }) => status === 'converged')).toBe(true);
  });
  it('recover finite diffusion from a rough start', () => {
    const model = circuit('R-p(R-Wo,CPE)');
    const truth = [10, 50, 100, 0.05, 1e-6, 0.9];
    const fit = fitImpedance(model, spectrumOf('R-p(R-Wo,CPE)', truth), [8, 40, 150, 0.1, 2e-6, 0.85], {
      noise: 0.001,
    });
    fit.parameters.forEach((value, k) => expect(value / truth[k]!).toBeCloseTo(1, 5));
  });
});

describe('distributions of relaxation times', () => {
  it('have the processes of a circuit, and claim no others', () => {
    const { peaks, ohmic, gamma, tau } = relaxationTimes(
      spectrumOf('R-p(R,C)-p(R,CPE)', [10, 60, 1e-6, 140, 2e-4, 0.9], { noise: 0.002 }),
      { noise: 0.002 },
    );
    const claimed = peaks.filter(({ isClaimed }) => isClaimed);
    expect(claimed).toHaveLength(2);
    // R C = 6e-5 s of 60 ohm; (140 x 2e-4)^(1/0.9) = 0.0188 s of 140 ohm.
    [
      [6e-5, 60],
      [0.0188, 140],
    ].forEach(([time, resistance], k) => {
      expect(Math.abs(Math.log10(claimed[k]!.tau / time!))).toBeLessThan(0.15);
      expect(Math.abs(claimed[k]!.resistance - resistance!)).toBeLessThan(0.12 * resistance!);
    });
    // Smoothing moves some of the tails to peaks between, which are not claimed; none is lost.
    expect(Math.abs(peaks.reduce((sum, { resistance }) => sum + resistance, 0) - 200)).toBeLessThan(4);
    expect(Math.abs(ohmic - 10)).toBeLessThan(1);
    expect([gamma.length, gamma.every((value) => value >= 0)]).toEqual([tau.length, true]);
  });
});
