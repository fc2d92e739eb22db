import type {
  ChargeSlope,
  CoveredBlock,
  DepthProfiles,
  ImageEvents,
  ProfileDifferences,
  ReactionFront,
  TransmissionPlan,
} from '@operando/attenuation-image';
import type { PooledFrame } from './pooled.js';
import type { FoundTilt } from './tilt.js';
import type { Electrochemistry, EstimateColumn, Series } from '@operando/core';
import type { Analysed } from '../../technique/technique.js';

/** What is known of every frame. */
export interface FrameFacts {
  /** Mean signal of the open region over the median of all frames, and its relative standard error. */
  readonly dose: EstimateColumn;
  /** Spots that were removed, and pixels without transmission in the cell. */
  readonly spots: Float64Array;
  readonly masked: Float64Array;
}

/** All that frames give, one after another. */
export interface MeasuredFrames {
  readonly plan: TransmissionPlan;
  /** Over all rows of the picture. */
  readonly profiles: DepthProfiles;
  readonly differences: ProfileDifferences;
  readonly facts: FrameFacts;
  /** Attenuation of the first frame, [row x column]. */
  readonly first: Float32Array;
  readonly tilt: FoundTilt;
  readonly covered: readonly CoveredBlock[];
}

/** Lithium of a layer. */
export interface LayerLithium {
  readonly name: string;
  /** Mean change of attenuation. */
  readonly change: EstimateColumn;
  /** Change of atoms per cm2 along the beam, where the cross-section is known. */
  readonly areal?: EstimateColumn;
  /** Change of charge, coulomb, where the size of pixels is known, too. */
  readonly charge?: EstimateColumn;
  /** Variance of the charge of the first frame, which is in all of them, and of each by itself. */
  readonly firstVariance: number;
  readonly variances: Float64Array;
}

/** A slope of found against passed charge. */
export interface Balance extends ChargeSlope {
  /** `gain`, `loss` or `both`. */
  readonly of: string;
  readonly layer: string;
  /** With the uncertainty of the cross-section, and of scatter. */
  readonly totalStderr: number;
  /** Relative, of scatter. */
  readonly scatterUncertainty: number;
}

/** Lithium against charge. */
export interface ChargeBalances {
  /** Coulomb since the first frame, positive in the direction of the gain. */
  readonly passed: Float64Array;
  readonly balances: readonly Balance[];
  /** Whether gain and loss agree. */
  readonly agreement?: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly pValue: number };
}

/** What `radiography` computed. */
export interface RadiographyAnalysis extends Analysed {
  /** Change of attenuation over depth, with the cycler joined; without a cell, changes from frame to frame. */
  readonly series: Series<'depth', 'um' | 'px'>;
  readonly electrochemistry?: Electrochemistry;
  readonly measured?: MeasuredFrames;
  /** Row of the picture with which the series begins. */
  readonly firstRow?: number;
  readonly layers: readonly LayerLithium[];
  readonly crossSection?: number;
  readonly front?: ReactionFront;
  /** Depth of the front on the axis of the series, and from the first row of its layer, where the size of pixels is known. */
  readonly frontDepth?: { readonly onAxis: EstimateColumn; readonly inLayer: EstimateColumn };
  readonly balance?: ChargeBalances;
  readonly events?: ImageEvents;
  /** Frames around the events, for a figure. */
  readonly eventFrames?: readonly PooledFrame[];
  readonly frames: number;
}
