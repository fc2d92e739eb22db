import { describe, expect, it } from 'vitest';
import { cubicSpline } from '@operando/numerics';
import { principalComponents, targetTransform } from '../../src/index.js';
import type { SpeciesSpectrum } from '../../src/index.js';
import { worst } from '../larch.js';
import { cyanoFile, cyanoSeries, cyanoSpectrum } from './cyano.js';
import type { LarchSeries } from './cyano.js';

function train(series: LarchSeries): ReturnType<typeof principalComponents> {
  const { train: names, xmin, xmax } = series.pca;
  const spectra = names.map((name) => cyanoSpectrum(series, name));
  const energy = Float64Array.from(spectra[0]!.energy);
  const stack = new Float64Array(names.length * energy.length);
  spectra.forEach((spectrum, f) => {
    const spline = cubicSpline(spectrum.energy, spectrum.norm);
    energy.forEach((value, i) => (stack[f * energy.length + i] = spline.evaluate(value)));
  });
  return principalComponents(energy, stack, { from: xmin, to: xmax });
}

/**
 * Larch crops the spectrum to the range of the training before it interpolates, and goes on beyond the ends by splines through
 * the five outermost points; ours uses the whole spectrum.
 */
function asLarchInterpolates(
  spectrum: SpeciesSpectrum,
  { xmin, xmax }: LarchSeries['pca'],
  grid: Float64Array,
): Float64Array {
  const all = Array.from(spectrum.energy);
  const [from, to] = [xmin, xmax].map((limit) => all.findLastIndex((value) => value <= limit));
  const energy = all.slice(from, to! + 1);
  const norm = Array.from(spectrum.norm).slice(from, to! + 1);
  const [inside, below, above] = [
    cubicSpline(energy, norm),
    cubicSpline(energy.slice(0, 5), norm.slice(0, 5)),
    cubicSpline(energy.slice(-5), norm.slice(-5)),
  ];
  return grid.map((value) => (value < energy[0]! ? below : value > energy.at(-1)! ? above : inside).evaluate(value));
}

describe.skipIf(cyanoFile === undefined)(
  'principal components of a gold series against Larch (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const series = cyanoFile === undefined ? undefined : cyanoSeries();
    const model = series === undefined ? undefined : train(series);

    it('has the same mean, eigenvalues, components up to sign, indicator and count', () => {
      const { pca } = series!;
      const { mean, eigenvalues, variances, components, counts, energy } = model!;
      expect(energy.length).toBe(pca.nx);
      expect(worst(mean, pca.mean)).toBeLessThan(1e-10);
      pca.eigenvalues.forEach((value, k) => {
        expect(Math.abs(eigenvalues[k]! - value)).toBeLessThan(1e-10);
        expect(Math.abs(variances[k]! - pca.variances[k]!)).toBeLessThan(1e-10);
      });
      // The last component is nothing but rounding: neither its sign nor its shape is defined.
      pca.components.slice(0, -1).forEach((sampled, k) => {
        const ours = components.subarray(k * energy.length, (k + 1) * energy.length);
        const sign = Math.sign(ours[sampled.index[10]!]! * sampled.value[10]!);
        expect(
          worst(
            ours.map((value) => sign * value),
            sampled,
          ),
        ).toBeLessThan(1e-10);
      });
      pca.ind.forEach((value, k) => expect(Math.abs(counts.larchIndicator[k]! - value)).toBeLessThan(1e-10));
      expect([counts.larch, counts.byIndicator]).toEqual([pca.nsig, pca.nsig - 1]);
    });

    it('fits targets alike, the scale in closed form', () => {
      const { pca_fit, pca } = series!;
      expect(pca_fit.length).toBe(24);
      for (const reference of pca_fit) {
        const { rescale, ncomps, weights } = reference;
        const norm = asLarchInterpolates(cyanoSpectrum(series!, reference.target), pca, model!.energy);
        const ours = targetTransform(model!, { energy: model!.energy, norm }, ncomps, { rescale });
        if (rescale) {
          // Larch searches for the scale: 7e-8 was measured by an independent implementation too.
          expect(Math.abs(ours.scale - reference.scale!)).toBeLessThan(1e-7);
          expect(worst(ours.fit, reference.yfit)).toBeLessThan(1e-7);
          // The closed form is the minimum.
          expect(ours.chiSquare).toBeLessThan(reference.chi_square * (1 + 1e-10));
          expect(ours.chiSquare).toBeGreaterThan(reference.chi_square * (1 - 1e-9));
        } else {
          expect(ours.scale).toBe(1);
          ours.weights.forEach((weight, k) =>
            expect(Math.abs(Math.abs(weight) - Math.abs(weights[k]!))).toBeLessThan(1e-10),
          );
          expect(worst(ours.fit, reference.yfit)).toBeLessThan(1e-10);
          expect(Math.abs(ours.chiSquare / reference.chi_square - 1)).toBeLessThan(1e-10);
        }
      }
    });
  },
);
