/**
 * Tomograms of working cells measured: bodies, voids, cracks, contact and strain with errors.
 * @module
 */
export { slabsOf } from './volume.js';
export type { SlabSource, VolumeShape, VoxelEdges, Voxels } from './volume.js';
export { createBodyLabeller, labelBodies } from './bodies/label-bodies.js';
export type { BodyLabeller, Connectivity, LabelledBodies, LabelOptions } from './bodies/label-bodies.js';
export type { BodyRuns } from './bodies/kept-runs.js';
export { bodyMeasures } from './bodies/measure-body.js';
export type { Body, BodyMeasures, Place } from './bodies/measure-body.js';
export { croftonArea } from './bodies/crofton.js';
export { distanceTransform } from './labels/distance-transform.js';
export { createFacePairs } from './labels/face-pairs.js';
export type { FacePairs } from './labels/face-pairs.js';
export { createEulerCounter } from './labels/euler-number.js';
export type { EulerCounter } from './labels/euler-number.js';
export { tomogramDefaults } from './defaults.js';
export { measureTomograms } from './course/measure-tomograms.js';
export type * from './course/course-types.js';
export { measureFrames } from './course/measure-frame.js';
export type { FrameMeasurer, FrameTask, MeasuredFrame } from './course/measure-frame.js';
export type { FrameSetup, FrameVoids } from './course/frame-setup.js';
export type { TellProgress } from './course/measure-tomograms.js';
export { findInterface } from './interface/find-interface.js';
export type { InterfaceSheet } from './interface/find-interface.js';
export type { InterfaceCourse, InterfaceFrame } from './interface/measure-interface.js';
export { greyScale } from './grey/grey-scale.js';
export type { GreySteps } from './grey/level-counts.js';
export type { GreyReferences, GreyScale } from './grey/grey-scale.js';
export { levelCounts } from './grey/level-counts.js';
export { ringsAbout } from './grey/rings.js';
export { followBodies, matchBodies } from './bodies/match-bodies.js';
export type { BodyEvent, BodyList, BodyOverlap, FollowedBody } from './bodies/match-bodies.js';
export { bodyMaterials, measureLabels } from './course/measure-labels.js';
export type { BodyMaterial, LabelFrame, LabelMaterials } from './course/measure-labels.js';
export type { VoidBodies, VoidBody } from './course/void-bodies.js';
export { register } from './motion/register.js';
export type { RegisterOptions, Registration } from './motion/register.js';
export { movedBack } from './motion/moved-back.js';
export type { Motion, MotionModel } from './motion/motion.js';
export { lithiumVolumePerCharge } from './lithium-volume.js';
export { otsuThresholds } from './threshold/otsu.js';
export { hysteresisMask } from './threshold/hysteresis.js';
export type { HysteresisLimits } from './threshold/hysteresis.js';
export { localThickness } from './labels/local-thickness.js';
export { isoSurfaceArea } from './labels/iso-surface.js';
