import { createPacer, isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
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
  /** Told how many sources of how many are read. @default nobody */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Stops reading between two files: what is thrown then is its reason. */
  readonly abort?: AbortSignal | undefined;
}

/** Takes a frame: which one of its source, from 0. */
export type TakeFrame<F extends Frame> = (frame: F, source: NamedSource, index: number) => void;

/** Whether a file is cut, as one that is being written. */
const isCut = ({ code }: OperandoError, { bytes }: NamedSource): boolean =>
  code === 'truncated-file' || bytes.byteLength === 0;

/** An error of one file among many, which may be there by mistake: notes, a log, results. */
function amongOthers(error: OperandoError, files: number): OperandoError {
  if (files < 2 || (error.code !== 'unknown-format' && error.code !== 'unsupported')) return error;
  const own = error.cure === undefined ? '' : `${error.cure.replace(/\.$/, '')}. `;
  return new OperandoError(error.code, error.problem, {
    where: error.where,
    cure: `${own}If it is no frame, keep it elsewhere or name the files that are, or leave out what cannot be read (command: --skip-bad).`,
  });
}

/** That the last file was left out since it ends too soon. */
function cutWarning({ message, where }: OperandoError): OperandoWarning {
  return {
    code: 'scan-left-out',
    message: said`the last file ends too soon, as one that is still being written, and was left out: ${message}`,
    where,
  };
}

/** Sources that were gone through, and what was left out of them. */
export interface PassedSources {
  readonly warnings: readonly OperandoWarning[];
  /** How many of them need not be gone through again: all but a last one that ends too soon. */
  readonly done: number;
}

/** Where to begin. */
export interface PassedBefore extends PassedSources {
  /** The grid of the last frame. */
  readonly grid: Float64Array;
}

/**
 * Goes through the frames of sources, one source after another: a hundred thousand must not be open, or in memory, at once. Frames
 * share their grid with the one before where it is the same.
 *
 * @param sources In their order, see {@link naturally}.
 * @param before Sources that were gone through already. @default none
 * @returns What was left out: as asked, and the last file where it ends too soon.
 * @throws OperandoError what reading throws, with the source; `invalid-argument` when none could be read.
 */
export async function eachFrame<F extends Frame>(
  sources: readonly NamedSource[],
  read: FrameReader<F>,
  { onError, onProgress, abort }: ReadingOptions,
  take: TakeFrame<F>,
  before?: PassedBefore,
): Promise<PassedSources> {
  const warnings: OperandoWarning[] = [...(before?.warnings ?? [])];
  let grid = before?.grid;
  let done = before?.done ?? 0;
  // Small files are read without waiting for anything.
  const pace = createPacer(abort);
  for (let s = done; s < sources.length; s++) {
    const source = sources[s]!;
    await pace();
    let frames: readonly F[] = [];
    let isWhole = true;
    try {
      frames = await read(source);
    } catch (error) {
      const told = placed(error, source.name);
      if (!isOperandoError(told)) throw told;
      if (onError === 'skip') warnings.push({ code: 'file-skipped', message: told.message, where: told.where });
      else if (grid !== undefined && s + 1 === sources.length && isCut(told, source)) {
        warnings.push(cutWarning(told));
        isWhole = false;
      } else throw amongOthers(told, sources.length);
    }
    for (let index = 0; index < frames.length; index++) {
      const frame = withSharedGrid(frames[index]!, grid);
      grid = frame.x;
      take(frame, source, index);
    }
    if (isWhole) done++;
    onProgress?.(s + 1, sources.length);
  }
  if (grid !== undefined) return { warnings, done };
  throw new OperandoError('invalid-argument', `none of ${sources.length} files could be read.`, {
    cure: warnings[0]?.message ?? 'Give at least one file.',
  });
}
