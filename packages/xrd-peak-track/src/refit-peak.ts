import type { Measured } from '@operando/core';
import { fitPeaks, thompsonCoxHastingsParts, thompsonCoxHastingsWidths } from '@operando/peak-fit';
import type { FitPeaksOptions, FitPeaksResult, PeakStart } from '@operando/peak-fit';
import { refitDefaults } from './defaults.js';
import { covarianceOfEqual } from './equal-weights.js';
import type { RefitOptions } from './refit-options.js';
import type { WindowData } from './window/types.js';

/** What a peak is apart from its place and its area; `skew` is 0 but for a split profile. */
export interface HeldShape {
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
}

/** A peak measured again. */
export interface RefittedPeak {
  readonly center: Measured;
  readonly fwhm: Measured;
  readonly eta: Measured;
  readonly skew: Measured;
  /** Full widths of the Gaussian and the Lorentzian whose Voigt it is nearly (Thompson, Cox, Hastings 1987); NaN for a split profile. */
  readonly gaussian: Measured;
  readonly lorentzian: Measured;
  readonly area: Measured;
  readonly isConverged: boolean;
  readonly reducedChiSquare: number;
}

const nothing: Measured = { value: 0, stderr: Number.NaN };
const none: Measured = { value: Number.NaN, stderr: Number.NaN };

/** Start of a peak of a profile. */
function startOf(
  { profile = refitDefaults.profile, axialDivergence }: RefitOptions,
  center: number,
  shape: HeldShape,
): PeakStart {
  const { fwhm, eta, skew } = shape;
  if (profile === 'split-pseudo-voigt')
    return { center, fwhmLow: fwhm * (1 - skew), fwhmHigh: fwhm * (1 + skew), etaLow: eta, etaHigh: eta };
  if (profile === 'pseudo-voigt') return { center, fwhm, eta };
  const parts = new Float64Array(2);
  thompsonCoxHastingsParts(fwhm, Math.min(1, Math.max(0, eta)), parts);
  return { center, fwhmGaussian: parts[0]!, fwhmLorentzian: parts[1]!, ...axialDivergence };
}

/** Names of the parameters of a profile that are its shape, and of those that are known. */
const parametersOf = {
  'pseudo-voigt': { shape: ['fwhm', 'eta'], known: [] },
  'split-pseudo-voigt': { shape: ['fwhmLow', 'fwhmHigh', 'etaLow'], known: [] },
  'finger-cox-jephcoat': { shape: ['fwhmGaussian', 'fwhmLorentzian'], known: ['sampleHeight', 'slitHeight'] },
} as const;

/** A combination of two parameters of a fit, with its error by their covariance. */
function combined(
  { names, covariance }: FitPeaksResult,
  [one, other]: readonly [string, string],
  value: number,
  byOne: number,
  byOther: number,
): Measured {
  const n = names.length;
  const [i, j] = [names.indexOf(`peak0.${one}`), names.indexOf(`peak0.${other}`)];
  const [a, b, ab] = [covariance[i * n + i]!, covariance[j * n + j]!, covariance[i * n + j]!];
  const variance = byOne * byOne * a + 2 * byOne * byOther * ab + byOther * byOther * b;
  return { value, stderr: variance > 0 ? Math.sqrt(variance) : Number.NaN };
}

/** What the Gaussian and the Lorentzian part of a pseudo-Voigt are wide: no errors where its share ended on a bound. */
function partsOf(fit: FitPeaksResult, fwhm: Measured, eta: Measured): Pick<RefittedPeak, 'gaussian' | 'lorentzian'> {
  const parts = new Float64Array(2);
  const widths = new Float64Array(6);
  thompsonCoxHastingsParts(fwhm.value, eta.value, parts);
  const [gaussian, lorentzian] = [parts[0]!, parts[1]!];
  thompsonCoxHastingsWidths(gaussian, lorentzian, widths);
  const [widthByG, widthByL, shareByG, shareByL] = [widths[2]!, widths[3]!, widths[4]!, widths[5]!];
  const determinant = widthByG * shareByL - widthByL * shareByG;
  const names = ['fwhm', 'eta'] as const;
  const isKnown = Number.isFinite(fwhm.stderr) && Number.isFinite(eta.stderr);
  const part = (value: number, byWidth: number, byShare: number): Measured =>
    isKnown ? combined(fit, names, value, byWidth / determinant, byShare / determinant) : { value, stderr: Number.NaN };
  return { gaussian: part(gaussian, shareByL, -widthByL), lorentzian: part(lorentzian, -shareByG, widthByG) };
}

