import { concatenateSeries, expectChoice, finishSteps, OperandoError, sameAxis, stepsAt } from '@operando/core';
import type { Axis, Series, StepProgress, Steps } from '@operando/core';
import { isAdaptive } from './adaptive-smoothing.js';
import { isSearch } from './calibration-model.js';
import { channelEnergies, framesOf, framesWithBeam, keptFrames, sumOfFrames } from './count-frames.js';
import type { ChannelEnergies, CountSeries, KeptFrame } from './count-frames.js';
import { withEstimate } from './deconvolve.js';
import { profileSeriesDefaults as defaults } from './defaults.js';
import { checkLambda } from './lambda-choice.js';
import { gatherProfiles } from './gather-profiles.js';
import type { NdpProfiles } from './gather-profiles.js';
import { expectIsotopeFraction } from './isotope-scale.js';
import type { ProfileSeriesOptions } from './options.js';
import type { ConcentrationProfile } from './profile.js';
import { rebinCounts } from './rebin-counts.js';
import { isInverted, ownProfile } from './conversion.js';
import type { AdaptedConversion, SampleConversion } from './conversion.js';
import { sampleConversion } from './sample-conversion.js';
import { exposureUncertainty } from './sensitivity.js';
import { checkChannels } from './spectrum.js';
import { smoothFramesSteps } from './temporal-smoothing.js';
import type { FrameEstimate } from './temporal-smoothing.js';

/** Takes blocks of frames. Of a frame it keeps the counts that the forward model has rows for (all channels where layers change, lines calibrate or the method is direct). */
export interface Profiler {
  /** @throws OperandoError as {@link profileSeries} for counts and axes, with `where.frame` counted from the first block on. */
  add(block: CountSeries): void;
  /**
   * Profiles of all frames: the strength of the smoothing, sums in time and frames without beam are told from all of them.
   * @throws OperandoError as {@link profileSeries}.
   */
  finish(): NdpProfiles;
  /** The same in steps: one after each frame. */
  finishSteps(): Steps<NdpProfiles>;
}

/** Refuse options that cannot be. @throws OperandoError `invalid-argument`. */
export function checkOptions(options: ProfileSeriesOptions): void {
  const {
    method = defaults.method,
    lambda = defaults.lambda,
    smoothing = defaults.smoothing,
    leastBeam = defaults.leastBeam,
    temporalSmoothness = defaults.temporalSmoothness,
    sample,
  } = options;
  expectChoice('smoothing', smoothing, ['adaptive', 'even']);
  expectChoice('method', method, ['direct', 'tikhonov', 'richardson-lucy']);
  checkLambda(lambda);
  if (typeof sample !== 'function') expectIsotopeFraction(sample, options.geometry);
  if (!(leastBeam >= 0 && leastBeam <= 1))
    throw new OperandoError('invalid-argument', `leastBeam is ${leastBeam}.`, {
      where: { parameter: 'leastBeam' },
      cure: 'It is a share of the usual rate, from 0 to 1.',
    });
  if (
    options.interfaceWidth === 'evidence' &&
    (method !== 'tikhonov' || typeof sample === 'function' || options.front !== undefined)
  )
    throw new OperandoError(
      'invalid-argument',
      `interface widths by evidence ${options.front === undefined ? `with method ${method}` : 'beside a front'}.`,
      {
        where: { parameter: 'interfaceWidth' },
        cure: "They are found for method 'tikhonov' and a sample whose layers stay, without a front.",
      },
    );
  if (
    options.front !== undefined &&
    (method !== 'tikhonov' || typeof sample === 'function' || temporalSmoothness !== 0)
  )
    throw new OperandoError('invalid-argument', `a front with method ${method}.`, {
      where: { parameter: 'front' },
      cure: "It is for method 'tikhonov' and a sample whose layers stay, without temporalSmoothness.",
    });
  if (
    temporalSmoothness !== 0 &&
    (!(temporalSmoothness > 0) || method !== 'tikhonov' || typeof sample === 'function')
  ) {
    throw new OperandoError(
      'invalid-argument',
      `a temporal smoothness of ${temporalSmoothness} with method ${method}.`,
      {
        where: { parameter: 'temporalSmoothness' },
        cure: "It is for method 'tikhonov' and a sample whose layers stay.",
      },
    );
  }
}

/** What the first block says. */
interface Beginning {
  readonly axis: Axis;
  /** Energies, and the conversion of the frames, where both are known before all frames are there. */
  readonly ready: { readonly energies: ChannelEnergies; readonly conversion: SampleConversion } | undefined;
}

function begin({ axis }: CountSeries, options: ProfileSeriesOptions): Beginning {
  const { calibration, sample } = options;
  // Lines are found in the sum of all frames.
  if (axis.name === 'channel' && calibration !== undefined && isSearch(calibration)) return { axis, ready: undefined };
  const energies = channelEnergies(axis, calibration, () => new Float64Array(axis.size));
  checkChannels(axis.size, energies.edges, options);
  if (typeof sample === 'function') return { axis, ready: undefined };
  return { axis, ready: { energies, conversion: sampleConversion(sample, energies.edges, options) } };
}

/**
 * Begin profiles that take blocks of frames as they are read.
 *
 * @throws OperandoError `invalid-argument` for options that cannot be.
 */
