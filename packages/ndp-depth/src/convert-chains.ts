import type { StepProgress, Steps } from '@operando/core';
import type { KeptFrame } from './count-frames.js';
import type { DeconvolvedProfile } from './deconvolve.js';
import type { LocalSmoothing } from './local-smoothing.js';
import type { ProfileSeriesOptions } from './options.js';
import type { ConcentrationProfile } from './profile.js';
import { isInverted, ownProfile } from './conversion.js';
import { sampleConversion } from './sample-conversion.js';
import type { SampleConversion } from './conversion.js';
import type { NdpSample } from './sample.js';

/**
 * Frames that begin where the one before ended, one after another; the next begins by itself. So long chains of frames are the same
 * wherever they are inverted, and a start from nothing costs little.
 */
export const framesOfChain = 16;

/** What others must know to invert frames: plain data, where sample and options are. */
export interface ConversionSetup {
  /** Layers, reactions and detector. */
  readonly sample: NdpSample;
  /** keV. */
  readonly channelEdges: Float64Array;
  /** Those of the series, without its sample and the calibration of its channels. */
  readonly options: Omit<ProfileSeriesOptions, 'sample' | 'calibration'>;
  /** Smoothing by depth that was learnt from the series; undefined where it is the same everywhere. */
  readonly learnt: LocalSmoothing | undefined;
  /** Strength of the smoothing. */
  readonly lambda: number;
}

/** A profile as plain data: without what can be asked of it, and what all profiles of a model share. */
export type ProfileData = Omit<
  DeconvolvedProfile,
  'precision' | 'resolutionKernel' | 'depthEdges' | 'layer' | 'depthStderr'
>;

/** Frames of a chain, and which of them are inverted. */
export interface FrameChain {
  /** Their counts, in order. */
  readonly frames: readonly KeptFrame[];
  /** Of each frame, whether it is inverted. */
  readonly used: readonly boolean[];
}

/**
 * Has chains of frames inverted by others, all at the same time if it can; nothing stands for a frame that is not used, or masked,
 * and for all where others cannot have the setup.
 */
export type ChainRunner = (
  setup: ConversionSetup,
  chains: readonly FrameChain[],
) => Promise<readonly (readonly (ProfileData | undefined)[])[] | undefined>;

/** Frames in chains. */
export function chainsOf(frames: readonly KeptFrame[], used: readonly boolean[]): FrameChain[] {
  return Array.from({ length: Math.ceil(frames.length / framesOfChain) }, (_, c) => ({
    frames: frames.slice(c * framesOfChain, (c + 1) * framesOfChain),
    used: used.slice(c * framesOfChain, (c + 1) * framesOfChain),
  }));
}

/** Invert a chain, a frame at a step. */
export function* convertChain(
  conversion: SampleConversion,
  { frames, used }: FrameChain,
  lambda: number,
  before: StepProgress,
): Steps<(ConcentrationProfile | undefined)[]> {
  const profiles: (ConcentrationProfile | undefined)[] = [];
  let last: ConcentrationProfile | undefined;
  for (const [f, frame] of frames.entries()) {
    yield { done: before.done + f, total: before.total };
    if (used[f] === true) last = conversion.convert(frame, lambda, last === undefined ? undefined : ownProfile(last));
    profiles.push(used[f] === true ? last : undefined);
  }
  return profiles;
}

/** Inverts chains of frames, as a {@link ChainRunner} gives them, wherever that is: made once for a series. */
export function convertChains({
  sample,
  channelEdges,
  options,
  learnt,
  lambda,
}: ConversionSetup): (chain: FrameChain) => readonly (ProfileData | undefined)[] {
  const conversion = sampleConversion(sample, channelEdges, { ...options, sample }).smoothedAs(learnt);
  return (chain) => {
    const steps = convertChain(conversion, chain, lambda, { done: 0, total: 0 });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value.map((profile) => (profile === undefined ? undefined : dataOf(profile)));
    }
  };
}

function dataOf(profile: ConcentrationProfile): ProfileData | undefined {
  if (!isInverted(profile)) return undefined;
  const { precision: _p, resolutionKernel: _r, depthEdges: _e, layer: _l, depthStderr: _d, ...data } = profile;
  return data;
}

/** Profiles that were made elsewhere, as if it had been here: what is asked of one is computed when it is. */
export function profilesOf(
  conversion: SampleConversion,
  { frames, used }: FrameChain,
  lambda: number,
  data: readonly (ProfileData | undefined)[],
): (ConcentrationProfile | undefined)[] {
  let last: ProfileData | undefined;
  return data.map((own, f) => {
    const start = last?.own;
    if (used[f] === true) last = own;
    if (own === undefined) return undefined;
    const anew = (): DeconvolvedProfile => conversion.convert(frames[f]!, lambda, start) as DeconvolvedProfile;
    return {
      ...own,
      ...conversion.model!.shown,
      precision: () => anew().precision(),
      resolutionKernel: (bin: number) => anew().resolutionKernel(bin),
    } satisfies DeconvolvedProfile;
  });
}
