import { createAxis, createPacer, createSeries, defaultBlockFrames, OperandoError } from '@operando/core';
import type { Axis, Channel, FrameSource, JsonValue, NamedSource, OperandoWarning, Series } from '@operando/core';
import type { ReadSourceOptions } from '../read-source.js';
import { openCountsDataset, openCountsFiles } from './counts-frames.js';
import type { CountedScan, CountsFrame } from './counts-frames.js';
import type { CountsMemory } from './counts-memory.js';
import { naturally } from '../bytes/natural-order.js';
import { newKinds } from './file-warnings.js';
import { openCountsStack } from './counts-stack.js';

/** Options of {@link openCounts}. */
export interface OpenCountsOptions extends Omit<ReadSourceOptions, 'name' | 'scan'> {
  /** Positions of a frame, of files of one spectrum each. @default 1 */
  readonly positions?: number | undefined;
  /** HDF5 files: path of the dataset [frame x position x channel] or [frame x position x detector x channel]. */
  readonly dataset?: string | undefined;
  /** Seconds from frame to frame; the times of the files are not used then. @default their times, else frame numbers with a warning */
  readonly timeStep?: number | undefined;
  /** Tells frames of files that were opened before from those that are new (`known` of the source). @default they are not told apart */
  readonly memory?: CountsMemory | undefined;
}

const liveTime = 'live_time';

/** Names of the channels of live times, position by position, of each detector. */
function liveNames(positions: number, detectors: number): string[] {
  return Array.from({ length: positions * detectors }, (_, i) =>
    positions * detectors === 1
      ? liveTime
      : detectors === 1
        ? `${liveTime}_${i}`
        : `${liveTime}_${Math.floor(i / detectors)}_${i % detectors}`,
  );
}

/** Coordinates that only count, from 0. */
function counted<const Name extends string>(name: Name, size: number): Axis<Name, '1'> {
  return createAxis({ name, unit: '1', values: Float64Array.from({ length: size }, (_, i) => i) });
}

/** What all blocks of a scan have. */
interface CountsPlan {
  readonly scan: CountedScan;
  readonly axis: Axis<'channel', '1'>;
  readonly dims: readonly string[];
  readonly coordinates: Readonly<Record<string, Axis>>;
  /** Names of the channels of live times; none where the first frame has none. */
  readonly live: readonly string[];
  /** Frames have times without a date. */
  readonly isStarted: boolean;
  /** Clock of the files; undefined where frames are numbered, or have times without a date. */
  readonly clock: { readonly epoch: number; readonly zone: string } | undefined;
  readonly timeStep: number | undefined;
  readonly metadata: Readonly<Record<string, JsonValue>>;
  readonly warnings: readonly OperandoWarning[];
}

/** Start of a frame, seconds after the first. @throws OperandoError `invalid-argument` for one without a time among others with one. */
function startOf(
  { epoch, start, files }: CountsFrame,
  at: number,
  { clock, isStarted, timeStep = 1 }: CountsPlan,
): number {
  if (isStarted && start !== undefined) return start;
  if (clock === undefined) return at * timeStep;
  if (epoch !== undefined) return epoch - clock.epoch;
  throw new OperandoError('invalid-argument', 'this frame has no time, and the first has.', {
    where: { frame: at, ...(files[0] === undefined ? {} : { file: files[0] }) },
    cure: 'Leave out the files without a time, or give openCounts a timeStep: the times of the files are not used then.',
  });
}

/** Some frames as a series. @param told Kinds of warnings that were told before; those of these frames join them. */
function blockOf(
  frames: readonly CountsFrame[],
  from: number,
  plan: CountsPlan,
  told: Set<string>,
): Series<'channel', '1'> {
  const { scan, axis, dims, coordinates, live, clock, isStarted, timeStep = 0, metadata, warnings } = plan;
  const further = frames.flatMap((frame) => newKinds(frame.warnings ?? [], told));
  const size = scan.positions * scan.detectors * scan.channels;
  const signal = new Float64Array(frames.length * size);
  frames.forEach(({ counts }, i) => signal.set(counts, i * size));
  const channels = live.map((name, k): [string, Channel] => [
    name,
    { values: Float64Array.from(frames, ({ liveTimes }) => liveTimes[k]!), unit: 's', description: 'live time' },
  ]);
  return createSeries({
    signal,
    dims,
    axis,
    coordinates,
    time: {
      start: frames.map((frame, i) => startOf(frame, from + i, plan)),
      duration: frames.map(({ duration = 0 }) => (clock === undefined && !isStarted ? timeStep : duration)),
      ...clock,
    },
    channels: Object.fromEntries(channels),
    metadata,
    provenance: [
      {
        step: 'beamline-io/openCounts',
        options: { positions: scan.positions, detectors: scan.detectors, channels: scan.channels },
        warnings: [...warnings, ...further],
      },
    ],
  });
}

