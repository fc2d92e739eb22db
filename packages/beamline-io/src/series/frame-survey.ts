import { keptFrameBytes } from '../bytes/contents.js';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { naturally } from '../bytes/natural-order.js';
import { isSameGrid } from './common-grid.js';
import type { Frame } from './frame.js';
import { keptFrame, withoutFrame } from './frame-entry.js';
import type { FrameEntry } from './frame-entry.js';
import type { FrameMemory } from './frame-memory.js';
import { noteOf } from './frame-note.js';
import { eachFrame } from './read-frames.js';
import type { FrameReader, ReadingOptions } from './read-frames.js';
import { RowSurvey } from './row-survey.js';
import type { RowFacts } from './row-survey.js';

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
  /** What was found out when fewer of the frames were opened. `look` is not told of those. @default nothing */
  readonly memory?: FrameMemory<F> | undefined;
}

/** Options of {@link surveyFrames}. */
export interface FrameSurveyOptions extends ReadingOptions {
  /** Bytes of frames that are kept in memory after they were looked at; where all are more, none is kept. @default 64 MiB */
  readonly keptBytes?: number | undefined;
}

/** Looks at all frames, one after another. Of sources that were looked at before, as far as the memory goes, only at those that are new. */
export async function surveyFrames<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  options: FrameSurveyOptions,
  { look, moreBytes, memory }: FrameLook<F>,
): Promise<FrameSurvey<F>> {
  const ordered = naturally(sources);
  const before = memory?.takeSurvey(ordered);
  let entries: FrameEntry<F>[] = [...(before?.entries ?? [])];
  let room = before?.room ?? options.keptBytes ?? keptFrameBytes;
  let grid = before?.grid;
  let rows = before?.rows;
  let note = entries.at(-1)?.note;
  const begun = before && { warnings: before.warnings, done: before.sources.length, grid: before.last };
  let last = before?.last;
  const { warnings, done } = await eachFrame(
    ordered,
    read,
    options,
    (frame, source, index) => {
      const { x, lost = 0 } = frame;
      look?.(frame);
      if (grid === undefined) {
        grid = x;
        rows = new RowSurvey(grid);
      }
      if (rows !== undefined && lost === 0 && isSameGrid(x, grid)) rows.add(frame);
      else rows = undefined;
      const had = room;
      const held = room < 0 ? undefined : keptFrame(frame);
      if (held !== undefined) room -= held.byteLength + (x === grid ? 0 : x.byteLength) + (moreBytes?.(frame) ?? 0);
      // A part of the frames saves less time than it takes memory.
      if (room < 0 && had >= 0) entries = entries.map(withoutFrame);
      note = noteOf(frame, note);
      last = x;
      const [low, high] = [x[0]!, x[x.length - 1]!];
      const place = {
        source,
        index,
        points: x.length,
        epoch: frame.time?.epoch,
        kept: room < 0 ? undefined : held?.kept,
      };
      entries.push({ low, high, note, lost, ...place });
    },
    begun,
  );
  memory?.keepSurvey({ sources: ordered.slice(0, done), entries, warnings, room, grid: grid!, rows, last: last! });
  return { entries: [...entries], warnings, grid: grid!, facts: rows?.facts() };
}