/** Width, Lorentzian share, skew and parts of a fitted peak. */
function shapeOf(
  fit: FitPeaksResult,
  { profile = refitDefaults.profile }: RefitOptions,
): Pick<RefittedPeak, 'fwhm' | 'eta' | 'skew' | 'gaussian' | 'lorentzian'> {
  const peak = fit.peaks[0]!;
  const { shape, fwhm } = peak;
  if (profile === 'pseudo-voigt')
    return { fwhm, eta: shape['eta']!, skew: nothing, ...partsOf(fit, fwhm, shape['eta']!) };
  if (profile === 'split-pseudo-voigt') {
    const [low, high] = [shape['fwhmLow']!.value, shape['fwhmHigh']!.value];
    const square = (low + high) ** 2;
    const skew = combined(
      fit,
      ['fwhmLow', 'fwhmHigh'],
      (high - low) / (high + low),
      (-2 * high) / square,
      (2 * low) / square,
    );
    const mean = combined(fit, ['fwhmLow', 'fwhmHigh'], 0.5 * (low + high), 0.5, 0.5);
    return { fwhm: mean, eta: shape['etaLow']!, skew, gaussian: none, lorentzian: none };
  }
  const names = ['fwhmGaussian', 'fwhmLorentzian'] as const;
  const widths = new Float64Array(6);
  thompsonCoxHastingsWidths(shape[names[0]]!.value, shape[names[1]]!.value, widths);
  return {
    fwhm: combined(fit, names, widths[0]!, widths[2]!, widths[3]!),
    eta: combined(fit, names, widths[1]!, widths[4]!, widths[5]!),
    skew: nothing,
    gaussian: shape[names[0]]!,
    lorentzian: shape[names[1]]!,
  };
}

/** A fit of one peak with another covariance: errors of parameters that have none stay unknown. */
function withCovariance(fit: FitPeaksResult, covariance: Float64Array): FitPeaksResult {
  const n = fit.names.length;
  const peak = fit.peaks[0]!;
  const errorOf = (k: number): number =>
    Number.isFinite(fit.stderr[k]!) ? Math.sqrt(covariance[k * n + k]!) : Number.NaN;
  const own = ({ value }: Measured, name: string): Measured => ({
    value,
    stderr: errorOf(fit.names.indexOf(`peak0.${name}`)),
  });
  const shape = Object.fromEntries(Object.entries(peak.shape).map(([name, each]) => [name, own(each, name)]));
  const changed = { ...fit, covariance };
  const fwhm = shape['fwhm'] ?? peak.fwhm;
  return {
    ...changed,
    peaks: [{ ...peak, shape, fwhm, center: own(peak.center, 'center'), area: own(peak.area, 'area') }],
  };
}

/** A peak fitted in a window from its place in tracking. @param held Its shape, where that is known. */
export function refitPeak(
  data: WindowData,
  near: number,
  begin: HeldShape,
  options: RefitOptions,
  held?: HeldShape,
): RefittedPeak {
  const { x, y } = data;
  const sigma = data.variance.map(Math.sqrt);
  const { doublet, profile = refitDefaults.profile, background = refitDefaults.background } = options;
  const isEqual = options.weights === 'equal';
  const { shape, known } = parametersOf[profile];
  const isSplit = profile === 'split-pseudo-voigt';
  const fixed = [...known, ...(held === undefined ? [] : [...shape, ...(isSplit ? ['etaHigh'] : [])])];
  const settings: Omit<FitPeaksOptions, 'peaks'> = {
    ...(isEqual ? {} : { sigma }),
    profile,
    background,
    scaleCovariance: !isEqual && (options.scaleCovariance ?? refitDefaults.scaleCovariance),
    doublet,
    fixed: fixed.map((name) => `peak0.${name}`),
    // Both sides have one share, as in tracking.
    ...(isSplit && held === undefined ? { ties: [{ parameter: 'peak0.etaHigh', to: 'peak0.etaLow' }] } : {}),
  };
  const from = (eta: number, fwhm: number): FitPeaksResult =>
    fitPeaks(x, y, { ...settings, peaks: [startOf(options, near, held ?? { ...begin, eta, fwhm })] });
  let fit = from(0.5, begin.fwhm);
  if (held === undefined && fit.clipped.length > 0) {
    // A minimum at a pure Lorentzian or Gaussian may have a better one at the other end.
    const isBroad = shapeOf(fit, options).eta.value > 0.5;
    const other = isBroad ? from(0.02, 1.4 * begin.fwhm) : from(0.98, 0.7 * begin.fwhm);
    if (other.status === 'converged' && other.chiSquare < fit.chiSquare) fit = other;
  }
  const isConverged = fit.status === 'converged';
  const { center, area } = fit.peaks[0]!;
  if (!isEqual || !isConverged)
    return { ...shapeOf(fit, options), center, area, isConverged, reducedChiSquare: fit.reducedChiSquare };
  const honest = withCovariance(fit, covarianceOfEqual(data, fit, profile, doublet));
  const chiSquare = y.reduce((sum, value, i) => sum + ((value - fit.curve[i]!) / sigma[i]!) ** 2, 0);
  const scale = options.scaleCovariance === true ? Math.sqrt(chiSquare / fit.degreesOfFreedom) : 1;
  const scaled = ({ value, stderr }: Measured): Measured => ({ value, stderr: scale * stderr });
  const { fwhm, eta, skew, gaussian, lorentzian } = shapeOf(honest, options);
  return {
    center: scaled(honest.peaks[0]!.center),
    area: scaled(honest.peaks[0]!.area),
    fwhm: scaled(fwhm),
    eta: scaled(eta),
    skew: scaled(skew),
    gaussian: scaled(gaussian),
    lorentzian: scaled(lorentzian),
    isConverged,
    reducedChiSquare: chiSquare / fit.degreesOfFreedom,
  };
}
