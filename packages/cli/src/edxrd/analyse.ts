import { createAxis, createSeries, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import type { CountsScan } from '@operando/beamline-io/node';
import {
  chargeClosure,
  createDepthProfiler,
  headerCalibration,
  lithiationGradient,
  reactionAmount,
  resolutionLaw,
} from '@operando/edxrd-depth-profile';
import type {
  ChargeClosure,
  DepthProfile,
  DepthProfileOptions,
  DetectorSetup,
  LithiationGradient,
  PhaseProfile,
  PhaseSetup,
  ReactionAmount,
} from '@operando/edxrd-depth-profile';
import { joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';
import type { EdxrdDetector, EdxrdModel } from './edxrd-model.js';

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
  readonly gradients: readonly (LithiationGradient | undefined)[];
  readonly reactions: readonly ReactionAmount[];
  readonly closures: readonly ChargeClosure[];
  readonly detectors: readonly DetectorSetup[];
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
}

/** Positions of a model file, um. */
export function positionsOf({ positions }: EdxrdModel): number[] {
  return 'count' in positions
    ? Array.from({ length: positions.count }, (_, i) => positions.first + i * positions.step)
    : [...positions];
}

/** What header and model say of each detector; the model has the last word. */
function detectorsOf(model: EdxrdModel, scan: CountsScan): DetectorSetup[] {
  const header = scan.metadata['calibration'];
  const angles = scan.metadata['two_theta'];
  if (model.detectors !== undefined && model.detectors.length !== scan.detectors) {
    throw new OperandoError(
      'shape-mismatch',
      `the model has ${model.detectors.length} detectors, the spectra ${scan.detectors}.`,
      { where: { parameter: 'detectors' }, cure: 'Describe each detector element once.' },
    );
  }
  return Array.from({ length: scan.detectors }, (_, d): DetectorSetup => {
    const own: EdxrdDetector = Object.assign(
      {},
      {
        calibration: model.calibration,
        twoTheta: model.twoTheta,
        twoThetaStderr: model.twoThetaStderr,
        resolution: model.resolution,
      },
      model.detectors?.[d],
    );
    const written = Array.isArray(header)
      ? (header[d] as unknown as { offset: number; slope: number; quadratic: number } | undefined)
      : undefined;
    const { convention, ...scale } = own.calibration ?? { ...written, convention: undefined };
    if (scale.offset === undefined || scale.slope === undefined) {
      throw new OperandoError(
        'invalid-argument',
        `detector ${d} has no energy calibration, in the files or in the model.`,
        { where: { parameter: 'calibration' }, cure: 'Give calibration: {offset: keV, slope: keV/channel}.' },
      );
    }
    const twoTheta = own.twoTheta ?? (Array.isArray(angles) ? Number(angles[d]) : Number.NaN);
    const { resolution } = own;
    return {
      calibration: headerCalibration(
        { offset: scale.offset, slope: scale.slope, quadratic: scale.quadratic ?? 0 },
        convention ?? 'centre',
      ),
      angle: { twoTheta, stderr: own.twoThetaStderr ?? 0 },
      ...(resolution === undefined
        ? {}
        : {
            resolution: resolutionLaw(
              Object.fromEntries(Object.entries(resolution).filter(([, value]) => value !== undefined)),
            ),
          }),
    };
  });
}

function optionsOf(model: EdxrdModel, scan: CountsScan, detectors: readonly DetectorSetup[]): DepthProfileOptions {
  const { fluorescence, beamHeight, profile, widths, background, staticLine } = model;
  const stated = <T extends object>(part: T): T =>
    Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as T;
  return {
    positions: positionsOf(model),
    channels: scan.channels,
    detectors,
    phases: model.phases.map(({ name, system, cell, reflections, marker, searchRange, lithium }) => ({
      name,
      system,
      cell: stated(cell) as PhaseSetup['cell'],
      reflections,
      ...(marker === undefined ? {} : { marker }),
      ...(searchRange === undefined ? {} : { searchRange }),
      ...(lithium === undefined
        ? {}
        : {
            lithium: {
              parameter: lithium.parameter,
              calibration: { kind: 'table' as const, x: lithium.x, values: lithium.value },
              ...(lithium.initial === undefined ? {} : { initial: lithium.initial }),
            },
          }),
    })),
    ...(fluorescence === undefined
      ? {}
      : { fluorescence: stated(fluorescence) as NonNullable<DepthProfileOptions['fluorescence']> }),
    ...(staticLine === undefined ? {} : { normalisation: { staticLine } }),
    ...(stated({ beamHeight, profile, widths, background }) as Partial<DepthProfileOptions>),
  };
}

function gradientOf(phase: PhaseProfile, frame: number, slices: number): LithiationGradient | undefined {
  const { values, stderr } = phase.lithium!;
  const x = values.subarray(frame * slices, (frame + 1) * slices);
  if (x.filter(Number.isFinite).length < 2) return undefined;
  return lithiationGradient(x, stderr.subarray(frame * slices, (frame + 1) * slices));
}

/** Read frame after frame, fit, and bring the cycler to it: everything `operando edxrd` does between reading and writing. */
export async function analyseEdxrd(
  scan: CountsScan,
  cycler: Electrochemistry | undefined,
  options: EdxrdAnalyseOptions,
): Promise<EdxrdAnalysis> {
  const { model } = options;
  const detectors = detectorsOf(model, scan);
  const profiler = createDepthProfiler(optionsOf(model, scan, detectors));
  const warnings: OperandoWarning[] = [...scan.warnings];
  const starts: number[] = [];
  const durations: number[] = [];
  let frames = 0;
  let timed = true;
  let timeZone: string | undefined;
  let unlived = 0;
  for await (const { counts, liveTimes, epoch, zone, duration } of scan.frames()) {
    const live = liveTimes.map((time) => (Number.isFinite(time) ? time : (model.liveTime ?? Number.NaN)));
    const known = live.every(Number.isFinite);
    if (!known) unlived++;
    profiler.addFrame(counts, known ? { liveTime: live } : {});
    timed &&= epoch !== undefined;
    timeZone ??= zone;
    starts.push(epoch ?? Number.NaN);
    durations.push(duration ?? 0);
    options.onFrame?.(++frames);
  }
  if (frames === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  if (unlived > 0)
    warnings.push({
      code: 'live-time-unknown',
      message: `${unlived} frames have no live times: areas are counts, not counts per second.`,
    });
  const profile = profiler.finish();
  warnings.push(...profile.warnings);
  const step = options.timeStep ?? 1;
  if (!timed && options.timeStep === undefined)
    warnings.push({
      code: 'time-unknown',
      message: 'The files carry no time: frame numbers stand for seconds. Give --time-step.',
    });
  const shown = profile.phases.find(({ lithium }) => lithium !== undefined) ?? profile.phases[0]!;
  const axisName = Object.keys(shown.cell)[0] as 'a';
  const column = shown.lithium ?? shown.cell[axisName]!;
  const slices = profile.positions.length;
  // Depth may be scanned downwards: an axis increases.
  const order = [...profile.positions.keys()].toSorted((a, b) => profile.positions[a]! - profile.positions[b]!);
  const sorted = (values: Float64Array): Float64Array =>
    Float64Array.from(
      { length: values.length },
      (_, i) => values[Math.floor(i / slices) * slices + order[i % slices]!]!,
    );
  const [values, stderr] = [sorted(column.values), sorted(column.stderr)];
  const bare = createSeries({
    signal: values,
    axis: createAxis({ name: 'position', unit: 'um', values: order.map((i) => profile.positions[i]!) }),
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
  const gradients = shown.lithium === undefined ? [] : starts.map((_, f) => gradientOf(shown, f, slices));
  const { reactions, closures } = balanceOf(model, shown, profile, series);
  return {
    profile,
    shown,
    quantity: {
      label: shown.lithium === undefined ? `${shown.name} ${axisName}` : `Li in ${shown.name}`,
      unit: shown.lithium === undefined ? 'Å' : 'x',
      values,
      stderr,
    },
    series,
    gradients,
    reactions,
    closures,
    detectors,
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
  const amount = model.phases.find(({ name }) => name === shown.name)?.lithium?.activeAmount;
  const slices = profile.positions.length;
  if (shown.lithium === undefined || amount === undefined) return { reactions: [], closures: [] };
  const amounts = typeof amount === 'number' ? profile.positions.map(() => amount) : amount;
  if (amounts.length !== slices)
    throw new OperandoError('shape-mismatch', `there are ${amounts.length} active amounts for ${slices} positions.`, {
      where: { parameter: 'activeAmount' },
      cure: 'Give one for all, or one for each position (0 where there is none).',
    });
  const filled = [...amounts.keys()].filter((s) => amounts[s]! > 0);
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(
      { length: profile.frames * filled.length },
      (_, i) => values[Math.floor(i / filled.length) * slices + filled[i % filled.length]!]!,
    );
  const lithium = { values: pick(shown.lithium.values), stderr: pick(shown.lithium.stderr) };
  const stages = (model.stages ?? [{ from: 0, to: profile.frames - 1 }]).map(({ name, from, to }) =>
    name === undefined ? { from, to } : { name, from, to },
  );
  const own = filled.map((s) => amounts[s]!);
  const reactions = reactionAmount(lithium, filled.length, stages, own);
  const capacity = series.channels['net_capacity_ah'];
  if (capacity === undefined || model.electrodeArea === undefined) return { reactions, closures: [] };
  // Discharge puts lithium into the electrode; the cycler counts it negative.
  const charge = capacity.values.map((value) => (-1000 * value) / model.electrodeArea!);
  return { reactions, closures: chargeClosure(lithium, filled.length, stages, own, charge) };
}
