import { createAxis, createSeries, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameTimeOptions, OperandoWarning, Series } from '@operando/core';
import type { CountsScan } from '@operando/beamline-io/node';
import { chargeClosure, createDepthProfiler, lithiationGradients, reactionAmount } from '@operando/edxrd-depth-profile';
import type {
  ChargeClosure,
  DepthProfile,
  LithiationGradients,
  PhaseProfile,
  ReactionAmount,
} from '@operando/edxrd-depth-profile';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import type { EdxrdOptions } from './options.js';

/** What `edxrd` takes. */
export interface EdxrdInput {
  readonly scan: CountsScan;
  /** How many frames there are, where that is known. */
  readonly frames?: number | undefined;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `edxrd` computed. */
export interface EdxrdAnalysis extends Analysed {
  readonly profile: DepthProfile;
  /** The phase whose lithium (or, without, whose first axis) is shown. */
  readonly shown: PhaseProfile;
  /** The quantity shown, with the cycler joined. */
  readonly series: Series<'position', 'um'>;
  /** Of the lithium content; absent without one. */
  readonly gradients?: LithiationGradients;
  readonly reactions: readonly ReactionAmount[];
  readonly closures: readonly ChargeClosure[];
  readonly electrochemistry?: Electrochemistry;
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Fit frame after frame as they are read. */
async function profileFrames(
  { scan, frames: total = 0 }: EdxrdInput,
  options: EdxrdOptions,
  context: RunContext,
): Promise<{ readonly profile: DepthProfile; readonly time: FrameTimeOptions | undefined }> {
  const { staticLine } = options;
  const progress = progressOf(context, 'fitting');
  const profiler = createDepthProfiler({
    ...options,
    normalisation: staticLine === undefined ? undefined : { staticLine },
  });
  const axis = createAxis({ name: 'channel', unit: '1', values: indices(scan.channels) });
  const coordinates = {
    position: createAxis({ name: 'position', unit: '1', values: indices(scan.positions) }),
    detector: createAxis({ name: 'detector', unit: '1', values: indices(scan.detectors) }),
  };
  const dims = ['time', 'position', 'detector', 'channel'];
  const epochs: number[] = [];
  const durations: number[] = [];
  let zone: string | undefined;
  for await (const frame of scan.frames()) {
    const time = { start: [epochs.length] };
    const block = createSeries({ signal: frame.counts, dims, axis, coordinates, time, metadata: scan.metadata });
    profiler.add(block, frame.liveTimes);
    epochs.push(frame.epoch ?? Number.NaN);
    durations.push(frame.duration ?? 0);
    zone ??= frame.zone;
    progress(epochs.length, total);
  }
  if (epochs.length === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  const [first = Number.NaN] = epochs;
  const timed = epochs.every(Number.isFinite);
  return {
    profile: profiler.finish(),
    time: timed
      ? {
          start: epochs.map((epoch) => epoch - first),
          duration: durations,
          epoch: first,
          ...(zone === undefined ? {} : { zone }),
        }
      : undefined,
  };
}

/** Reaction amounts and, with a cycler, closure, in slices that hold active material. */
function balanceOf(
  { lithium, activeAmount }: PhaseProfile,
  slices: number,
  series: Series,
  { stages, electrodeArea }: EdxrdOptions,
): Pick<EdxrdAnalysis, 'reactions' | 'closures'> {
  if (lithium === undefined || activeAmount === undefined) return { reactions: [], closures: [] };
  const balance = { activeAmount, stages };
  const reactions = reactionAmount(lithium, slices, balance);
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined || electrodeArea === undefined) return { reactions, closures: [] };
  // Discharge puts lithium into the electrode; the cycler counts it negative.
  const charge = capacity.values.map((value) => (-1000 * value) / electrodeArea);
  return { reactions, closures: chargeClosure(lithium, slices, charge, balance) };
}

/** Fit, and bring the cycler to it. */
export async function analyseEdxrd(
  input: EdxrdInput,
  options: EdxrdOptions,
  context: RunContext,
): Promise<EdxrdAnalysis> {
  const { profile, time } = await profileFrames(input, options, context);
  const { timeStep } = options;
  const untimed: OperandoWarning[] =
    time === undefined && timeStep === undefined
      ? [
          {
            code: 'time-unknown',
            message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
          },
        ]
      : [];
  const step = timeStep ?? 1;
  const frames = indices(profile.frames);
  const bare = createSeries({
    ...profile.series,
    provenance: [],
    time: time ?? { start: frames.map((frame) => frame * step), duration: step },
  });
  const { series, warnings, ...joined } = joinCycler(bare, input.cycler, options);
  const shown = profile.phases.find(({ name }) => name === profile.shown.phase)!;
  return {
    ...joined,
    profile,
    shown,
    series,
    ...(shown.lithium === undefined ? {} : { gradients: lithiationGradients(series) }),
    ...balanceOf(shown, profile.positions.length, series, options),
    steps: [...profile.series.provenance, ...series.provenance],
    warnings: [...input.scan.warnings, ...profile.warnings, ...untimed, ...warnings, ...seriesWarnings(series)],
  };
}
