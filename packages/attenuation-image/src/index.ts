/**
 * Radiographs of working cells: transmission with variances, depth profiles, reaction fronts, areal lithium against charge, events.
 * @module
 */
export { attenuation, transmissionOf } from './attenuation.js';
export type { Attenuation, Transmission } from './attenuation.js';
export { frameRoom, signalOf } from './frame-signal.js';
export type { FrameOptions, FrameRoom, FrameSignal } from './frame-signal.js';
export type { SignalSource } from './signal-source.js';
export { transmissionPlan, transmissionPlanFrom } from './transmission-plan.js';
export type { TransmissionOptions, TransmissionPlan } from './plan.js';
export type { FrameRequest, ReferenceCounts, ReferenceFrames, ReferenceKind } from './reference-frames.js';
export { findBlackBodies } from './black-bodies.js';
export type { BlackBodies, BlackBody } from './black-bodies.js';
export { scatterSurface } from './scatter-surface.js';
export type { ScatterSurface } from './scatter-surface.js';
export { badPixels } from './bad-pixels.js';
export type { BadPixels } from './bad-pixels.js';
export { removeSpots } from './spots.js';
export type { CleanFrame, SpotOptions } from './spots.js';
export { median3 } from './median3.js';
export { layerTilt } from './layer-tilt.js';
export type { LayerTilt } from './layer-tilt.js';
export { watchOpenRegion } from './open-region-check.js';
export type { CoveredBlock, OpenRegionWatch } from './open-region-check.js';
export { collectProfiles, differenceToFirst } from './depth-profiles.js';
export type { DepthProfiles, ProfileCollector, ProfileDifferences } from './depth-profiles.js';
export { profileOf } from './profile.js';
export type { Profile, ProfileOptions, ProfileStatistic } from './profile.js';
export { layerContent } from './layer-content.js';
export type { LayerContent, LayerContentOptions } from './layer-content.js';
export { reactionFront } from './reaction-front.js';
export { unknownBlur } from './unknown-blur.js';
export type { UnknownBlur } from './unknown-blur.js';
export type { FrontModel, ReactionFront, ReactionFrontOptions } from './reaction-front.js';
export { arealLithium, lithiumCrossSection, naturalLi6 } from './areal-lithium.js';
export type { LithiumCrossSectionOptions } from './areal-lithium.js';
export { chargeSlope, zeroTest } from './charge-balance.js';
export type { ChargeSlope, FoundCharge } from './charge-balance.js';
export type { NoiseModel } from './noise.js';
export type { PictureSize, Pixels, Rectangle } from './picture.js';
export { eventTimes, watchEvents } from './event-times.js';
export type { EventOptions, EventWatch, ImageEvents } from './event-times.js';
export type { ImageEvent } from './event-search.js';
export { scatterEffect, unmeasuredScatter } from './scatter-effect.js';
export { motionCorrelation } from './motion.js';
export { radiographDefaults } from './defaults.js';
