import type { OperandoWarning } from '@operando/core';
import { counted } from '../../technique/words.js';
import type { ShownFrame } from './shown-frames.js';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';

/** Numbers of frames in words, not too many. */
const listed = (frames: readonly number[]): string =>
  frames.slice(0, 10).join(', ') + (frames.length > 10 ? ` and ${frames.length - 10} more` : '');

/** Frames whose status says that their numbers are doubtful. */
const doubtful: ReadonlySet<string> = new Set(['misfit', 'singular', 'stalled', 'limit-reached', 'failed']);

/** What there is to say of the frames of a series, and of those that were looked at closely. */
export function seriesWarningsOf(
  rows: readonly FrameRow[],
  { options }: Refiner,
  shown: readonly ShownFrame[],
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const dark = rows.flatMap(({ frame, status }) => (status === 'masked' ? [frame] : []));
  if (dark.length > 0)
    warnings.push({
      code: 'no-beam',
      message: `${counted(dark.length, 'pattern')} without counts worth refining ${dark.length === 1 ? 'has' : 'have'} no results: ${listed(dark)}.`,
    });
  const weak = rows.flatMap(({ frame, status }) => (status === 'held' ? [frame] : []));
  if (weak.length > 0)
    warnings.push({
      code: 'frames-doubtful',
      message: `In ${counted(weak.length, 'weak pattern')} scales and background alone were refined, with shapes of the neighbours: ${listed(weak)}.`,
    });
  const poor = rows.flatMap(({ frame, status }) => (doubtful.has(status) ? [frame] : []));
  if (poor.length > 0)
    warnings.push({
      code: 'frames-doubtful',
      message: `${counted(poor.length, 'pattern')} of ${rows.length} ${poor.length === 1 ? 'is' : 'are'} not described within the errors, or did not converge (column of statuses): ${listed(poor)}.`,
    });
  options.phases.forEach(({ name }, p) => {
    const seen = rows.some(({ phases }) => phases[p]!.presence === 'present' || phases[p]!.presence === 'trace');
    if (!seen && rows.length > 0)
      warnings.push({ code: 'phase-not-seen', message: `${name} is in none of the patterns.` });
  });
  const told = new Set<string>();
  for (const { frame, refinement } of shown)
    for (const { code, message } of refinement.warnings) {
      if (told.has(`${code} ${message}`)) continue;
      told.add(`${code} ${message}`);
      warnings.push({ code, message: rows.length === 1 ? message : `Pattern ${frame}: ${message}` });
    }
  return warnings;
}
