import { createPacer, isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { naturally } from '../bytes/natural-order.js';
import { placed } from '../bytes/file-error.js';
import { said } from '../text/said.js';
import { withSharedGrid } from './common-grid.js';
import type { Frame } from './frame.js';

/** The frames of a source: one, or one of every scan. */
export type FrameReader<F extends Frame> = (source: NamedSource) => Promise<readonly F[]>;

/** How many sources are gone through. */
export interface ReadingOptions {
  /** One unreadable file: stop, or leave it out and say so. @default 'throw' */
  readonly onError?: 'throw' | 'skip' | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops reading between two files: what is thrown then is its reason. */
  readonly abort?: AbortSignal | undefined;
}

/** Takes a frame: which one of its source, from 0. */
export type TakeFrame<F extends Frame> = (frame: F, source: NamedSource, index: number) => void;

/** That files were left out since they end too soon. */
function cutWarnings([first, ...others]: readonly OperandoError[], total: number): OperandoWarning[] {
  if (first === undefined) return [];
  const message = said`${others.length + 1} of ${total} files end too soon, and were left out: ${first.message}${others.length > 0 ? ` … And ${others.length} more.` : ''}`;
  return [{ code: 'scan-left-out', message, where: first.where }];
}

/**
 * Goes through the frames of sources in natural order of their names, one source after another: a hundred thousand must not be
 * open, or in memory, at once. Frames share their grid with the one before where it is the same.
 *
 * @returns What was left out: as asked, and files that end too soon where at least as many are whole.
 * @throws OperandoError what reading throws, with the source; `invalid-argument` when none could be read.
 */
export async function eachFrame<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  { onError, onProgress, abort }: ReadingOptions,
  take: TakeFrame<F>,
): Promise<OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  const cut: OperandoError[] = [];
  let whole = 0;
  let before: Float64Array | undefined;
  // Small files are read without waiting for anything.
  const pace = createPacer(abort);
  for (const [done, source] of naturally(sources).entries()) {
    await pace();
    let frames: readonly F[] = [];
    try {
      frames = await read(source);
    } catch (error) {
      const told = placed(error, source.name);
      if (!isOperandoError(told)) throw told;
      if (onError === 'skip') warnings.push({ code: 'file-skipped', message: told.message, where: told.where });
      // A scan that is being written, or whose writer was killed: what is whole can be read without it.
      else if (told.code === 'truncated-file' || source.bytes.byteLength === 0) cut.push(told);
      else throw told;
    }
    if (frames.length > 0) whole++;
    for (let index = 0; index < frames.length; index++) {
      const frame = withSharedGrid(frames[index]!, before);
      before = frame.x;
      take(frame, source, index);
    }
    onProgress?.(done + 1, sources.length);
  }
  if (cut.length > whole) throw cut[0]!;
  if (before !== undefined) return [...warnings, ...cutWarnings(cut, sources.length)];
  throw new OperandoError('invalid-argument', `none of ${sources.length} files could be read.`, {
    cure: warnings[0]?.message ?? 'Give at least one file.',
  });
}
