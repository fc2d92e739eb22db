import { OperandoError } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';

/** Counts of several detectors on one energy axis. */
export interface CombinedSpectrum {
  /** Edges of the bins, keV. */
  readonly edges: Float64Array;
  /** In each bin; whole spectra are conserved. */
  readonly counts: Float64Array;
  /** Never zero: a bin without counts could have had one. */
  readonly variances: Float64Array;
}

/**
 * Bring the elements of an array onto one energy axis and add them: each channel's counts are shared out over the bins
 * it overlaps, so that counts are conserved between the first and last edge. For looking and for fluorescence; Bragg peaks
 * of detectors at different angles must be fitted one by one, as `depthProfile` does.
 *
 * @param spectra One per detector.
 * @param edges keV, increasing. @default the bins of the first detector
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`.
 */
export function combineDetectors(
  spectra: readonly ArrayLike<number>[],
  calibrations: readonly EnergyCalibration[],
  edges?: ArrayLike<number>,
): CombinedSpectrum {
  if (spectra.length === 0 || spectra.length !== calibrations.length)
    throw new OperandoError('shape-mismatch', `${spectra.length} spectra and ${calibrations.length} calibrations.`, {
      cure: 'Give a calibration for each spectrum.',
    });
  const to = edges === undefined ? calibrations[0]!.channelEdges(spectra[0]!.length) : Float64Array.from(edges);
  for (let i = 1; i < to.length; i++)
    if (!(to[i]! > to[i - 1]!))
      throw new OperandoError('axis-not-increasing', `edge ${i} is ${to[i]}, after ${to[i - 1]}.`, {
        where: { parameter: 'edges' },
      });
  const bins = to.length - 1;
  if (bins < 1)
    throw new OperandoError('shape-mismatch', 'the energy axis has no bins.', { where: { parameter: 'edges' } });
  const counts = new Float64Array(bins);
  const variances = new Float64Array(bins);
  spectra.forEach((spectrum, k) => {
    const from = calibrations[k]!.channelEdges(spectrum.length);
    let bin = 0;
    for (let i = 0; i < spectrum.length; i++) {
      const [low, high] = [from[i]!, from[i + 1]!];
      while (bin < bins && to[bin + 1]! <= low) bin++;
      for (let b = bin; b < bins && to[b]! < high; b++) {
        const share = (Math.min(high, to[b + 1]!) - Math.max(low, to[b]!)) / (high - low);
        counts[b]! += share * spectrum[i]!;
        variances[b]! += share * spectrum[i]!;
      }
    }
  });
  return { edges: to, counts, variances: variances.map((value) => Math.max(1, value)) };
}
