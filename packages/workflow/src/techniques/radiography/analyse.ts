import { createAxis, createSeries, OperandoError, statusOf } from '@operando/core';
import type { EstimateColumn, OperandoWarning, Series } from '@operando/core';
import { motionCorrelation, reactionFront, watchEvents } from '@operando/attenuation-image';
import type { ImageEvents, ReactionFront } from '@operando/attenuation-image';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { usedStep } from '../../technique/used-step.js';
import { counted } from '../../technique/words.js';
import { expectFrames, openBeamWarnings, plainFaults, shareWords, unitWarnings } from './doubts.js';
import type { ChargeBalances, MeasuredFrames, RadiographyAnalysis } from './analysis.js';
import type { Pictures, RadiographyInput } from './input.js';
import { balancesOf, crossSectionOf, layerAt, lithiumOf } from './lithium.js';
import { measureFrames } from './measure-frames.js';
import type { CellOptions, RadiographyOptions } from './options.js';

const leastAgreement = 1e-3;
const leastCorrelation = 0.5;

/** When frames were taken: by their files, by the step that was given, else by their numbers. */
async function timesOf({ count, time }: Pictures, { timeStep, exposure = 0 }: RadiographyOptions) {
  const epochs: (number | undefined)[] = [];
  for (let k = 0; k < count; k++) epochs.push(await time?.(k));
  const known = epochs.filter((each) => each !== undefined);
  if (known.length === count && known.every((each, k) => k === 0 || each > known[k - 1]!)) {
    const [epoch] = known;
    return {
      time: { start: known.map((each) => each - epoch!), duration: exposure, epoch: epoch!, zone: 'unstated' },
      warnings: [],
    };
  }
  const warnings: OperandoWarning[] =
    timeStep === undefined
      ? [{ code: 'time-unknown', message: 'The files carry no times; numbers of frames stand for seconds.' }]
      : [];
  const start = Float64Array.from({ length: count }, (_, k) => k * (timeStep ?? 1));
  return { time: { start, duration: exposure }, warnings };
}

/** Rows from the first of the first layer to the last of the last. */
function shownRows({ layers }: CellOptions): readonly [top: number, bottom: number] {
  return [Math.min(...layers.map(({ rows }) => rows[0])), Math.max(...layers.map(({ rows }) => rows[1]))];
}

/** The changes of a cell over depth as a series. */
async function depthSeries(
  input: RadiographyInput,
  { differences, profiles }: MeasuredFrames,
  cell: CellOptions,
  options: RadiographyOptions,
): Promise<Series<'depth', 'um' | 'px'>> {
  const [top, bottom] = shownRows(cell);
  const { frames, rows } = profiles;
  const origin = cell.layers[0]!.rows[0];
  const size = cell.pixelSize;
  const count = bottom - top;
  const cut = (values: Float64Array): Float64Array =>
    Float64Array.from({ length: frames * count }, (_, i) => values[Math.floor(i / count) * rows + top + (i % count)]!);
  const { time, warnings } = await timesOf(input.radiographs, options);
  return createSeries<'depth', 'um' | 'px'>({
    signal: cut(differences.values),
    variances: cut(differences.variances),
    axis: createAxis({
      name: 'depth',
      unit: size === undefined ? 'px' : 'um',
      values: Float64Array.from({ length: count }, (_, y) => (top + y - origin) * (size ?? 1)),
    }),
    time,
    provenance: [{ ...usedStep('attenuation-image/transmissionPlan', { cell }), warnings }],
  });
}

/** Events, and a series of the changes that show them. */
async function findEvents({ radiographs }: RadiographyInput, context: RunContext): Promise<ImageEvents> {
  const { width, height, count, read } = radiographs;
  const watch = watchEvents({ width, height });
  const progress = progressOf(context, 'measuring');
  for (let k = 0; k < count; k++) {
    watch.add(await read(k));
    progress(k + 1, count);
  }
  return watch.finish();
}

