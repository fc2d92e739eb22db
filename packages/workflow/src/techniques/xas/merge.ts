import { createSeries, unmaskedValues } from '@operando/core';
import type { Channel, FrameSource, Metadata, OperandoWarning, Series } from '@operando/core';
import { averageSweeps, farFromOthers } from '@operando/xas-normalize';
import { outlierWatch } from './outlying.js';
import { regrouped } from './regroup.js';

type Spectra = Series<'energy', 'eV'>;

/** Mean of the numbers among some, NaN without one. */
function meanOf(values: Float64Array): number {
  const known = values.filter((value) => value === value);
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function mergedChannel(
  { values, unit, description }: Channel,
  groups: readonly (readonly [number, number])[],
): Channel {
  return {
    values: Float64Array.from(groups, ([from, to]) => meanOf(values.subarray(from, to))),
    unit,
    ...(description === undefined ? {} : { description }),
  };
}

/** The first and last file of each group. */
function mergedFiles(metadata: Metadata, frames: number, size: number): Metadata {
  const { files } = metadata;
  if (!Array.isArray(files) || files.length !== frames) return metadata;
  const groups = Array.from({ length: Math.ceil(frames / size) }, (_, g) => files.slice(g * size, (g + 1) * size));
  return {
    ...metadata,
    files: groups.map((group) =>
      group.length === 1 ? String(group[0]) : `${String(group[0])} ... ${String(group.at(-1))}`,
    ),
  };
}

/** Values that are averaged at once: 2 MB. */
const blockValues = 262_144;

/** Frames that were averaged in groups, and which stood apart. */
export interface Merged {
  readonly source: FrameSource<'energy', 'eV'>;
  /** Once the frames have gone by: which lie apart, and groups that are not full. */
  readonly warnings: () => readonly OperandoWarning[];
}

/** Average every so many frames. @param leaveOut Those that lie far from the others of their group take no part. */
export function mergeFrames(source: FrameSource<'energy', 'eV'>, size: number, leaveOut: boolean): Merged {
  const total = source.frames;
  const metadata = total === undefined ? source.metadata : mergedFiles(source.metadata, total, size);
  const watch = outlierWatch();
  let seen = 0;
  const step = {
    step: 'xas-normalize/averageSweeps',
    options: { every: size, ...(leaveOut ? { outliers: 'leave-out', outlierThreshold: farFromOthers } : {}) },
  } as const;

  const mergeBlock = (block: Spectra, first: number): Spectra => {
    const { time, axis } = block;
    const points = axis.size;
    const frames = time.start.length;
    const groups = Array.from(
      { length: Math.ceil(frames / size) },
      (_, g) => [g * size, Math.min(frames, (g + 1) * size)] as const,
    );
    const values = unmaskedValues(block);
    const signal = new Float64Array(groups.length * points);
    groups.forEach(([from, to], g) => {
      const rows = Array.from({ length: to - from }, (_, k) =>
        values.subarray((from + k) * points, (from + k + 1) * points),
      );
      const far = watch.look(rows, first + from);
      const kept = leaveOut ? rows.filter((_, k) => !far.includes(k)) : rows;
      const stack = new Float64Array(kept.length * points);
      kept.forEach((row, k) => stack.set(row, k * points));
      signal.set(averageSweeps(axis.values, stack, { rejectSweeps: 0 }).mean, g * points);
    });
    const start = Float64Array.from(groups, ([from]) => time.start[from]!);
    const duration = Float64Array.from(
      groups,
      ([from, to]) => time.start[to - 1]! + time.duration[to - 1]! - time.start[from]!,
    );
    return createSeries({
      signal,
      axis,
      time: { ...time, start, duration },
      channels: Object.fromEntries(
        Object.entries(block.channels).map(([name, each]) => [name, mergedChannel(each, groups)]),
      ),
      metadata,
      ...(signal.some(Number.isNaN) ? { mask: Uint8Array.from(signal, (value) => (value === value ? 0 : 1)) } : {}),
      provenance: [...block.provenance, step],
    });
  };
  async function* mergedBlocks(signal: AbortSignal | undefined): AsyncGenerator<Spectra, void> {
    const groups = Math.max(1, Math.floor(blockValues / (source.axis.size * size)));
    let done = 0;
    for await (const block of regrouped(source.blocks({ frames: groups * size, signal }), groups * size)) {
      yield mergeBlock(block, done);
      done += block.time.start.length;
      seen = done;
    }
  }
  return {
    source: {
      axis: source.axis,
      frames: total === undefined ? undefined : Math.ceil(total / size),
      metadata,
      warnings: source.warnings,
      blocks: ({ frames: asked = 64, signal } = {}) => regrouped(mergedBlocks(signal), asked),
    },
    warnings: () => [...watch.warnings(leaveOut), ...groupWarnings(seen, size)],
  };
}

/** That the last group is smaller than the others, or the only one. */
function groupWarnings(frames: number, size: number): OperandoWarning[] {
  const rest = frames % size;
  if (frames === 0 || rest === 0) return [];
  const message =
    frames < size
      ? `${size} spectra were to be averaged at a time; there are ${frames}, which make one.`
      : `The last group has ${rest} of ${size} spectra: its mean is noisier than the others.`;
  return [{ code: 'incomplete-group', message, where: { frame: Math.ceil(frames / size) - 1 } }];
}
