import { createPacer, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { keptFrameBytes } from '../bytes/contents.js';
import {
  cutGrid,
  cutShort,
  interpolated,
  isOnGrid,
  otherGrid,
  sharedRange,
  wholeOf,
  withoutGaps,
} from './common-grid.js';
import type { SharedRange } from './common-grid.js';
import type { AssembleOptions, Frame } from './frame.js';
import type { FrameMemory } from './frame-memory.js';
import type { FrameEntry } from './frame-entry.js';
import type { FrameSurveyOptions } from './frame-survey.js';
import { FramesAgain } from './frames-again.js';
import type { FrameReader, ReadingOptions } from './read-frames.js';
import { RowSurvey } from './row-survey.js';
import type { RowFacts } from './row-survey.js';

/** How frames, on whatever grids, are brought on to one. */
export interface Binning {
  /** The grid, from the first frame and the range that all have. */
  readonly grid: (first: Pick<Frame, 'x' | 'y'>, range: SharedRange) => Float64Array;
  /** The values of a frame on it; NaN where the frame has none. */
  readonly row: (frame: Pick<Frame, 'x' | 'y'>, grid: Float64Array) => Float64Array;
}

/** The grid of all frames, and what is known of their rows. */
export interface FrameFindings {
  readonly grid: Float64Array;
  readonly facts: RowFacts;
  readonly warnings: readonly OperandoWarning[];
  /** The values of all frames on the grid, where they are few enough to be kept. */
  readonly rows?: Float64Array;
}

/** A frame as it is brought on to a grid. */
export function onGrid<F extends Frame>(frame: F, grid: Float64Array, binning: Binning): F {
  return { ...frame, x: grid, y: binning.row(frame, grid), sigma: undefined };
}

/** Looks at the frames again, in their order: for frames on several grids, or whose times are not in the order of their names. */
export async function lookedAtAgain<F extends Frame>(
  entries: readonly FrameEntry<F>[],
  read: FrameReader<F>,
  { grid: mode = 'error', abort }: Pick<AssembleOptions, 'grid'> & Pick<ReadingOptions, 'abort'>,
  areAlike: boolean,
  memory?: FrameMemory<F>,
): Promise<FrameFindings> {
  const again = new FramesAgain(read);
  const first = await again.get(wholeOf(entries));
  const range = sharedRange(withoutGaps(entries));
  let grid = first.x;
  if (!areAlike && mode === 'interpolate') {
    const { low, high } = range;
    grid = first.x.filter((value) => value >= low && value <= high);
  }
  // Of frames that are interpolated the grid depends on all of them.
  const kept = grid === first.x ? memory : undefined;
  const notes = entries.map(({ note }) => note);
  const before = kept?.takeLook(notes, grid);
  const rows = before?.rows ?? new RowSurvey(grid);
  let others = 0;
  const pace = createPacer(abort);
  for (const entry of before === undefined ? entries : entries.slice(before.notes.length)) {
    await pace();
    const frame = await again.get(entry);
    if (!isOnGrid(first.x, frame)) {
      if (mode === 'error') throw otherGrid(first, frame);
      // Without a range in common it is refused by the name of the first that is on another grid.
      if (others++ === 0) cutGrid(first.x, range, frame.name);
    }
    rows.add(frame);
  }
  if (others === 0) kept?.keepLook({ notes, grid, rows });
  return {
    grid,
    facts: rows.facts(),
    warnings:
      others === 0 ? [] : [interpolated(others, entries.length, first.name, range), ...cutShort(entries, range)],
  };
}

/** Looks at the frames again, on the grid that they are brought to; keeps them so where that takes half of what may be kept. */
export async function lookedAtBinned<F extends Frame>(
  entries: readonly FrameEntry<F>[],
  read: FrameReader<F>,
  binning: Binning,
  { abort, keptBytes = keptFrameBytes }: Pick<FrameSurveyOptions, 'abort' | 'keptBytes'>,
): Promise<FrameFindings> {
  const again = new FramesAgain(read);
  const range = sharedRange(entries);
  const grid = binning.grid(await again.get(entries[0]!), range);
  if (grid.length < 2)
    throw new OperandoError('too-few-points', 'the grid that spectra are to be brought to has no two points.', {
      cure: 'The spectra have too short a range in common.',
    });
  const survey = new RowSurvey(grid);
  const size = entries.length * grid.length;
  const rows = size * Float64Array.BYTES_PER_ELEMENT <= keptBytes / 2 ? new Float64Array(size) : undefined;
  const pace = createPacer(abort);
  for (const [i, entry] of entries.entries()) {
    await pace();
    const row = survey.add(onGrid(await again.get(entry), grid, binning));
    rows?.set(row, i * grid.length);
  }
  const warnings = cutShort(entries, range);
  return { grid, facts: survey.facts(), warnings, ...(rows === undefined ? {} : { rows }) };
}
