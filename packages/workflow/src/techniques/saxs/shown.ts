import { OperandoError } from '@operando/core';
import type { SaxsAnalysis } from './analyse.js';
import type { SaxsOptions } from './options.js';

/**
 * Frames that are shown, as places among those fitted: those asked for, or the first, the middle and the last.
 *
 * @throws OperandoError `invalid-argument` for a frame that there is not.
 */
export function shownFrames(
  { used, series }: Pick<SaxsAnalysis, 'used' | 'series'>,
  { showFrame }: Pick<SaxsOptions, 'showFrame'>,
): number[] {
  const frames = series.time.start.length;
  const missing = showFrame.find((frame) => frame >= frames);
  if (missing !== undefined)
    throw new OperandoError('invalid-argument', `there is no frame ${missing}.`, {
      where: { parameter: 'showFrame' },
      cure: `Frames are numbered from 0 to ${frames - 1}.`,
    });
  const last = used.frames.length - 1;
  const wanted = showFrame.length > 0 ? showFrame.map((frame) => used.frames.indexOf(frame)) : [0, last >> 1, last];
  return [...new Set(wanted.filter((i) => i >= 0))].toSorted((a, b) => a - b);
}
