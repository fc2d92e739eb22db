import { createPacer, defaultBlockFrames, OperandoError } from '@operando/core';
import type { BlockOptions, Channel, FrameSource, NamedSource, OperandoWarning, Series } from '@operando/core';
import { keptFrameBytes } from '../bytes/contents.js';
import { seriesOfRows, setVariances } from './assemble-series.js';
import {
  cutGrid,
  interpolated,
  isOnGrid,
  isSameGrid,
  otherGrid,
  rowOn,
  sharedRange,
  wholeOf,
  withoutGaps,
} from './common-grid.js';
import type { SharedRange } from './common-grid.js';
import type { AssembleOptions, Frame, FrameNote } from './frame.js';
import { eachFrame } from './read-frames.js';
import type { FrameReader, ReadingOptions } from './read-frames.js';
import { RowSurvey } from './row-survey.js';
import type { RowFacts } from './row-survey.js';
import { inOrder, planSeries } from './series-plan.js';
import { unfinishedScans, unfinishedWarning } from './unfinished-scans.js';
import type { ScanExtent } from './unfinished-scans.js';

/** How frames, on whatever grids, are brought on to one. */
export interface Binning {
  /** The grid, from the first frame and the range that all have. */
  readonly grid: (first: Pick<Frame, 'x' | 'y'>, range: SharedRange) => Float64Array;
  /** The values of a frame on it; NaN where the frame has none. */
  readonly row: (frame: Pick<Frame, 'x' | 'y'>, grid: Float64Array) => Float64Array;
}

/** How {@link openFrames} goes about it. */
export interface OpenFramesOptions extends AssembleOptions, ReadingOptions {
  /** Brings all frames on to a grid of its own; `grid` has no effect then, and standard deviations are left out. @default none */
  readonly binning?: Binning | undefined;
  /** Bytes of frames that are kept in memory after they were looked at; where all are more, none is kept. @default 64 MiB */
  readonly keptBytes?: number | undefined;
  /** What there is to say before the first file is read. */
  readonly warnings?: readonly OperandoWarning[] | undefined;
}

/** What {@link openFrames} does with frames beside that. */
export interface FrameLook<F extends Frame> {
  /** Told of every frame, as they are looked at. */
  readonly look?: ((frame: F) => void) | undefined;
  /** Bytes that a frame has beside its signal. @default 0 */
  readonly moreBytes?: ((frame: F) => number) | undefined;
}

/** A block with the frames that it is made of. */
export interface FramesBlock<F extends Frame, Name extends string, Unit extends string> {
  readonly series: Series<Name, Unit>;
  readonly frames: readonly F[];
}

/** A source of frames that can give each as it was read. */
export interface FramesSource<F extends Frame, Name extends string, Unit extends string> extends FrameSource<
  Name,
  Unit
> {
  readonly frames: number;
  blocksOfFrames(options?: BlockOptions): AsyncIterable<FramesBlock<F, Name, Unit>>;
}

/** A frame that was looked at, and where it is found again. */
interface Entry<F extends Frame> extends SharedRange {
  readonly note: FrameNote;
  readonly time: FrameNote['time'];
  readonly source: NamedSource;
  readonly index: number;
  /** Points of the frame as it was, and rows that had none. */
  readonly points: number;
  readonly lost: number | undefined;
  readonly kept: F | undefined;
}

/** Everything known after all frames were looked at once. */
interface Survey<F extends Frame> {
  readonly entries: readonly Entry<F>[];
  readonly warnings: readonly OperandoWarning[];
  /** Grid of the first frame that was read, and what is known of the rows, if all have it. */
  readonly grid: Float64Array;
  readonly facts: RowFacts | undefined;
}

/** The grid of all frames, and what is known of their rows. */
interface Findings {
  readonly grid: Float64Array;
  readonly facts: RowFacts;
  readonly warnings: readonly OperandoWarning[];
}

function noteOf({ x: _x, y: _y, sigma: _sigma, ...note }: Frame): FrameNote {
  return note;
}

/** What a frame runs over. */
const extentOf = ({ low, high, points, lost = 0 }: Entry<Frame>): ScanExtent => ({ low, high, points: points + lost });

function withoutFrame<F extends Frame>(entry: Entry<F>): Entry<F> {
  return entry.kept === undefined ? entry : { ...entry, note: noteOf(entry.kept), kept: undefined };
}

