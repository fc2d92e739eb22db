import { concatenateSeries, flatMask, flatValues, frameOutline, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { createNumberStack } from './hdf5-content.js';
import type { Attributes, NumberStack } from './hdf5-content.js';
import { beginData, expectShape, stackAttributes } from './nexus-data-group.js';
import type { DataGroup } from './nexus-data-group.js';
import { beginEntry, endEntry, writeTimes } from './nexus-entry-frame.js';
import type { NexusEntryOptions } from './nexus-entry-options.js';

/** Frames of a series that is written, with further arrays over them. */
export interface EntryBlock {
  /** The frames. */
  readonly series: Series;
  /** Further arrays over the same frames and points, by their names. @default none */
  readonly auxiliary?: NexusEntryOptions['auxiliary'];
}

/** The arrays over frames and points of an entry, written block by block. */
interface EntryStacks {
  readonly group: DataGroup;
  write(this: void, block: EntryBlock, from: number): void;
}

function beginStacks(
  entry: Group,
  { series: first, auxiliary }: EntryBlock,
  frames: number,
  given: NexusEntryOptions,
): EntryStacks {
  const options = { ...given, auxiliary };
  const group = beginData(entry, first, options);
  const { data, names } = group;
  const attributes = stackAttributes(options, names);
  const shape = [frames, ...first.signal.shape.slice(1)];
  const compression = options.compression ?? 4;
  const create = (name: string, type: '<d' | '<B', own: Attributes): NumberStack =>
    createNumberStack(data, name, { shape, type, attributes: own }, compression);
  const signal = create(names.signal, '<d', attributes.signal);
  const errors = first.variances === undefined ? undefined : create(`${names.signal}_errors`, '<d', attributes.errors);
  const others = names.auxiliary.map((each) => [each[1], create(each[0], '<d', attributes.auxiliary(each))] as const);
  let mask: NumberStack | undefined;
  const write = ({ series, auxiliary: own = {} }: EntryBlock, from: number): void => {
    if ((series.variances === undefined) !== (errors === undefined))
      throw new OperandoError('shape-mismatch', 'only some blocks have variances.');
    signal.write(from, flatValues(series.signal));
    if (series.variances !== undefined) errors?.write(from, flatValues(series.variances).map(Math.sqrt));
    if (series.mask !== undefined) {
      mask ??= create('mask', '<B', attributes.mask);
      mask.write(from, flatMask(series.mask));
    }
    for (const [title, stack] of others) {
      const { values } = own[title]!;
      expectShape(title, values, series.signal.shape);
      stack.write(from, flatValues(values));
    }
  };
  return { group, write };
}

function wrongFrames(frames: number): OperandoError {
  return new OperandoError('shape-mismatch', `other than the ${frames} frames came that were told.`);
}

/**
 * A series that comes in blocks as an entry: what {@link writeEntry} makes of all of them.
 *
 * @param frames How many will come.
 * @returns The series without its arrays.
 * @throws OperandoError as `writeNexus`; `shape-mismatch` for blocks that do not make so many frames; `too-few-points` for none.
 */
export async function writeEntryBlocks(
  file: File,
  blocks: AsyncIterable<EntryBlock>,
  frames: number,
  options: Omit<NexusEntryOptions, 'auxiliary'>,
): Promise<Series> {
  const entry = beginEntry(file, options);
  const outlines: Series[] = [];
  let stacks: EntryStacks | undefined;
  let done = 0;
  for await (const block of blocks) {
    const next = done + block.series.time.start.length;
    if (next > frames) throw wrongFrames(frames);
    stacks ??= beginStacks(entry, block, frames, options);
    stacks.write(block, done);
    outlines.push(frameOutline(block.series));
    done = next;
  }
  if (stacks === undefined) throw new OperandoError('too-few-points', 'there are no frames to write.');
  if (done !== frames) throw wrongFrames(frames);
  const outline = concatenateSeries(outlines);
  writeTimes(stacks.group, outline.time);
  endEntry(entry, outline, options);
  return outline;
}
