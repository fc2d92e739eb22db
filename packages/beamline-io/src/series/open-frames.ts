import { createPacer, defaultBlockFrames } from '@operando/core';
import type { BlockOptions, Channel, FrameSource, NamedSource, OperandoWarning, Series } from '@operando/core';
import { seriesOfRows, setVariances } from './assemble-series.js';
import { rowOn } from './common-grid.js';
import type { AssembleOptions, Frame } from './frame.js';
import { lookedAtAgain, lookedAtBinned, onGrid } from './frame-findings.js';
import type { Binning } from './frame-findings.js';
import { surveyFrames } from './frame-survey.js';
import type { FrameEntry, FrameLook, FrameSurveyOptions } from './frame-survey.js';
import { FramesAgain } from './frames-again.js';
import type { FrameReader } from './read-frames.js';
import { inOrder, planSeries } from './series-plan.js';
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
  const { entries, warnings: skipped, ...survey } = await surveyFrames(sources, read, options, looking);
  const unfinished = unfinishedScans(entries.map(extentOf));
  const whole = unfinished === undefined ? entries : entries.filter((_entry, place) => !unfinished.places.has(place));
  const ordered = inOrder(whole, ({ note }) => note.time);
  const isMoved = ordered.some((entry, i) => entry !== entries[i]);
  const { binning } = options;
  const { grid, facts, warnings } =
    binning !== undefined
      ? await lookedAtBinned(ordered, read, binning, options)
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
      const own: F[] = [];
      for (const [i, entry] of part.entries()) {
        await pace();
        const asRead = await again.get(entry);
        const frame = binning === undefined ? asRead : onGrid(asRead, grid, binning);
        own.push(frame);
        signal.set(rowOn(grid, frame), i * points);
        if (variances !== undefined) setVariances(variances, frame.sigma!, i * points);
      }
      yield { series: blockOf(from, signal, variances), frames: own };
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
