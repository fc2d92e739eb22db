import type { Measured } from '@operando/core';
import type { FitPeaksResult } from '@operando/peak-fit';

/** What of a fit becomes peaks. */
export interface EndedFit extends Pick<FitPeaksResult, 'status' | 'clipped' | 'reducedChiSquare'> {
  /** chi2 is too large for what the counts leave to chance. */
  readonly misfit: boolean;
  readonly peaks: readonly { readonly center: Measured; readonly area: Measured; readonly fwhm: Measured }[];
}

/** What of the general fitter's result. */
export function endOf({ status, clipped, warnings, reducedChiSquare, peaks }: FitPeaksResult): EndedFit {
  return { status, clipped, misfit: warnings.some(({ code }) => code === 'misfit'), reducedChiSquare, peaks };
}

/** Tail to low energy that detectors have, in full widths: where fits begin. */
export const usualTail = 0.2;
/** Tails that may be, each as likely as the others, in full widths. */
const tried = [0, 0.03, 0.045, 0.065, 0.09, 0.12, 0.16, 0.21, 0.28, 0.37, 0.5, 0.7, 1];
/** Standard errors from 0 at which a tail that was fitted is known for sure. */
const sure = 8;
/** Weight below which a fit does not count. */
const leastWeight = 1e-3;

const quantities = ['center', 'area', 'fwhm'] as const;

/** Mean of what fits say, with what each does not know and with how far they are apart. */
function mixedOf(all: readonly { readonly measured: Measured; readonly weight: number }[]): Measured {
  const value = all.reduce((sum, { measured, weight }) => sum + weight * measured.value, 0);
  const variance = all.reduce(
    (sum, { measured, weight }) => sum + weight * (measured.stderr ** 2 + (measured.value - value) ** 2),
    0,
  );
  return { value, stderr: Math.sqrt(variance) };
}

/**
 * Peaks with a tail that is not known. A short tail is hardly told from a shift (both have one derivative), and one fit reports
 * the error of the place at its tail: so all tails that describe the counts are heard, by their likelihoods. A tail that a free fit
 * finds for sure is taken.
 *
 * @param fitWith A fit with tails held, or free.
 * @param usual The fit with the usual tail, where no other is left.
 * @param count Peaks that are wanted.
 */
export function overTails(
  fitWith: (tail: number | 'free') => FitPeaksResult | undefined,
  usual: EndedFit,
  count: number,
): EndedFit {
  const free = fitWith('free');
  const isSure = (k: number): boolean => {
    const tail = free?.peaks[k]?.shape['tail'];
    return tail !== undefined && tail.value < 0 && -tail.value > sure * tail.stderr;
  };
  if (free?.status === 'converged' && Array.from({ length: count }, (_, k) => k).every(isSure)) return endOf(free);
  const fits = tried
    .flatMap((tail) => fitWith(tail) ?? [])
    .filter(
      ({ status, peaks }) =>
        status === 'converged' && peaks.slice(0, count).every(({ center }) => Number.isFinite(center.stderr)),
    );
  const [first] = fits;
  if (first === undefined) return free === undefined ? usual : endOf(free);
  const best = fits.reduce((one, other) => (other.chiSquare < one.chiSquare ? other : one), first);
  const weighed = fits
    .map((fit) => ({ fit, weight: Math.exp(0.5 * (best.chiSquare - fit.chiSquare)) }))
    .filter(({ weight }) => weight >= leastWeight);
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const peakOf = (k: number): EndedFit['peaks'][0] => {
    const [center, area, fwhm] = quantities.map((name) =>
      mixedOf(weighed.map(({ fit, weight }) => ({ measured: fit.peaks[k]![name], weight: weight / total }))),
    ) as [Measured, Measured, Measured];
    return { center, area, fwhm };
  };
  return { ...endOf(best), peaks: Array.from({ length: count }, (_, k) => peakOf(k)) };
}
