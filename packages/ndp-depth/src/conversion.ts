import type { LambdaRule } from '@operando/numerics';
import type { KeptFrame } from './count-frames.js';
import type { DeconvolvedProfile } from './deconvolve.js';
import type { DepthAxis } from './depth-axis.js';
import type { DepthModel } from './depth-model.js';
import type { LayerLeak } from './layer-leaks.js';
import type { LocalSmoothing } from './local-smoothing.js';
import type { ConcentrationProfile } from './profile.js';
import type { Geometry } from './sensitivity.js';
import type { SoftInterface } from './soft-interfaces.js';

/** A sample made ready for frames. */
export interface SampleConversion {
  /** Particles that were used. */
  readonly axes: readonly DepthAxis[];
  readonly geometry: Geometry;
  /** Absent for the direct conversion. */
  readonly model?: DepthModel;
  /** Strength of the smoothing that a rule finds for a frame; NaN for methods without. */
  strengthOf(frame: KeptFrame, rule: LambdaRule): number;
  /** Undefined where all that would be fitted is masked. @param before The layers' own profiles of the frame before, to begin at. */
  convert(frame: KeptFrame, lambda: number, before: Float64Array | undefined): ConcentrationProfile | undefined;
  /** The same with smoothing that was learnt before. @param learnt Nothing: as it is. */
  smoothedAs(learnt: LocalSmoothing | undefined): SampleConversion;
  /**
   * The same with smoothing that adapts to these frames, or with the front.
   * @param before The even strength to begin with. @param looking Whether fronts that nobody told of are looked for in frames that follow one another.
   */
  adapted(frames: readonly KeptFrame[], before: number, looking: boolean): AdaptedConversion;
  /** Interfaces that are taken for sharp, and are not by these frames; none where widths are given. @param even The even strength. */
  soft(frames: readonly KeptFrame[], even: number): readonly SoftInterface[];
  /** Layers that a method without a resolution gets wrong in these frames; none for Tikhonov. @param spectra How many profiles there are of them. */
  leaks(frames: readonly KeptFrame[], spectra: number): readonly LayerLeak[];
}

/** A conversion with the strength of smoothing that goes with it. */
export interface AdaptedConversion {
  readonly conversion: SampleConversion;
  readonly lambda: number;
  /** Layer in which an edge was found that nobody told of. */
  readonly edgeIn?: string;
  /** How the conversion is made again from that of the sample alone, where it can be: by `smoothedAs` with this. */
  readonly again?: { readonly learnt: LocalSmoothing | undefined };
}

/** The layers' own profiles, which the next frame begins at. */
export function ownProfile(profile: ConcentrationProfile): Float64Array | undefined {
  return isInverted(profile) ? profile.own : undefined;
}

/** Whether a profile is by inversion. */
export function isInverted(profile: ConcentrationProfile): profile is DeconvolvedProfile {
  return 'own' in profile;
}