/** Looks at all frames, one after another. */
async function surveyed<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  options: OpenFramesOptions,
  { look, moreBytes }: FrameLook<F>,
): Promise<Survey<F>> {
  let entries: Entry<F>[] = [];
  let room = options.keptBytes ?? keptFrameBytes;
  let grid: Float64Array | undefined;
  let rows: RowSurvey | undefined;
  const warnings = await eachFrame(sources, read, options, (frame, source, index) => {
    const { x, y, sigma, time } = frame;
    look?.(frame);
    if (grid === undefined) {
      grid = x;
      rows = new RowSurvey(grid);
    }
    if (rows !== undefined && frame.lost === undefined && isSameGrid(x, grid)) rows.add(frame);
    else rows = undefined;
    const had = room;
    room -= y.byteLength + (sigma?.byteLength ?? 0) + (x === grid ? 0 : x.byteLength) + (moreBytes?.(frame) ?? 0);
    const kept = room < 0 ? undefined : frame;
    // A part of the frames saves less time than it takes memory.
    if (room < 0 && had >= 0) entries = entries.map(withoutFrame);
    entries.push({
      low: x[0]!,
      high: x[x.length - 1]!,
      note: kept ?? noteOf(frame),
      time,
      source,
      index,
      points: x.length,
      lost: frame.lost,
      kept,
    });
  });
  return { entries, warnings, grid: grid!, facts: rows?.facts() };
}

/** Gives frames again that were looked at: kept ones, else read once more; the frames of one source are held. */
class FramesAgain<F extends Frame> {
  readonly #read: FrameReader<F>;
  #source: NamedSource | undefined;
  #frames: readonly F[] = [];

  constructor(read: FrameReader<F>) {
    this.#read = read;
  }

  /** @throws OperandoError what reading throws; `shape-mismatch` for a source that was written to meanwhile. */
  async get({ kept, source, index, points, time }: Entry<F>): Promise<F> {
    if (kept !== undefined) return kept;
    if (this.#source !== source) {
      this.#frames = await this.#read(source);
      this.#source = source;
    }
    const frame = this.#frames[index];
    if (frame !== undefined && frame.x.length === points && frame.time?.epoch === time?.epoch) return frame;
    throw new OperandoError('shape-mismatch', 'the file is not what it was when it was opened.', {
      where: { file: source.name },
      cure: 'Open the files again: this one was written to meanwhile.',
    });
  }
}

/** Looks at the frames again, in their order: for frames on several grids, or whose times are not in the order of their names. */
async function lookedAtAgain<F extends Frame>(
  entries: readonly Entry<F>[],
  read: FrameReader<F>,
  { grid: mode = 'error', abort }: OpenFramesOptions,
  areAlike: boolean,
): Promise<Findings> {
  const again = new FramesAgain(read);
  const first = await again.get(wholeOf(entries));
  const range = sharedRange(withoutGaps(entries));
  let grid = first.x;
  if (!areAlike && mode === 'interpolate') {
    const { low, high } = range;
    grid = first.x.filter((value) => value >= low && value <= high);
  }
  const rows = new RowSurvey(grid);
  let others = 0;
  const pace = createPacer(abort);
  for (const entry of entries) {
    await pace();
    const frame = await again.get(entry);
    if (!isOnGrid(first.x, frame)) {
      if (mode === 'error') throw otherGrid(first, frame);
      // Without a range in common it is refused by the name of the first that is on another grid.
      if (others++ === 0) cutGrid(first.x, range, frame.name);
    }
    rows.add(frame);
  }
  return {
    grid,
    facts: rows.facts(),
    warnings: others === 0 ? [] : [interpolated(others, entries.length, first.name, range)],
  };
}

/** Looks at the frames again, on the grid that they are brought to. */
async function binned<F extends Frame>(
  entries: readonly Entry<F>[],
  read: FrameReader<F>,
  binning: Binning,
  { abort }: OpenFramesOptions,
): Promise<Findings> {
  const again = new FramesAgain(read);
  const grid = binning.grid(await again.get(entries[0]!), sharedRange(entries));
  if (grid.length < 2)
    throw new OperandoError('too-few-points', 'the grid that spectra are to be brought to has no two points.', {
      cure: 'The spectra have too short a range in common.',
    });
  const rows = new RowSurvey(grid);
  const pace = createPacer(abort);
  for (const entry of entries) {
    await pace();
    rows.add(onGrid(await again.get(entry), grid, binning));
  }
  return { grid, facts: rows.facts(), warnings: [] };
}

