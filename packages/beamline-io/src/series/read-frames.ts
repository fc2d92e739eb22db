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

/** Whether a file is cut, as one that is being written. */
const isCut = ({ code }: OperandoError, { bytes }: NamedSource): boolean =>
  code === 'truncated-file' || bytes.byteLength === 0;

/** That the last file was left out since it ends too soon. */
function cutWarning({ message, where }: OperandoError): OperandoWarning {
  return {
    code: 'scan-left-out',
    message: said`the last file ends too soon, as one that is still being written, and was left out: ${message}`,
    where,
  };
}

/**
 * Goes through the frames of sources in natural order of their names, one source after another: a hundred thousand must not be
 * open, or in memory, at once. Frames share their grid with the one before where it is the same.
 *
 * @returns What was left out: as asked, and the last file where it ends too soon.
 * @throws OperandoError what reading throws, with the source; `invalid-argument` when none could be read.
 */
export async function eachFrame<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  { onError, onProgress, abort }: ReadingOptions,
  take: TakeFrame<F>,
): Promise<OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
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
      else if (before !== undefined && done + 1 === sources.length && isCut(told, source))
        warnings.push(cutWarning(told));
      else throw told;
    }
    for (let index = 0; index < frames.length; index++) {
      const frame = withSharedGrid(frames[index]!, before);
      before = frame.x;
      take(frame, source, index);
    }
    onProgress?.(done + 1, sources.length);
  }
  if (before !== undefined) return warnings;
  throw new OperandoError('invalid-argument', `none of ${sources.length} files could be read.`, {
    cure: warnings[0]?.message ?? 'Give at least one file.',
  });
}
