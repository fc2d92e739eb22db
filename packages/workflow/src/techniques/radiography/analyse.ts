import { createAxis, createSeries, OperandoError } from '@operando/core';
import type { EstimateColumn, Series } from '@operando/core';
import { reactionFront } from '@operando/attenuation-image';
import type { ReactionFront } from '@operando/attenuation-image';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { usedStep } from '../../technique/used-step.js';
import { expectFrames, openBeamWarnings, unitWarnings } from './doubts.js';
import type { MeasuredFrames, RadiographyAnalysis } from './analysis.js';
import { changesOnly, findEvents, framesOfEvents } from './events.js';
import { timesOf } from './frame-times.js';
import type { RadiographyInput } from './input.js';
import { balancesOf, crossSectionOf, layerAt, lithiumOf } from './lithium.js';
import { measureFrames } from './measure-frames.js';
import type { CellOptions, RadiographyOptions } from './options.js';
import { tiltWarnings } from './tilt.js';
import { balanceWarnings, frameWarnings, frontWarnings } from './warnings.js';

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

/** The size of the blur that borders of layers and fronts are corrected for; 0 where it is neither given nor measured. */
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
  const blur = knownBlur(measured, options);
  const layers = lithiumOf(measured, cell, options.firstFrames, sigma, blur);
  const front =
    frontLayer === undefined
      ? undefined
      : reactionFront(measured.profiles, {
          rows: frontLayer.rows,
          margin: cell.front!.margin,
          model: cell.front!.model,
          psfSigma: blur,
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
      ...(front === undefined ? [] : [usedStep('attenuation-image/reactionFront', { ...cell.front, psfSigma: blur })]),
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
      ...tiltWarnings(measured.tilt, cell.columns),
      ...frameWarnings(measured),
      ...frontWarnings(front, blur),
      ...balanceWarnings(balance),
    ],
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
    ...(events === undefined ? {} : { events, eventFrames: await framesOfEvents(input, events) }),
    steps: [...analysed.steps, ...(events === undefined ? [] : [usedStep('attenuation-image/watchEvents', {})])],
  };
}
