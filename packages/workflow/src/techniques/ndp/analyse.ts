import { createPacer, isOperandoError, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { chargeBalance, createProfiler, sumPixels } from '@operando/ndp-depth';
import type { ChargeBalance, NdpProfiles, PixelProfiles } from '@operando/ndp-depth';
import { finishProfilesOnThreads } from '@operando/threads';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { usedStep } from '../../technique/used-step.js';
import { balanceDoubts } from './balance-doubts.js';
import { countedFrames } from './counted-frames.js';
import type { CountedFrames } from './counted-frames.js';
import { doubtfulUnits } from './doubtful-units.js';
import type { NdpInput } from './input.js';
import type { NdpOptions } from './options.js';
import { profileEveryPixel } from './profile-pixels.js';
import { withStopping } from './stopping.js';

/** What `ndp` computed. */
export interface NdpAnalysis extends Analysed {
  readonly profiles: NdpProfiles;
  /** Profiles, with the cycler's channels joined to the frames they were summed to. */
  readonly series: Series<'depth', 'um'>;
  readonly balance?: ChargeBalance & { readonly layer: string };
  readonly electrochemistry?: Electrochemistry;
  /** Of every pixel, where they were asked for. */
  readonly pixels?: PixelProfiles;
}

/** A layer of which a part is out of sight. */
function partlySeen({ name, visible }: NdpProfiles['total']): OperandoWarning[] {
  if (!(visible < 1)) return [];
  const message = `The charge balance of ${name} is that of the ${(100 * visible).toFixed(1)} % of it that can be seen: lithium in the rest counts as lost.`;
  return [{ code: 'layer-partly-visible', message }];
}

/** The charge balance, or a warning where too few frames have lithium and charge: all else is known without it. */
function balanceOf(
  series: Series,
  { layers, scaleUncertainty }: NdpProfiles,
  { charge, sample }: NdpOptions,
): { readonly balance?: NonNullable<NdpAnalysis['balance']>; readonly warnings: readonly OperandoWarning[] } {
  const capacity = series.channels['net_capacity_ah'];
  if (charge === undefined || capacity === undefined) return { warnings: [] };
  const { layer: name, electrodeArea, sign } = charge;
  const layer = layers.find((each) => each.name === name);
  if (layer === undefined) {
    throw new OperandoError('invalid-argument', `there is no layer ${name}.`, {
      where: { parameter: 'charge.layer' },
      cure: `Layers: ${layers.map((each) => each.name).join(', ')}.`,
    });
  }
  const called = sample.layers.filter((each) => (each.name ?? each.material) === name);
  if (called.length > 1) {
    throw new OperandoError('invalid-argument', `${called.length} layers are called ${name}.`, {
      where: { parameter: 'charge.layer' },
      cure: 'Give the layers names of their own (name: in sample.layers).',
    });
  }
  const passed = capacity.values.map((ampereHours) => 1000 * sign * ampereHours);
  try {
    const balance = { ...chargeBalance(layer, passed, { electrodeArea, scaleUncertainty }), layer: name };
    return { balance, warnings: [...partlySeen(layer), ...balanceDoubts(balance, name)] };
  } catch (error) {
    if (!isOperandoError(error) || error.code !== 'too-few-points') throw error;
    const { code, problem, cure = '' } = error;
    return { warnings: [{ code, message: `No charge balance of ${name}: ${problem} ${cure}`.trim() }] };
  }
}

/** Whether counts can become rates. */
function areTimed({ channels, time }: Series, { deadTime }: NdpOptions): boolean {
  return (
    channels['live_time'] !== undefined || deadTime !== undefined || time.duration.some((seconds) => seconds !== 0)
  );
}

/** Profiles of all frames, taken block by block. @throws OperandoError `invalid-argument` where counts cannot become rates. */
async function profileFrames(
  { spectra, rebin }: CountedFrames,
  { blank, stopping }: Pick<NdpInput, 'blank' | 'stopping'>,
  options: NdpOptions,
  context: RunContext,
): Promise<NdpProfiles> {
  const { rebin: _width, depthBins, background: _file, ...profiling } = options;
  const profiler = createProfiler({
    ...profiling,
    ...blank,
    sample: withStopping(options.sample, stopping),
    grid: depthBins,
    rebin: rebin === undefined ? undefined : { width: rebin },
  });
  const progress = progressOf(context, 'reading');
  const pace = createPacer(context.signal);
  let frames = 0;
  let timed = false;
  for await (const block of spectra.blocks({ signal: context.signal })) {
    profiler.add(sumPixels(block));
    timed ||= areTimed(block, options);
    frames += block.time.start.length;
    progress(frames, spectra.frames);
    await pace();
  }
  if (!timed) {
    throw new OperandoError('invalid-argument', 'neither live times nor exposures are known.', {
      where: { parameter: 'timeStep' },
      cure: 'Give the seconds of each spectrum (command: --time-step).',
    });
  }
  return finishProfilesOnThreads(profiler, { ...context, onProgress: progressOf(context, 'inverting') });
}

/** What the sum of all pixels was told and single pixels are not. */
function pixelsAlone({ front, temporalSmoothness }: NdpOptions): OperandoWarning[] {
  const names = [...(front === undefined ? [] : ['front']), ...(temporalSmoothness > 0 ? ['temporalSmoothness'] : [])];
  return names.map((name) => ({
    code: 'option-without-effect',
    message: `${name} is for the sum of all pixels only: each pixel by itself has too few counts, and is smooth within its layers and by itself in time.`,
  }));
}

/** Calibrate, sum, invert, join, balance. */
export async function analyseNdp(
  { spectra, events, cycler, ...more }: NdpInput,
  options: NdpOptions,
  context: RunContext,
): Promise<NdpAnalysis> {
  const counted = await countedFrames({ spectra, events, ...more }, options, context);
  const profiles = await profileFrames(counted, more, options, context);
  const pixels = await profileEveryPixel(counted, more, options, context);
  const { series, warnings, ...joined } = joinCycler(profiles.series, cycler, options);
  const { balance, warnings: unbalanced } = balanceOf(series, profiles, options);
  return {
    ...joined,
    profiles,
    series,
    ...(balance === undefined ? {} : { balance }),
    ...(pixels === undefined ? {} : { pixels }),
    steps: [
      ...series.provenance,
      ...(pixels?.series.provenance.slice(-1) ?? []),
      ...(balance === undefined
        ? []
        : [usedStep('ndp-depth/chargeBalance', { ...options.charge, scaleUncertainty: profiles.scaleUncertainty })]),
    ],
    warnings: [
      ...doubtfulUnits(options),
      ...counted.warnings,
      ...warnings,
      ...seriesWarnings(series),
      // Of the interfaces the whole has told already.
      ...(pixels?.series.provenance.at(-1)?.warnings?.filter(({ code }) => code === 'misfit') ?? []),
      ...(pixels === undefined ? [] : pixelsAlone(options)),
      ...unbalanced,
    ],
  };
}
