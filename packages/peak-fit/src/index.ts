/**
 * Peak profiles, backgrounds, peak finding, and fits of one pattern or of stacks of thousands.
 * @module
 */
export { createAxialImages, fillAxialImages } from './axial-divergence.js';
export type { AxialImages } from './axial-divergence.js';
export { chebyshevTerms } from './background-terms.js';
export type { FittedBackground } from './background-terms.js';
export { chebyshevBackground } from './chebyshev-background.js';
export type { ChebyshevBackgroundOptions } from './chebyshev-background.js';
export { secondCenter } from './doublet.js';
export type { Doublet } from './doublet.js';
export * from './energy-calibration.js';
export * from './exp-mod-gaussian.js';
export type { FitPeaksOptions, PeakStart, PeakTie } from './fit-options.js';
export { isMisfit } from '@operando/numerics';
export { fitPeaks } from './fit-peaks.js';
export type { FitPeaksResult, FittedPeak } from './fit-peaks.js';
export { fingerCoxJephcoat } from './finger-cox-jephcoat.js';
export { findPeaks } from './find-peaks.js';
export type { FindPeaksOptions, FoundPeak } from './find-peaks.js';
export { createPeakStackFitter, fitPeakStack } from './fit-peak-stack.js';
export { joinStacks } from './join-stacks.js';
export type { FitPeakStackOptions, FitPeakStackResult, PeakStackBlock, PeakStackFitter } from './peak-stack-types.js';
export { gaussianPowers } from './gaussian-powers.js';
export * from './gaussian.js';
export * from './lorentzian.js';
export { airpls, arpls, asls } from './penalised-backgrounds.js';
export type { ArplsOptions, AslsOptions, PenalisedBackground, PenalisedOptions } from './penalised-backgrounds.js';
export type { PeakAmplitude, PeakProfile, PeakProfileName, PeakProfileOptions, ProfileShape } from './profile.js';
export * from './profiles.js';
export { gaussianArea, lorentzianArea } from './pseudo-voigt-point.js';
export * from './pseudo-voigt.js';
export { snip } from './snip.js';
export type { SnipOptions } from './snip.js';
export * from './split-pseudo-voigt.js';
export type { PeakColumns } from './stack-columns.js';
export * from './thompson-cox-hastings.js';
export * from './voigt.js';
