/**
 * Energy-dispersive diffraction: from channels to lithium in each slice of an electrode, through time.
 * @module
 */
export { calibrateEnergy, energyCalibration, findCalibrationLine } from '@operando/peak-fit';
export type { CalibrationLine, EnergyCalibration, LineSearch } from '@operando/peak-fit';
export type { Measured } from '@operando/core';
export type {
  BranchChoice,
  CellParameters,
  CrystalSystem,
  Hkl,
  TableCalibration,
  VegardCalibration,
} from '@operando/lattice';
export * from './calibrate-angle.js';
export type { CalibratedDetector } from './calibrated-detectors.js';
export * from './combine-detectors.js';
export { channelOf, channelToD, dToEnergy, energyToD } from './conversions.js';
export type { ChannelSpacing, ScatteringAngle } from './conversions.js';
export * from './depth-profile.js';
export * from './fluorescence.js';
export { depthProfileStack } from './depth-profile-stack.js';
export type { DepthProfileStackOptions } from './depth-profile-stack.js';
export { createFrameProfiler } from './frame-profiler.js';
export type { FrameDetails, FrameProfiler, FrameProfilerOptions, GivenFrame, SliceProfiles } from './frame-profiler.js';
export * from './gauge-volume.js';
export * from './gradient.js';
export * from './header-calibration.js';
export * from './interfaces.js';
export type * from './options.js';
export type { PhaseProfile } from './phase-slices.js';
export { chargeClosure, milliampereHoursPerMicromole, reactionAmount } from './reaction.js';
export type { BalanceOptions, ChargeClosure, ReactionAmount, Stage } from './reaction.js';
export type { ReflectionProfile } from './reflection-rows.js';
export { maskReasons } from './reflection-status.js';
export type { MaskReason, ReflectionStatus } from './reflection-status.js';
export * from './resolution.js';
export type { FittedSlices, FrameToFit, SliceRunner, SliceTask } from './share-slices.js';
export type { SliceColumn } from './slice-column.js';
export { fitSlices } from './slice-setup.js';
export type { SliceSetup } from './slice-setup.js';
export * from './spectrum-in-d.js';
export * from './standards.js';
export * from './defaults.js';
