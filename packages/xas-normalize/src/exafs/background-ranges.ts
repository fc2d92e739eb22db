import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { indexNearest, indexOf } from '../grid-search.js';
import type { BackgroundSettings } from './background-settings.js';
import { energyToK, kToEnergy } from './wavenumber.js';

/** What part of a spectrum is fitted, and with how many splines. */
export interface BackgroundRanges {
  /** Last energy not above e0. */
  readonly edgeIndex: number;
  /** Last energy that takes part. */
  readonly lastIndex: number;
  /** Wavenumbers of the energies in between, 1/A. The first may be slightly negative. */
  readonly measuredK: Float64Array;
  /** The even grid of chi(k), 1/A. */
  readonly k: Float64Array;
  readonly kmax: number;
  /** Splines in the background. */
  readonly splines: number;
  /** Distances below rbkg at which chi(R) is made small. */
  readonly bins: number;
  /** Knots of the cubic B-splines, 1/A: all at measured wavenumbers. */
  readonly knots: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

/** Largest wavenumber of a spectrum with that edge, 1/A. @throws OperandoError `outside-range`, `too-few-points`. */
export function largestK(energy: Float64Array, e0: number): number {
  const last = energy.length - 1;
  if (!(e0 >= energy[0]! && e0 < energy[last]!)) {
    throw new OperandoError(
      'outside-range',
      `e0 = ${e0} eV leaves nothing above the edge: the energies run from ${energy[0]} to ${energy[last]} eV.`,
      { where: { parameter: 'e0' }, cure: 'Give e0 in eV on the scale of the data, or leave it out to have it found.' },
    );
  }
  const above = last - indexOf(energy, e0);
  if (above < 6)
    throw new OperandoError('too-few-points', `only ${above} energies lie above the edge at ${e0} eV.`, {
      cure: 'EXAFS needs a scan that goes on for some 100 eV above the edge.',
    });
  return energyToK(energy[last]! - e0);
}

function knotsBetween(measuredK: Float64Array, kmin: number, kmax: number, splines: number): Float64Array {
  const at = Float64Array.from(
    { length: splines },
    (_, i) => measuredK[indexNearest(measuredK, kmin + (i * (kmax - kmin)) / (splines - 1))]!,
  );
  for (let i = 1; i < splines; i++) {
    if (at[i]! > at[i - 1]!) continue;
    throw new OperandoError(
      'too-few-points',
      `${splines} splines from ${kmin} to ${kmax.toPrecision(4)} 1/A need more points than there are near ${at[i]!.toPrecision(4)} 1/A.`,
      { where: { parameter: 'nknots' }, cure: 'Give fewer nknots, or a smaller rbkg.' },
    );
  }
  const [low, high] = [at[0]!, at[splines - 1]!];
  return Float64Array.of(low, low, low, low, ...at.subarray(2, splines - 2), high, high, high, high);
}

/**
 * Ranges, splines and knots for the background above one edge: a spline for each independent point that the data
 * have below rbkg, 2 rbkg (kmax - kmin) / pi of them (Newville, Livins, Yacoby, Rehr and Stern, Phys. Rev. B 47, 14126, 1993).
 *
 * @throws OperandoError `outside-range`, `too-few-points` (under-determined backgrounds among them), `invalid-argument`.
 */
export function backgroundRanges(energy: Float64Array, e0: number, settings: BackgroundSettings): BackgroundRanges {
  const { rbkg, kmin, kstep, nfft, nclamp, nknots } = settings;
  const warnings: OperandoWarning[] = [];
  const reach = largestK(energy, e0);
  const kmax = Math.min(reach, settings.kmax ?? reach);
  // A rounding error is no wish for more.
  if (settings.kmax !== undefined && settings.kmax > reach * (1 + 1e-9)) {
    warnings.push({
      code: 'kmax-beyond-data',
      message: `kmax = ${settings.kmax} 1/A, but the data end at ${reach.toPrecision(4)} 1/A, where the background ends.`,
    });
  }
  const edgeIndex = indexOf(energy, e0);
  const lastIndex = Math.min(energy.length, 2 + indexOf(energy, e0 + kToEnergy(kmax))) - 1;
  if (!(kmax - kmin > 2 * kstep)) {
    throw new OperandoError(
      'outside-range',
      `the background would begin at ${kmin} and end at ${kmax.toPrecision(4)} 1/A.`,
      { where: { parameter: 'kmin' }, cure: 'Give a smaller kmin; check e0 and the end of the scan.' },
    );
  }
  const independent = 1 + Math.trunc((2 * rbkg * (kmax - kmin)) / Math.PI);
  const rstep = Math.PI / (kstep * nfft);
  const bins = Math.trunc(1 + ((independent - 1) * Math.PI) / (2 * rstep * (kmax - kmin)));
  const splines = Math.max(5, Math.min(128, nknots === undefined ? independent : Math.trunc(nknots)));
  // chi(R = 0) is real, all others complex.
  if (2 * bins - 1 < splines) {
    throw new OperandoError(
      'too-few-points',
      `the background is under-determined: ${splines} splines, but up to ${kmax.toPrecision(4)} 1/A chi(R) has ${2 * bins - 1} values below rbkg = ${rbkg} A.`,
      { cure: 'The scan ends too soon above the edge for EXAFS; a larger rbkg or fewer nknots may help.' },
    );
  }
  if (independent < splines && nknots === undefined) {
    warnings.push({
      code: 'ill-determined-background',
      message: `Up to ${kmax.toPrecision(4)} 1/A the data hold ${independent} independent values below rbkg = ${rbkg} A, fewer than the ${splines} splines of the background: take chi(k) as a sketch.`,
    });
  }
  const k = Float64Array.from({ length: Math.trunc(1.01 + kmax / kstep) }, (_, i) => kstep * i);
  if (k.length > nfft)
    throw new OperandoError('invalid-argument', `${k.length} points in k do not fit a Fourier transform of ${nfft}.`, {
      where: { parameter: 'nfft' },
      cure: 'Give a larger nfft or kstep.',
    });
  if (nclamp > k.length)
    throw new OperandoError('invalid-argument', `${nclamp} clamps for ${k.length} points in k.`, {
      where: { parameter: 'nclamp' },
    });
  const measuredK = energy.subarray(edgeIndex, lastIndex + 1).map((e) => energyToK(e - e0));
  const knots = knotsBetween(measuredK, kmin, kmax, splines);
  return { edgeIndex, lastIndex, measuredK, k, kmax, splines, bins, knots, warnings };
}
