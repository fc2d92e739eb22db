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
export * from './combine-detectors.js';
export { channelOf, channelToD, dToEnergy, energyToD, hc } from './conversions.js';
export type { ScatteringAngle } from './conversions.js';
export * from './depth-profile.js';
export * from './fluorescence.js';
export * from './gauge-volume.js';
export * from './gradient.js';
export * from './header-calibration.js';
export * from './interfaces.js';
export { peakStatus } from './peak-status.js';
export * from './reaction.js';
export * from './resolution.js';
export type { DepthProfileOptions, DetectorSetup, LithiumFromCell, PhaseSetup } from './setup.js';
export * from './spectrum-in-d.js';
export * from './standards.js';
