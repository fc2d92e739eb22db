import { keptFrameBytes } from '../bytes/contents.js';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { isSameGrid } from './common-grid.js';
import type { SharedRange } from './common-grid.js';
import type { Frame } from './frame.js';
import { noteOf } from './frame-note.js';
import type { FrameNote } from './frame-note.js';
import type { FramePlace } from './frames-again.js';
import { eachFrame } from './read-frames.js';
import type { FrameReader, ReadingOptions } from './read-frames.js';
import { RowSurvey } from './row-survey.js';
import type { RowFacts } from './row-survey.js';

/** A frame that was looked at, and where it is found again. */
export interface FrameEntry<F extends Frame> extends SharedRange, FramePlace<F> {
  readonly note: FrameNote;
  /** Rows that had no point. */
  readonly lost: number;
}

/** Everything known after all frames were looked at once. */
export interface FrameSurvey<F extends Frame> {
  readonly entries: readonly FrameEntry<F>[];
  readonly warnings: readonly OperandoWarning[];
  /** Grid of the first frame that was read, and what is known of the rows, if all have it. */
  readonly grid: Float64Array;
  readonly facts: RowFacts | undefined;
}

/** What is done with frames beside that. */
export interface FrameLook<F extends Frame> {
  /** Told of every frame, as they are looked at. */
  readonly look?: ((frame: F) => void) | undefined;
  /** Bytes that a frame has beside its signal. @default 0 */
  readonly moreBytes?: ((frame: F) => number) | undefined;
}

/** Options of {@link surveyFrames}. */
export interface FrameSurveyOptions extends ReadingOptions {
  /** Bytes of frames that are kept in memory after they were looked at; where all are more, none is kept. @default 64 MiB */
  readonly keptBytes?: number | undefined;
}

/** An entry whose frame is not kept. */
function withoutFrame<F extends Frame>(entry: FrameEntry<F>): FrameEntry<F> {
  return { ...entry, kept: undefined };
}

/** Looks at all frames, one after another. */
export async function surveyFrames<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  options: FrameSurveyOptions,
  { look, moreBytes }: FrameLook<F>,
): Promise<FrameSurvey<F>> {
  let entries: FrameEntry<F>[] = [];
  let room = options.keptBytes ?? keptFrameBytes;
  let grid: Float64Array | undefined;
  let rows: RowSurvey | undefined;
  let note: FrameNote | undefined;
  const warnings = await eachFrame(sources, read, options, (frame, source, index) => {
    const { x, y, sigma, lost = 0 } = frame;
    look?.(frame);
    if (grid === undefined) {
      grid = x;
      rows = new RowSurvey(grid);
    }
    if (rows !== undefined && lost === 0 && isSameGrid(x, grid)) rows.add(frame);
    else rows = undefined;
    const had = room;
    room -= y.byteLength + (sigma?.byteLength ?? 0) + (x === grid ? 0 : x.byteLength) + (moreBytes?.(frame) ?? 0);
    // A part of the frames saves less time than it takes memory.
    if (room < 0 && had >= 0) entries = entries.map(withoutFrame);
    note = noteOf(frame, note);
    const [low, high] = [x[0]!, x[x.length - 1]!];
    const place = { source, index, points: x.length, epoch: frame.time?.epoch, kept: room < 0 ? undefined : frame };
    entries.push({ low, high, note, lost, ...place });
  });
  return { entries, warnings, grid: grid!, facts: rows?.facts() };
}
