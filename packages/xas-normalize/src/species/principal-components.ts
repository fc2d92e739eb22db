import { OperandoError } from '@operando/core';
import type { NdArray } from '@operando/core';
import { svd } from '@operando/numerics';
import { componentCounts } from './component-counts.js';
import type { ComponentCounts } from './component-counts.js';
import { stackWindow, windowRows } from './spectra.js';
import type { EnergyWindow } from './spectra.js';

/** What is done to the spectra before they are decomposed. */
export type ComponentScaling = 'standard' | 'centered' | 'none';

/** Options of {@link principalComponents}. */
export interface PrincipalComponentsOptions extends EnergyWindow {
  /**
   * `standard`: the mean spectrum is taken off, then each spectrum centred and divided by its standard deviation, as Larch does;
   * noise of steady height then differs between spectra, and species lie a little outside of what the components span.
   * `centered`: only the mean spectrum is taken off; to be preferred for target transformation. `none`: nothing,
   * so that the rank is the number of species (for `mcrAls`). @default 'standard'
   */
  readonly scaling?: ComponentScaling | undefined;
  /** Significance level of the F-test. @default 0.05 */
  readonly significance?: number | undefined;
  /** Standard error of one value of the data, for `counts.byNoise`. @default unknown */
  readonly stderr?: number | undefined;
  /** Components kept. @default all */
  readonly keep?: number | undefined;
}

/** Principal components of a series. */
export interface PrincipalComponents {
  /** Energies of the window, eV. */
  readonly energy: Float64Array;
  /** Rows of the stack. */
  readonly frames: number;
  /** How frames were scaled before. */
  readonly scaling: ComponentScaling;
  /** Mean spectrum; zeros with scaling `none`. */
  readonly mean: Float64Array;
  /** What was taken off each frame after the mean; 0 unless `standard`. */
  readonly frameOffset: Float64Array;
  /** What each frame was divided by; 1 where nothing was. */
  readonly frameScale: Float64Array;
  /** Eigenvalues of Z^T Z / frames with Z the scaled data, largest first; as many as the smaller of frames and energies. */
  readonly eigenvalues: Float64Array;
  /** Eigenvalues as shares of their sum. */
  readonly variances: Float64Array;
  /** Singular values of the scaled data. */
  readonly singularValues: Float64Array;
  /** How many components are kept. */
  readonly count: number;
  /** Count x energies: Larch's components; the largest value of each is positive. */
  readonly components: Float64Array;
  /** Frames x count: scaled data = scores x components. */
  readonly scores: Float64Array;
  /** How many components are above the noise, by several rules. */
  readonly counts: ComponentCounts;
}

/** Take off what the scaling takes off; rows become Z. */
function scaleRows(
  rows: Float64Array,
  points: number,
  scaling: ComponentScaling,
): { readonly mean: Float64Array; readonly frameOffset: Float64Array; readonly frameScale: Float64Array } {
  const frames = rows.length / points;
  const mean = new Float64Array(points);
  const frameOffset = new Float64Array(frames);
  const frameScale = new Float64Array(frames).fill(1);
  if (scaling === 'none') return { mean, frameOffset, frameScale };
  for (let f = 0; f < frames; f++) for (let i = 0; i < points; i++) mean[i]! += rows[f * points + i]!;
  for (let i = 0; i < points; i++) mean[i]! /= frames;
  for (let f = 0; f < frames; f++) {
    const row = rows.subarray(f * points, (f + 1) * points);
    for (let i = 0; i < points; i++) row[i]! -= mean[i]!;
    if (scaling === 'centered') continue;
    const offset = row.reduce((sum, value) => sum + value, 0) / points;
    let square = 0;
    for (let i = 0; i < points; i++) {
      row[i]! -= offset;
      square += row[i]! ** 2;
    }
    const deviation = Math.sqrt(square / points);
    if (!(deviation > 0)) {
      throw new OperandoError('singular', 'the spectrum is the mean spectrum: it cannot be scaled by its difference.', {
        where: { frame: f },
        cure: "Use scaling 'centered'.",
      });
    }
    for (let i = 0; i < points; i++) row[i]! /= deviation;
    frameOffset[f] = offset;
    frameScale[f] = deviation;
  }
  return { mean, frameOffset, frameScale };
}

/**
 * Principal component analysis of a series of spectra, with what Larch's `pca_train` gives, and tests of how many components
 * stand above the noise.
 *
 * With the mean taken off, r components describe r + 1 species; with scaling `none`, r species.
 *
 * @param energy Increasing, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @throws OperandoError `too-few-points` below 3 frames or energies, `singular` for a frame that cannot be scaled, `non-finite`,
 * `shape-mismatch`, `axis-not-increasing`, `invalid-argument`.
 */
export function principalComponents(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  options: PrincipalComponentsOptions = {},
): PrincipalComponents {
  const { scaling = 'standard', significance = 0.05 } = options;
  const view = stackWindow(energy, stack, options, 3);
  const { frames } = view;
  const points = view.energy.length;
  if (frames < 3)
    throw new OperandoError('too-few-points', `${frames} spectra have no principal components to speak of.`, {
      cure: 'Give at least 3.',
    });
  if (!(significance > 0 && significance < 1))
    throw new OperandoError('invalid-argument', `a significance level of ${significance}.`, {
      where: { parameter: 'significance' },
      cure: 'Give one between 0 and 1.',
    });
  const rows = windowRows(view);
  const { mean, frameOffset, frameScale } = scaleRows(rows, points, scaling);
  const { u, s, v } = svd(rows, frames, points);
  const count = Math.min(options.keep ?? s.length, s.length);
  if (!(count >= 1) || !Number.isInteger(count))
    throw new OperandoError('invalid-argument', `${count} components.`, { where: { parameter: 'keep' } });
  const components = new Float64Array(count * points);
  const scores = new Float64Array(frames * count);
  for (let k = 0; k < count; k++) {
    let largest = 0;
    for (let i = 0; i < points; i++) if (Math.abs(v[k * points + i]!) > Math.abs(largest)) largest = v[k * points + i]!;
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < points; i++) components[k * points + i] = (sign * s[k]! * v[k * points + i]!) / frames;
    for (let f = 0; f < frames; f++) scores[f * count + k] = sign * frames * u[k * frames + f]!;
  }
  const noise =
    (options.stderr ?? Number.NaN) *
    Math.sqrt(frameScale.reduce((sum, value) => sum + 1 / (value * value), 0) / frames);
  const eigenvalues = s.map((value) => (value * value) / frames);
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  return {
    energy: view.energy,
    frames,
    scaling,
    mean,
    frameOffset,
    frameScale,
    eigenvalues,
    variances: eigenvalues.map((value) => value / total),
    singularValues: s,
    count,
    components,
    scores,
    counts: componentCounts(eigenvalues, frames, points, scaling, significance, noise),
  };
}
