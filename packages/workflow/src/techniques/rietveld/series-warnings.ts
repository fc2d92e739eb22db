import { finiteMedian } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { counted } from '../../technique/words.js';
import type { ShownFrame } from './shown-frames.js';
import { negativeWidths, twoSolutions, vagueInFrames, wavelengthDoubtOfSeries } from '@operando/xrd-rietveld';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';

/** Numbers of frames in words, not too many. */
const listed = (frames: readonly number[]): string =>
  frames.slice(0, 10).join(', ') + (frames.length > 10 ? ` and ${frames.length - 10} more` : '');

/** Frames whose status says that their numbers are doubtful. */
const doubtful: ReadonlySet<string> = new Set(['misfit', 'singular', 'stalled', 'limit-reached', 'failed']);

/** Goodness of fit below which errors are more than twice too large. */
const leastGoodness = 0.5;

/** What is told of wavelength and angles. */
const ofSettings: ReadonlySet<string> = new Set(['angles-doubtful', 'wavelength-doubtful', 'cell-or-wavelength']);

/** Whether hardly anything of a pattern is described: then it says nothing of which phases are there. */
export const isLost = ({ goodnessOfFit, rwpBackgroundFree }: FrameRow): boolean =>
  goodnessOfFit > 2 && rwpBackgroundFree > 0.5;

/** What there is to say of the frames of a series, and of those that were looked at closely. */
export function seriesWarningsOf(
  rows: readonly FrameRow[],
  refiner: Refiner,
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
  const usual = finiteMedian(Float64Array.from(rows, ({ goodnessOfFit }) => goodnessOfFit));
  if (usual < leastGoodness)
    warnings.push({
      code: 'errors-assumed',
      message: `Points scatter about the fitted patterns by ${usual.toPrecision(2)} of their standard deviations: these are too large (variances in their place?), or the points are smoothed or interpolated. They were used as they are, and the errors of all results go with them.`,
    });
  refiner.options.phases.forEach(({ name }, p) => {
    const looked = rows.filter(({ phases }) => phases[p]!.presence !== 'no-data');
    if (looked.length === 0 || looked.some(({ phases }) => phases[p]!.presence !== 'absent')) return;
    const message = looked.every(isLost)
      ? `${name} was found in none of the patterns, but these are not described at all: check wavelength, zero and cells first.`
      : `${name} is in none of the patterns.`;
    warnings.push({ code: 'phase-not-seen', message });
  });
  // What is of all patterns; those that are shown begin where the series left them, and cannot tell.
  warnings.push(...wavelengthDoubtOfSeries(refiner, rows));
  if (rows.length > 1) warnings.push(...vagueInFrames(refiner, rows));
  warnings.push(...twoSolutions(refiner, rows));
  warnings.push(...negativeWidths(refiner, rows));
  // Where a pattern is lost, what is shown began with cells that are none: what would explain it is told from those given.
  const hasLost = rows.some(isLost);
  const told = new Set<string>();
  for (const { frame, refinement } of shown)
    for (const { code, message } of refinement.warnings) {
      if (told.has(`${code} ${message}`) || (hasLost && ofSettings.has(code))) continue;
      told.add(`${code} ${message}`);
      warnings.push({ code, message: rows.length === 1 ? message : `Pattern ${frame}: ${message}` });
    }
  return warnings;
}