/** A front as depths from a row. */
function depthOf({ center }: ReactionFront, name: string, from: number, pixelSize: number): EstimateColumn {
  const { values, stderr, status } = center;
  return {
    name,
    unit: 'um',
    values: values.map((row) => (row - from) * pixelSize),
    ...(stderr === undefined ? {} : { stderr: stderr.map((each) => each * pixelSize) }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Frames in words: `15`; `3, 4 and 2 more`. */
function framesIn(numbers: readonly number[]): string {
  const named = numbers.slice(0, 5).join(', ');
  return numbers.length > 5 ? `${named} and ${numbers.length - 5} more` : named;
}

/** What is worth telling of the frames. */
function frameWarnings(measured: MeasuredFrames): OperandoWarning[] {
  const { facts, covered, profiles, differences, plan } = measured;
  const where = (test: (k: number) => boolean): number[] =>
    Array.from({ length: profiles.frames }, (_, k) => k).filter(test);
  const dips = where((k) => facts.dose.status![k] !== statusOf.ok);
  const masked = where((k) => facts.masked[k]! > 0.01);
  const motion = motionCorrelation(profiles, differences);
  const [block] = covered;
  return [
    ...plan.warnings,
    ...(dips.length === 0
      ? []
      : [
          {
            code: 'beam-dip',
            message: `${counted(dips.length, 'frame')} had less than 70 % of the usual beam: ${framesIn(dips)}.`,
          } as const,
        ]),
    ...(masked.length === 0
      ? []
      : [
          {
            code: 'pixels-without-transmission',
            message: `More than 1 % of the cell has no transmission in ${counted(masked.length, 'frame')}: ${framesIn(masked)}.`,
          } as const,
        ]),
    ...(block === undefined
      ? []
      : [
          {
            code: 'open-region-covered',
            message: `${counted(covered.length, 'block')} of the open region ${covered.length === 1 ? 'does' : 'do'} not see the open beam alone, the first at rows ${block.top} to ${block.bottom}, columns ${block.left} to ${block.right} (transmission ${block.transmission.toFixed(4)}, chance of its changes by counting ${block.pValue.toPrecision(2)}).`,
          } as const,
        ]),
    ...(Math.abs(motion) > leastCorrelation
      ? [
          {
            code: 'sample-moves',
            message: `The last change correlates with the slope of the profile by ${motion.toFixed(2)}.`,
          } as const,
        ]
      : []),
  ];
}

function frontWarnings(front: ReactionFront | undefined): OperandoWarning[] {
  const status = front?.center.status;
  if (status === undefined) return [];
  const gradual = [...status.keys()].filter((f) => status[f] === statusOf.ambiguous);
  return gradual.length === 0
    ? []
    : [
        {
          code: 'gradual-change',
          message: `A straight profile describes the change as well as a front in ${counted(gradual.length, 'frame')}: ${framesIn(gradual)}.`,
        },
      ];
}

function balanceWarnings(balance: ChargeBalances | undefined): OperandoWarning[] {
  if (balance === undefined) return [];
  const off = balance.balances.filter(({ slope, totalStderr }) => Math.abs(slope - 1) > 3 * totalStderr);
  const { agreement } = balance;
  return [
    ...off.map(({ of, slope, totalStderr }): OperandoWarning => ({
      code: 'balance-off',
      message: `Lithium by ${of} is ${shareWords(slope, totalStderr)} of the charge. Suspect in this order: ${plainFaults(slope)}scatter, the cross-section, another mobile absorber (hydrogen), a part of the cell beyond the picture; where the electrodes differ in isotopes, their exchange.`,
    })),
    ...(agreement !== undefined && agreement.pValue < leastAgreement
      ? [
          {
            code: 'gain-and-loss-differ',
            message: `What one layer gains is not what the other loses, by counting alone (chance ${agreement.pValue.toPrecision(2)}).`,
          } as const,
        ]
      : []),
  ];
}

/** The size of the blur that borders of layers are corrected for; 0 where it is neither given nor measured. */
function knownBlur({ plan }: MeasuredFrames, { psfSigma }: RadiographyOptions): number {
  return psfSigma ?? (plan.blackBodies === undefined ? 0 : plan.psfSigma);
}

/** All of a cell. */
async function analyseCell(
  input: RadiographyInput,
  cell: CellOptions,
  options: RadiographyOptions,
  context: RunContext,
): Promise<Omit<RadiographyAnalysis, 'frames' | 'events'>> {
  const frontLayer = cell.front === undefined ? undefined : layerAt(cell, cell.front.layer, 'cell.front.layer');
  expectFrames(input.radiographs.count, options.firstFrames);
  const measured = await measureFrames(input, cell, options, context);
  const joined = joinCycler(await depthSeries(input, measured, cell, options), input.cycler, options);
  const { series } = joined;
  const sigma = crossSectionOf(cell);
  const layers = lithiumOf(measured, cell, options.firstFrames, sigma, knownBlur(measured, options));
  const front =
    frontLayer === undefined
      ? undefined
      : reactionFront(measured.profiles, {
          rows: frontLayer.rows,
          margin: cell.front!.margin,
          model: cell.front!.model,
        });
  const capacity = series.channels['net_capacity_ah'];
  const balance = capacity === undefined ? undefined : balancesOf(measured, layers, cell, capacity.values);
  const size = cell.pixelSize;
  const frontDepth =
    front === undefined || frontLayer === undefined || size === undefined
      ? undefined
      : {
          onAxis: depthOf(front, 'front', cell.layers[0]!.rows[0], size),
          inLayer: depthOf(front, `front_in_${frontLayer.name}`, frontLayer.rows[0], size),
        };
  const { plan } = measured;
  return {
    ...joined,
    measured,
    firstRow: shownRows(cell)[0],
    layers,
    ...(sigma === undefined ? {} : { crossSection: sigma }),
    ...(front === undefined ? {} : { front }),
    ...(frontDepth === undefined ? {} : { frontDepth }),
    ...(balance === undefined ? {} : { balance }),
    steps: [
      ...series.provenance,
      usedStep('attenuation-image/attenuation', {
        gain: plan.gain,
        readVariance: plan.readVariance,
        psfSigma: plan.psfSigma,
      }),
      ...(front === undefined ? [] : [usedStep('attenuation-image/reactionFront', { ...cell.front })]),
      ...(balance === undefined
        ? []
        : [usedStep('attenuation-image/chargeSlope', { ...cell.charge, crossSection: sigma })]),
    ],
    warnings: [
      ...(input.radiographs.warnings ?? []),
      ...joined.warnings,
      ...series.provenance.flatMap(({ warnings = [] }) => warnings),
      ...unitWarnings(cell, input.radiographs),
      ...openBeamWarnings(measured.profiles, cell.layers),
      ...frameWarnings(measured),
      ...frontWarnings(front),
      ...balanceWarnings(balance),
    ],
  };
}

/** A series of changes from frame to frame, for fast pictures without a cell. */
async function changesOnly(
  input: RadiographyInput,
  { changes }: ImageEvents,
  options: RadiographyOptions,
): Promise<Omit<RadiographyAnalysis, 'frames' | 'events'>> {
  const { time, warnings: untimed } = await timesOf(input.radiographs, options);
  const series = createSeries<'depth', 'um' | 'px'>({
    signal: changes,
    axis: createAxis({ name: 'depth', unit: 'px', values: [0] }),
    time,
    provenance: [],
  });
  const joined = joinCycler(series, input.cycler, options);
  return {
    ...joined,
    layers: [],
    steps: joined.series.provenance,
    warnings: [...(input.radiographs.warnings ?? []), ...joined.warnings, ...untimed],
  };
}

/** Transmission, profiles, front, lithium, balance; events. */
export async function analyseRadiography(
  input: RadiographyInput,
  options: RadiographyOptions,
  context: RunContext,
): Promise<RadiographyAnalysis> {
  const { cell } = options;
  if (cell === undefined && !options.events)
    throw new OperandoError('invalid-argument', 'nothing is asked for: there is no cell, and no events.', {
      where: { parameter: 'cell' },
      cure: 'Give the cell file (command: --cell), or look for events (--events).',
    });
  const events = options.events ? await findEvents(input, context) : undefined;
  const analysed =
    cell === undefined ? await changesOnly(input, events!, options) : await analyseCell(input, cell, options, context);
  return {
    ...analysed,
    frames: input.radiographs.count,
    ...(events === undefined ? {} : { events }),
    steps: [...analysed.steps, ...(events === undefined ? [] : [usedStep('attenuation-image/watchEvents', {})])],
  };
}
