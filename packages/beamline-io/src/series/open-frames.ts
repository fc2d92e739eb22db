import { createPacer, defaultBlockFrames, frameOutline } from '@operando/core';
import type { BlockOptions, Channel, FrameSource, NamedSource, OperandoWarning, Series } from '@operando/core';
import { seriesOfRows, setVariances } from './assemble-series.js';
import { rowOn } from './common-grid.js';
import type { AssembleOptions, Frame } from './frame.js';
import { lookedAtAgain, lookedAtBinned, onGrid } from './frame-findings.js';
import type { Binning, FrameFindings } from './frame-findings.js';
import type { FrameEntry, FramePlace } from './frame-entry.js';
import { surveyFrames } from './frame-survey.js';
import type { FrameLook, FrameSurveyOptions } from './frame-survey.js';
import { FramesAgain } from './frames-again.js';
import type { FrameReader } from './read-frames.js';
import type { RowFacts } from './row-survey.js';
import { inOrder, planSeries } from './series-plan.js';
import type { SeriesPlan } from './series-plan.js';
import { unfinishedScans, unfinishedWarning } from './unfinished-scans.js';
import type { ScanExtent } from './unfinished-scans.js';

/** How {@link openFrames} goes about it. */
export interface OpenFramesOptions extends AssembleOptions, FrameSurveyOptions {
  /** Brings all frames on to a grid of its own; `grid` has no effect then, and standard deviations are left out. @default none */
  readonly binning?: Binning | undefined;
  /** What there is to say before the first file is read. */
  readonly warnings?: readonly OperandoWarning[] | undefined;
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

/** What a frame runs over. */
const extentOf = ({ low, high, points, lost }: FrameEntry<Frame>): ScanExtent => ({ low, high, points: points + lost });

/** A part of a column of frames. */
function partOf({ values, ...rest }: Channel, from: number, to: number): Channel {
  return { ...rest, values: values.subarray(from, to) };
}

/** Everything that is known of the frames before their blocks are asked for. */
interface FoundFrames<F extends Frame, Name extends string, Unit extends string> {
  readonly places: readonly FramePlace<F>[];
  /** What was noted of each frame, where it is asked for again. */
  readonly marks: readonly object[] | undefined;
  readonly plan: SeriesPlan<Name, Unit>;
  /** The coordinates of all frames: those of the first, or those that all are brought to. */
  readonly grid: Float64Array;
  readonly facts: RowFacts;
  /** Values of all frames on the grid that they are brought to, where they were kept. */
  readonly rows?: Float64Array | undefined;
}

async function findFrames<F extends Frame, const Name extends string, const Unit extends string>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  axis: { readonly name: Name; readonly unit: Unit },
  options: OpenFramesOptions,
  looking: FrameLook<F>,
): Promise<FoundFrames<F, Name, Unit>> {
  const { entries, warnings: skipped, ...survey } = await surveyFrames(sources, read, options, looking);
  const unfinished = unfinishedScans(entries.map(extentOf));
  const whole = unfinished === undefined ? entries : entries.filter((_entry, place) => !unfinished.places.has(place));
  const ordered = inOrder(whole, ({ note }) => note.time);
  const isMoved = ordered.some((entry, i) => entry !== entries[i]);
  const { binning } = options;
  const findings: FrameFindings =
    binning !== undefined
      ? await lookedAtBinned(ordered, read, binning, options)
      : survey.facts === undefined || isMoved
        ? await lookedAtAgain(ordered, read, options, survey.facts !== undefined, looking.memory)
        : { grid: survey.grid, facts: survey.facts, warnings: [] };
  const { grid, facts, warnings, rows } = findings;
  const leftOut =
    unfinished === undefined
      ? []
      : [unfinishedWarning(unfinished, entries.map(extentOf), (place) => entries[place]!.note.name)];
  const plan = planSeries(
    ordered.map(({ note }) => note),
    { axis, grid, facts, warnings: [...(options.warnings ?? []), ...skipped, ...leftOut, ...warnings] },
    options,
  );
  // What was noted of each frame is in the plan by now; of frames whose rows are kept none is needed as it was.
  const places = ordered.map(({ source, index, points, epoch, kept }) => ({
    source,
    index,
    points,
    epoch,
    kept: rows === undefined ? kept : undefined,
  }));
  // Rows on a grid of their own depend on all frames.
  const isAlone = rows === undefined && binning === undefined;
  const marks = isAlone && looking.memory !== undefined ? ordered.map(({ note }) => note) : undefined;
  return { places, marks, plan, grid, facts, rows };
}

/** Some frames of a series: all of them, or those that begin at one. */
function partOfPlan<Name extends string, Unit extends string>(
  plan: SeriesPlan<Name, Unit>,
  from: number,
  to: number,
): SeriesPlan<Name, Unit> {
  const { time, channels } = plan;
  if (to - from === time.start.length) return plan;
  return {
    ...plan,
    time: { ...time, start: time.start.subarray(from, to), duration: time.duration.subarray(from, to) },
    channels: Object.fromEntries(Object.entries(channels).map(([name, each]) => [name, partOf(each, from, to)])),
  };
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
  const { places, marks, plan, grid, facts, rows } = await findFrames(sources, read, axis, options, looking);
  const { binning } = options;
  const [frames, points] = [places.length, grid.length];
  const blockOf = (from: number, signal: Float64Array, variances?: Float64Array): Series<Name, Unit> => {
    const part = partOfPlan(plan, from, from + signal.length / points);
    return seriesOfRows(part, { signal, variances, masked: facts.masked });
  };
  async function* blocksOfFrames({
    frames: asked = defaultBlockFrames(points),
    signal: abort,
    from: begin = 0,
  }: BlockOptions = {}): AsyncGenerator<FramesBlock<F, Name, Unit>> {
    const again = new FramesAgain(read);
    const pace = createPacer(abort);
    for (let from = begin; from < frames; from += asked) {
      const part = places.slice(from, from + asked);
      const signal = new Float64Array(part.length * points);
      const variances = facts.measured ? new Float64Array(signal.length) : undefined;
      const own: F[] = [];
      for (const [i, place] of part.entries()) {
        await pace();
        const asRead = await again.get(place);
        const frame = binning === undefined ? asRead : onGrid(asRead, grid, binning);
        own.push(frame);
        signal.set(rowOn(grid, frame), i * points);
        if (variances !== undefined) setVariances(variances, frame.sigma!, i * points);
      }
      yield { series: blockOf(from, signal, variances), frames: own };
    }
  }
  async function* blocksOfRows(
    kept: Float64Array,
    { frames: asked = defaultBlockFrames(points), signal: abort, from: begin = 0 }: BlockOptions = {},
  ): AsyncGenerator<Series<Name, Unit>> {
    const pace = createPacer(abort);
    for (let from = begin; from < frames; from += asked) {
      await pace();
      yield blockOf(from, kept.slice(from * points, (from + asked) * points));
    }
  }
  return {
    axis: plan.axis,
    frames,
    beginsAnywhere: true,
    ...(marks === undefined ? {} : { known: { marks, outline: () => frameOutline(plan) } }),
    time: plan.time,
    channels: plan.channels,
    metadata: plan.metadata,
    warnings: plan.warnings,
    blocksOfFrames,
    async *blocks(asked) {
      if (rows !== undefined) yield* blocksOfRows(rows, asked);
      else for await (const { series } of blocksOfFrames(asked)) yield series;
    },
  };
}