/** A frame as it is brought on to a grid. */
function onGrid<F extends Frame>(frame: F, grid: Float64Array, binning: Binning): F {
  return { ...frame, x: grid, y: binning.row(frame, grid), sigma: undefined };
}

/** A part of a column of frames. */
function partOf({ values, ...rest }: Channel, from: number, to: number): Channel {
  return { ...rest, values: values.subarray(from, to) };
}

/**
 * Frames of many sources as a source of frames: each is read once to find out its time, its grid and what there is to say, and again
 * for the blocks, where it was not kept. What is collected is what {@link assembleSeries} makes of all of them.
 *
 * @throws OperandoError as `assembleSeries`; what reading throws, with the source.
 */
export async function openFrames<F extends Frame, const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  axis: { readonly name: Name; readonly unit: Unit },
  options: OpenFramesOptions,
  looking: FrameLook<F> = {},
): Promise<FramesSource<F, Name, Unit>> {
  const { entries, warnings: skipped, ...survey } = await surveyed(sources, read, options, looking);
  const unfinished = unfinishedScans(entries.map(extentOf));
  const whole = unfinished === undefined ? entries : entries.filter((_entry, place) => !unfinished.places.has(place));
  const ordered = inOrder(whole);
  const isMoved = ordered.some((entry, i) => entry !== entries[i]);
  const { binning } = options;
  const { grid, facts, warnings } =
    binning !== undefined
      ? await binned(ordered, read, binning, options)
      : survey.facts === undefined || isMoved
        ? await lookedAtAgain(ordered, read, options, survey.facts !== undefined)
        : { grid: survey.grid, facts: survey.facts, warnings: [] };
  const leftOut =
    unfinished === undefined
      ? []
      : [unfinishedWarning(unfinished, entries.map(extentOf), (place) => entries[place]!.note.name)];
  const plan = planSeries(
    ordered.map(({ note }) => note),
    { axis, grid, facts, warnings: [...(options.warnings ?? []), ...skipped, ...leftOut, ...warnings] },
    options,
  );
  const frames = ordered.length;
  const points = grid.length;
  const blockOf = (from: number, signal: Float64Array, variances: Float64Array | undefined): Series<Name, Unit> => {
    const to = from + signal.length / points;
    const isWhole = to - from === frames;
    const { time, channels } = plan;
    const parts = isWhole
      ? plan
      : {
          ...plan,
          time: { ...time, start: time.start.subarray(from, to), duration: time.duration.subarray(from, to) },
          channels: Object.fromEntries(Object.entries(channels).map(([name, each]) => [name, partOf(each, from, to)])),
        };
    return seriesOfRows(parts, { signal, variances, masked: facts.masked });
  };
  async function* blocksOfFrames({
    frames: asked = defaultBlockFrames(points),
    signal: abort,
  }: BlockOptions = {}): AsyncGenerator<FramesBlock<F, Name, Unit>> {
    const again = new FramesAgain(read);
    const pace = createPacer(abort);
    for (let from = 0; from < frames; from += asked) {
      const part = ordered.slice(from, from + asked);
      const signal = new Float64Array(part.length * points);
      const variances = facts.measured ? new Float64Array(signal.length) : undefined;
      const read: F[] = [];
      for (const [i, entry] of part.entries()) {
        await pace();
        const asRead = await again.get(entry);
        const frame = binning === undefined ? asRead : onGrid(asRead, grid, binning);
        read.push(frame);
        signal.set(rowOn(grid, frame), i * points);
        if (variances !== undefined) setVariances(variances, frame.sigma!, i * points);
      }
      yield { series: blockOf(from, signal, variances), frames: read };
    }
  }
  return {
    axis: plan.axis,
    frames,
    time: plan.time,
    channels: plan.channels,
    metadata: plan.metadata,
    warnings: plan.warnings,
    blocksOfFrames,
    async *blocks(asked) {
      for await (const { series } of blocksOfFrames(asked)) yield series;
    },
  };
}