export function createProfiler(options: ProfileSeriesOptions): Profiler {
  checkOptions(options);
  let begun: Beginning | undefined;
  const blocks: Series<'row', '1'>[] = [];
  const finishing = function* (): Steps<NdpProfiles> {
    if (begun === undefined) throw new OperandoError('too-few-points', 'there are no frames.');
    const whole = concatenateSeries(blocks);
    const series = options.rebin === undefined ? whole : rebinCounts(whole, options.rebin);
    return yield* profilesSteps(series, begun, options);
  };
  return {
    add(block) {
      const before = blocks.reduce((sum, { time }) => sum + time.start.length, 0);
      begun ??= begin(block, options);
      if (!sameAxis(block.axis, begun.axis))
        throw new OperandoError('shape-mismatch', 'a block has other channels than the first.', {
          where: { frame: before },
          cure: 'Give blocks of one series.',
        });
      blocks.push(keptFrames(block, begun.ready?.conversion.model, options, before));
    },
    finish: () => finishSteps(finishing()),
    finishSteps: finishing,
  };
}

/** Conversions frame by frame: one for all, or a new one where layers change. */
function conversions(
  { axis, ready }: Beginning,
  frames: readonly KeptFrame[],
  options: ProfileSeriesOptions,
): { readonly energies: ChannelEnergies; readonly conversionOf: (frame: number) => SampleConversion } {
  if (ready !== undefined) return { energies: ready.energies, conversionOf: () => ready.conversion };
  const energies = channelEnergies(
    axis,
    options.calibration,
    () => sumOfFrames(frames.filter(({ masked }) => !masked)).counts,
  );
  checkChannels(axis.size, energies.edges, options);
  const { sample } = options;
  if (typeof sample !== 'function') {
    const conversion = sampleConversion(sample, energies.edges, options);
    return { energies, conversionOf: () => conversion };
  }
  let made: { readonly key: string; readonly conversion: SampleConversion } | undefined;
  return {
    energies,
    conversionOf(frame) {
      const own = sample(frame);
      const key = JSON.stringify(own);
      if (made?.key !== key) made = { key, conversion: sampleConversion(own, energies.edges, options) };
      return made.conversion;
    },
  };
}

/** Invert the frames one after another, each beginning where the one before ended. */
function* profilesSteps(
  series: Series<'row', '1'>,
  beginning: Beginning,
  options: ProfileSeriesOptions,
): Steps<NdpProfiles> {
  const {
    leastBeam = defaults.leastBeam,
    temporalSmoothness = defaults.temporalSmoothness,
    lambda: asked = defaults.lambda,
  } = options;
  const frames = framesOf(series);
  const beam = framesWithBeam(frames, leastBeam);
  const firstFrame = beam.indexOf(true);
  if (firstFrame < 0) throw new OperandoError('too-few-points', 'no frame has any counts.');
  const { energies, conversionOf } = conversions(beginning, frames, options);
  const total = frames.length;
  yield { done: 0, total };
  const first = conversionOf(firstFrame);
  yield { done: 0, total };
  // One strength for all frames, by the rule applied to their sum.
  const even =
    typeof asked === 'number' ? asked : first.strengthOf(sumOfFrames(frames.filter((_, f) => beam[f])), asked);
  const isOne = options.front !== undefined || options.interfaceWidth === 'evidence' || isAdaptive(options);
  const used = frames.filter((_, f) => beam[f]);
  const adapted: AdaptedConversion = isOne
    ? // Frames that are joined share their bins.
      first.adapted(used, even, temporalSmoothness === 0)
    : { conversion: first, lambda: even };
  const { lambda } = adapted;
  let last = adapted.conversion;
  let before: Float64Array | undefined;
  const profiles: (ConcentrationProfile | undefined)[] = [];
  for (const [f, frame] of frames.entries()) {
    yield { done: f, total };
    if (beam[f] !== true) {
      profiles.push(undefined);
      continue;
    }
    const conversion = f === firstFrame || isOne ? adapted.conversion : conversionOf(f);
    if (conversion !== last) before = undefined;
    last = conversion;
    const profile = conversion.convert(frame, lambda, before);
    before = profile === undefined ? undefined : ownProfile(profile);
    profiles.push(profile);
  }
  yield { done: total, total };
  if (temporalSmoothness > 0) yield* joinFrames(profiles, frames, last, temporalSmoothness);
  return gatherProfiles(series, profiles, {
    options,
    axes: first.axes,
    calibration: energies.calibration,
    lambda,
    interfaceWidths: adapted.conversion.model?.interfaceWidths ?? [],
    edgeIn: adapted.edgeIn,
    soft: typeof options.sample === 'function' ? [] : first.soft(used, even),
    // Where layers change, those of the first frame with beam stand for all.
    leaks:
      typeof options.sample === 'function' ? first.leaks([frames[firstFrame]!], 1) : first.leaks(used, used.length),
  });
}

/** Replace profiles by those that the frames have together; masked frames break no link, they only lie further apart. */
function* joinFrames(
  profiles: (ConcentrationProfile | undefined)[],
  frames: readonly KeptFrame[],
  { model, geometry }: SampleConversion,
  strength: number,
): Steps<void> {
  const progress: StepProgress = { done: frames.length, total: frames.length };
  const used = profiles.flatMap((profile, frame) =>
    profile !== undefined && isInverted(profile) ? [{ frame, profile }] : [],
  );
  const links = used.slice(1).map(({ frame }, i) => strength / (1e44 * (frame - used[i]!.frame)));
  const estimates: FrameEstimate[] = [];
  for (const { profile } of used) {
    estimates.push({ x: profile.own, precision: profile.precision() });
    yield progress;
  }
  const joined = yield* stepsAt(smoothFramesSteps(estimates, links), progress);
  for (const [i, { frame, profile }] of used.entries()) {
    const { x, covariance } = joined[i]!;
    profiles[frame] = withEstimate(profile, model!, x, covariance, exposureUncertainty(frames[frame]!, geometry));
    yield progress;
  }
}