function planOf(scan: CountedScan, first: CountsFrame, timeStep: number | undefined): CountsPlan {
  const { positions, detectors } = scan;
  const { epoch, zone = 'unstated', liveTimes } = first;
  const isStarted = timeStep === undefined && first.start !== undefined;
  const isTimed = timeStep === undefined && epoch !== undefined;
  const unknown: OperandoWarning = {
    code: 'time-unknown',
    message: 'The files carry no time: frame numbers stand for seconds. Give timeStep (command: --time-step).',
  };
  return {
    scan,
    axis: counted('channel', scan.channels),
    dims: ['time', 'position', ...(detectors === 1 ? [] : ['detector']), 'channel'],
    coordinates: {
      position: counted('position', positions),
      ...(detectors === 1 ? {} : { detector: counted('detector', detectors) }),
    },
    live: liveTimes.some(Number.isFinite) ? liveNames(positions, detectors) : [],
    isStarted,
    clock: isTimed ? { epoch, zone } : undefined,
    timeStep,
    metadata: { ...scan.metadata, files: scan.files },
    warnings: [
      ...scan.warnings,
      ...newKinds(first.warnings ?? [], new Set(scan.warnings.map(({ code }) => code))),
      ...(isTimed || isStarted || timeStep !== undefined || scan.count < 2 ? [] : [unknown]),
    ],
  };
}

/** What stands for each frame. */
function marksOf(sources: readonly NamedSource[], positions: number, memory: CountsMemory): object[] {
  const sorted = naturally(sources);
  return Array.from({ length: Math.floor(sorted.length / positions) }, (_, frame) =>
    memory.markOf(sorted.slice(frame * positions, (frame + 1) * positions)),
  );
}

/**
 * A scan of spectra of counts, frame by frame: [time x position x channel], or [time x position x detector x channel] of several
 * detectors. Files of one spectrum each, in natural order of their names (position after position, frame after frame), or one
 * dataset of an HDF5 file, or the rows of its default stack, as `convert` writes such files. Live times are channels in s: `live_time`, of several positions `live_time_0`, and of several detectors
 * `live_time_0_1` (position 0, detector 1); see {@link liveTimesOf}. What reading tells of files after the first frame stands with the
 * block that they are in, each kind once.
 *
 * @throws OperandoError `shape-mismatch` when files do not make whole frames, or differ from the first; as `readSource`; from
 * `blocks`, `invalid-argument` for a frame without a time where the first has one.
 */
export async function openCounts(
  sources: readonly NamedSource[],
  options: OpenCountsOptions = {},
): Promise<FrameSource<'channel', '1'>> {
  const { positions = 1, dataset, timeStep, memory, ...rest } = options;
  const [source] = sources;
  const stack =
    dataset === undefined && source !== undefined && sources.length === 1
      ? await openCountsStack(source, positions, rest)
      : undefined;
  const scan =
    stack ??
    (dataset === undefined || source === undefined
      ? await openCountsFiles(sources, positions, rest)
      : await openCountsDataset(source, dataset, rest));
  const frames = scan.frames();
  const head = await frames.next();
  await frames.return(undefined);
  if (head.done === true) throw new OperandoError('too-few-points', 'there are no frames.');
  const first = head.value;
  const plan = planOf(scan, first, timeStep);
  const size = scan.positions * scan.detectors * scan.channels;
  const isOfFiles = stack === undefined && dataset === undefined;
  return {
    axis: plan.axis,
    frames: scan.count,
    ...(memory === undefined || !isOfFiles ? {} : { known: { marks: marksOf(sources, positions, memory) } }),
    metadata: plan.metadata,
    warnings: plan.warnings,
    async *blocks({ frames: asked = defaultBlockFrames(size), signal, from: begin = 0 } = {}) {
      if (begin >= scan.count) return;
      let held: CountsFrame[] = begin === 0 ? [first] : [];
      let from = begin;
      const told = new Set<string>(plan.warnings.map(({ code }) => code));
      const pace = createPacer(signal);
      for await (const frame of scan.frames(Math.max(1, begin))) {
        await pace();
        if (held.length >= asked) {
          yield blockOf(held, from, plan, told);
          from += held.length;
          held = [];
        }
        held.push(frame);
      }
      await pace();
      yield blockOf(held, from, plan, told);
    },
  };
}

/**
 * Live times of a block of {@link openCounts} in s: [frame x position x detector], NaN where they are not known.
 */
export function liveTimesOf({ channels, signal, dims }: Series): Float64Array {
  const [frames, positions] = [signal.shape[0]!, signal.shape[1]!];
  const detectors = dims.length === 4 ? signal.shape[2]! : 1;
  const columns = liveNames(positions, detectors).map((name) => channels[name]?.values);
  const out = new Float64Array(frames * columns.length);
  for (let frame = 0; frame < frames; frame++)
    for (const [k, values] of columns.entries()) out[frame * columns.length + k] = values?.[frame] ?? Number.NaN;
  return out;
}
