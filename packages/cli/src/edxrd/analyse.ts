import { createAxis, createSeries, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import type { CountsScan } from '@operando/beamline-io/node';
import { chargeClosure, createDepthProfiler, lithiationGradients, reactionAmount } from '@operando/edxrd-depth-profile';
import type {
  CalibratedDetector,
  ChargeClosure,
  DepthProfile,
  LithiationGradients,
  PhaseProfile,
  ReactionAmount,
} from '@operando/edxrd-depth-profile';
import { joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';
import type { EdxrdModel } from './edxrd-model.js';

/** Options of {@link analyseEdxrd}. */
export interface EdxrdAnalyseOptions extends JoinOptions {
  readonly model: EdxrdModel;
  /** Seconds from frame to frame where the files carry no time. */
  readonly timeStep: number | undefined;
  readonly onFrame?: ((done: number) => void) | undefined;
}

/** What `operando edxrd` computed. */
export interface EdxrdAnalysis {
  readonly profile: DepthProfile;
  /** The phase whose lithium (or, without, whose first axis) is shown. */
  readonly shown: PhaseProfile;
  readonly quantity: {
    readonly label: string;
    readonly unit: string;
    readonly values: Float64Array;
    readonly stderr: Float64Array;
  };
  /** The quantity shown, with the cycler joined. */
  readonly series: Series<'position', 'um'>;
  /** Of the lithium content; absent without one. */
  readonly gradients?: LithiationGradients;
  readonly reactions: readonly ReactionAmount[];
  readonly closures: readonly ChargeClosure[];
  readonly detectors: readonly CalibratedDetector[];
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
}

/** Positions of a model file, um. */
export function positionsOf({ positions }: EdxrdModel): number[] {
  return 'count' in positions
    ? Array.from({ length: positions.count }, (_, i) => positions.first + i * positions.step)
    : [...positions];
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Read frame after frame, fit, and bring the cycler to it: everything `operando edxrd` does between reading and writing. */
export async function analyseEdxrd(
  scan: CountsScan,
  cycler: Electrochemistry | undefined,
  options: EdxrdAnalyseOptions,
): Promise<EdxrdAnalysis> {
  const { model } = options;
  const { staticLine, ...given } = model;
  const profiler = createDepthProfiler({
    ...given,
    ...(staticLine === undefined ? {} : { normalisation: { staticLine } }),
  });
  const axis = createAxis({ name: 'channel', unit: '1', values: indices(scan.channels) });
  const coordinates = {
    position: createAxis({ name: 'position', unit: '1', values: indices(scan.positions) }),
    detector: createAxis({ name: 'detector', unit: '1', values: indices(scan.detectors) }),
  };
  const warnings: OperandoWarning[] = [...scan.warnings];
  const starts: number[] = [];
  const durations: number[] = [];
  let frames = 0;
  let timed = true;
  let timeZone: string | undefined;
  for await (const { counts, liveTimes, epoch, zone, duration } of scan.frames()) {
    profiler.add(
      createSeries({
        signal: counts,
        dims: ['time', 'position', 'detector', 'channel'],
        axis,
        coordinates,
        time: { start: [frames] },
        metadata: scan.metadata,
      }),
      liveTimes,
    );
    timed &&= epoch !== undefined;
    timeZone ??= zone;
    starts.push(epoch ?? Number.NaN);
    durations.push(duration ?? 0);
    options.onFrame?.(++frames);
  }
  if (frames === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  const profile = profiler.finish();
  warnings.push(...profile.warnings);
  const step = options.timeStep ?? 1;
  if (!timed && options.timeStep === undefined)
    warnings.push({
      code: 'time-unknown',
      message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
    });
  const { shown: chosen } = profile;
  const shown = profile.phases.find(({ name }) => name === chosen.phase)!;
  const axisName = Object.keys(shown.cell)[0]!;
  const bare = createSeries({
    ...profile.series,
    provenance: [],
    time: timed
      ? {
          start: starts.map((epoch) => epoch - starts[0]!),
          duration: durations,
          epoch: starts[0]!,
          ...(timeZone === undefined ? {} : { zone: timeZone }),
        }
      : { start: starts.map((_, f) => f * step), duration: starts.map(() => step) },
  });
  const { series, electrochemistry } =
    cycler === undefined ? { series: bare, electrochemistry: undefined } : joinCycler(bare, cycler, options, warnings);
  warnings.push(...seriesWarnings(series));
  const { reactions, closures } = balanceOf(model, shown, profile, series);
  return {
    profile,
    shown,
    quantity: {
      label: shown.lithium === undefined ? `${shown.name} ${axisName}` : `Li in ${shown.name}`,
      unit: shown.lithium === undefined ? 'Å' : 'x',
      values: series.signal.data,
      stderr: series.variances!.data.map(Math.sqrt),
    },
    series,
    ...(shown.lithium === undefined ? {} : { gradients: lithiationGradients(series) }),
    reactions,
    closures,
    detectors: profile.detectors,
    warnings,
    ...(electrochemistry === undefined ? {} : { electrochemistry }),
  };
}

/** Reaction amounts and, with a cycler, closure, in slices that hold active material. */
function balanceOf(
  model: EdxrdModel,
  shown: PhaseProfile,
  profile: DepthProfile,
  series: Series<'position', 'um'>,
): Pick<EdxrdAnalysis, 'reactions' | 'closures'> {
  const { lithium, activeAmount } = shown;
  if (lithium === undefined || activeAmount === undefined) return { reactions: [], closures: [] };
  const slices = profile.positions.length;
  const balance = { activeAmount, stages: model.stages };
  const reactions = reactionAmount(lithium, slices, balance);
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined || model.electrodeArea === undefined) return { reactions, closures: [] };
  // Discharge puts lithium into the electrode; the cycler counts it negative.
  const charge = capacity.values.map((value) => (-1000 * value) / model.electrodeArea!);
  return { reactions, closures: chargeClosure(lithium, slices, charge, balance) };
}
