import { concatenateSeries, expectChoice, finishSteps, OperandoError, runSteps, sameAxis } from '@operando/core';
import type { RunStepsOptions, Series, Steps } from '@operando/core';
import { isSearch } from './calibration-model.js';
import type { ChainRunner } from './convert-chains.js';
import { channelEnergies, keptFrames } from './count-frames.js';
import type { CountSeries } from './count-frames.js';
import { profileSeriesDefaults as defaults } from './defaults.js';
import { checkLambda } from './lambda-choice.js';
import type { NdpProfiles } from './gather-profiles.js';
import { expectIsotopeFraction } from './isotope-scale.js';
import type { ProfileSeriesOptions } from './options.js';
import { concludeSteps, invertBy, invertSteps, prepareSteps } from './profile-frames.js';
import type { Beginning, Prepared } from './profile-frames.js';
import { rebinCounts } from './rebin-counts.js';
import { sampleConversion } from './sample-conversion.js';
import { checkChannels } from './spectrum.js';

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
  /** The same with others, who invert chains of frames (`convertChains`) where sample and options can be sent to them. */
  finishBy(run: ChainRunner, running?: RunStepsOptions): Promise<NdpProfiles>;
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
  const preparing = (): Steps<Prepared> => {
    if (begun === undefined) throw new OperandoError('too-few-points', 'there are no frames.');
    const whole = concatenateSeries(blocks);
    const series = options.rebin === undefined ? whole : rebinCounts(whole, options.rebin);
    return prepareSteps(series, begun, options);
  };
  const finishing = function* (): Steps<NdpProfiles> {
    const prepared = yield* preparing();
    return yield* concludeSteps(prepared, yield* invertSteps(prepared));
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
    async finishBy(run, running = {}) {
      const prepared = await runSteps(preparing(), running);
      return runSteps(concludeSteps(prepared, await invertBy(prepared, run, running)), running);
    },
  };
}
