/**
 * Small-angle scattering of operando series: cuts, form and structure factors, fits with honest intervals.
 * @module
 */
export { formFactor, formParameters } from './form-factors.js';
export type { FormName } from './form-factors.js';
export type { FormTerms } from './form-terms.js';
export { sinc, sphereShape, sphereVolume } from './sphere.js';
export { structureFactor, structureFactors } from './structure-factors.js';
export type { StructureFactor, StructureName } from './structure-factors.js';
export { radiusMeaning, sizeMeans, sizeNodes } from './size-nodes.js';
export type { SizeDistribution, SizeNodeOptions, SizeNodes } from './size-nodes.js';
export { sizeAverage } from './size-average.js';
export type { SizeSpread } from './size-sums.js';
export { distortedWave, reflection } from './distorted-wave.js';
export type { Complex, DistortedWave, GrazingBeam, ReflectingLayer } from './distorted-wave.js';
export { resolutionWidths, smear, smearPlan } from './smear.js';
export type { Resolution, SmearPlan } from './smear.js';
export { createCutCurve } from './cut-curve.js';
export type { CutCurve } from './cut-curve.js';
export type { CutData, CutWeights } from './cut-data.js';
export { fitCut } from './fit-cut.js';
export type { CutFit, FitCutOptions } from './fit-cut.js';
export { isBeyondChance as isFar } from '@operando/numerics';
export { otherMinimaSteps } from './other-minima.js';
export type { OtherMinimum } from './other-minima.js';
export type { CutProblem } from './fit-from.js';
export { fitDefaults } from './defaults.js';
export type {
  Coupling,
  CutBackground,
  CutModel,
  CutParameter,
  CutPopulation,
  GrazingModel,
  ParameterScope,
} from './model.js';
export { parameterKinds } from './parameter-kinds.js';
export type { ParameterKind } from './parameter-kinds.js';
export type { RegisteredParameter } from './register.js';
export { fitCutSeries, fitCutSeriesSteps } from './fit-cut-series.js';
export type { CutSeriesFit } from './cut-series-fit.js';
export type { FitCutSeriesOptions } from './fit-cut-series.js';
export { compareCouplings } from './compare-couplings.js';
export type { CouplingComparison } from './compare-couplings.js';
export { isDegenerate, isStraight } from './doubtful-errors.js';
export { profileOf } from './profile-interval.js';
export type { ProfileInterval, ProfileOptions, ProfileRange } from './profile-interval.js';
export { fitSubPeaks, subPeakModel } from './sub-peaks.js';
export type { SubPeak } from './sub-peaks.js';
export { correlationLength, invariant, porodConstant } from './model-free.js';
export type { CurveQuantity } from './model-free.js';
export { seriesProfileSteps } from './series-profiles.js';
export type { ProfileChoice, SeriesProfiles } from './series-profiles.js';
export { registerParameters } from './register.js';
export { geometry, pixelToQ, rowOfExit } from './geometry.js';
export type { DetectorGeometry, PixelMomentum } from './geometry.js';
export { binnedCut } from './binned-cut.js';
export { lineCut, yonedaAngle } from './line-cut.js';
export type { DetectorImage, LineCut, LineCutOptions, YonedaOptions } from './line-cut.js';
export { azimuthalAverage, azimuthalPlan } from './azimuthal-average.js';
export type { AzimuthalOptions, AzimuthalPlan } from './azimuthal-average.js';
export { partnerOf } from './partner.js';
export type { Partner } from './partner.js';
export { correlationPeak } from './correlation-peak.js';
export type { CurvePeak } from './correlation-peak.js';
