import { createPacer, OperandoError } from '@operando/core';
import {
  attenuation,
  collectProfiles,
  differenceToFirst,
  signalOf,
  transmissionPlanFrom,
  watchOpenRegion,
} from '@operando/attenuation-image';
import type { Rectangle, TransmissionPlan } from '@operando/attenuation-image';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { MeasuredFrames } from './analysis.js';
import { dosesOf, isUniform, withoutBlank } from './blank-frames.js';
import type { Pictures, RadiographyInput } from './input.js';
import type { CellOptions, RadiographyOptions } from './options.js';
import { checkRoles } from './roles.js';
import { tiltOf } from './tilt.js';

function missing(parameter: 'open' | 'dark'): OperandoError {
  return new OperandoError(
    'invalid-argument',
    `there are no ${parameter === 'open' ? 'pictures of the open beam' : 'dark pictures'}.`,
    {
      where: { parameter },
      cure: `Give them (command: --${parameter}).`,
    },
  );
}

/** That a part lies in the picture. @throws OperandoError `outside-range`. */
function checkInside(parameter: string, { top, bottom, left, right }: Rectangle, { width, height }: Pictures): void {
  if (top >= 0 && left >= 0 && bottom <= height && right <= width) return;
  throw new OperandoError(
    'outside-range',
    `it is rows ${top} to ${bottom}, columns ${left} to ${right} of pictures of ${height} x ${width}.`,
    {
      where: { parameter },
      cure: 'Rows and columns count from 0.',
    },
  );
}

/** The plan of all frames. */
async function planOf(
  input: RadiographyInput,
  cell: CellOptions,
  options: RadiographyOptions,
): Promise<TransmissionPlan> {
  const { radiographs, open, dark, blackBody, blackBodyOpen } = input;
  if (open === undefined) throw missing('open');
  if (dark === undefined) throw missing('dark');
  for (const [parameter, pictures] of Object.entries({ open, dark, blackBody, blackBodyOpen }))
    if (pictures !== undefined && (pictures.width !== radiographs.width || pictures.height !== radiographs.height))
      throw new OperandoError(
        'shape-mismatch',
        `its pictures are ${pictures.width} x ${pictures.height}, the radiographs ${radiographs.width} x ${radiographs.height}.`,
        { where: { parameter }, cure: 'Take them with the same camera settings.' },
      );
  const regions = cell.openRegion.map(({ rows, columns }) => ({
    top: rows[0],
    bottom: rows[1],
    left: columns[0],
    right: columns[1],
  }));
  regions.forEach((region, k) => checkInside(`cell.openRegion[${k}]`, region, radiographs));
  const [left, right] = cell.columns;
  const layers = cell.layers.map(({ rows }) => ({ top: rows[0], bottom: rows[1], left, right }));
  layers.forEach((layer, k) => checkInside(`cell.layers[${k}]`, layer, radiographs));
  await checkRoles(input, regions, layers);
  const pictures = { open, dark, blackBody, blackBodyOpen };
  return transmissionPlanFrom(
    { dark: dark.count, open: open.count, blackBody: blackBody?.count, blackBodyOpen: blackBodyOpen?.count },
    ({ of, k }) => pictures[of]!.read(k),
    {
      width: radiographs.width,
      height: radiographs.height,
      openRegions: regions,
      gain: options.gain,
      psfSigma: options.psfSigma,
    },
  );
}

/** Columns of the cell without its edges. @throws OperandoError `invalid-argument` where none are left. */
export function profileColumns({ columns: [left, right], columnMargin }: CellOptions): readonly [number, number] {
  if (right - left - 2 * columnMargin < 1)
    throw new OperandoError('invalid-argument', `the cell has ${right - left} columns, the margins take all of them.`, {
      where: { parameter: 'cell.columnMargin' },
      cure: 'Give a smaller margin.',
    });
  return [left + columnMargin, right - columnMargin];
}

/** Profiles of all frames, one frame in memory at a time. */
export async function measureFrames(
  input: RadiographyInput,
  cell: CellOptions,
  options: RadiographyOptions,
  context: RunContext,
): Promise<MeasuredFrames> {
  const { radiographs } = input;
  const { width, height, count } = radiographs;
  const plan = await planOf(input, cell, options);
  const [left, right] = profileColumns(cell);
  const watch = watchOpenRegion(plan);
  const doses = new Float64Array(count);
  const stderr = new Float64Array(count);
  const spots = new Float64Array(count);
  const masked = new Float64Array(count);
  const uniform: boolean[] = [];
  const progress = progressOf(context, 'measuring');
  const pace = createPacer(context.signal);
  const top = Math.min(...cell.layers.map(({ rows }) => rows[0]));
  const bottom = Math.max(...cell.layers.map(({ rows }) => rows[1]));
  const looked = { spots: !options.keepSpots };
  const room = { signal: options.keepSpots ? undefined : new Float32Array(width * height) };
  const first = attenuation(await radiographs.read(0), plan, looked).attenuation;
  const tilt = tiltOf(first, radiographs, cell, { columns: [left, right], rows: [top, bottom] });
  const collector = collectProfiles(plan, {
    columns: [left, right],
    rows: [0, height],
    statistic: options.statistic,
    tilt: tilt.followed,
  });
  for (let k = 0; k < count; k++) {
    const raw = await radiographs.read(k);
    const frame = signalOf(raw, plan, { ...looked, room });
    uniform.push(isUniform(raw));
    if (!uniform[k]!) watch.addSignal(frame);
    const withValue = collector.add(frame).subarray(top, bottom);
    doses[k] = frame.dose;
    stderr[k] = frame.doseStderr;
    spots[k] = frame.spots;
    masked[k] = 1 - withValue.reduce((sum, each) => sum + each, 0) / (withValue.length * (right - left));
    progress(k + 1, count);
    await pace();
  }
  const dose = dosesOf(doses, stderr, uniform);
  const profiles = withoutBlank(collector.finish(), dose);
  return {
    plan,
    profiles,
    differences: differenceToFirst(profiles, options.firstFrames),
    facts: {
      dose,
      spots,
      masked,
    },
    first,
    tilt,
    covered: watch.finish(),
  };
}
