import { tubeLines } from '@operando/tables';
import type { Pattern, RefineOptions } from '../options.js';
import type { OtherSetting } from './other-zero.js';
import { searchAt } from './tolerant-search.js';

/** chi^2 of another tube must be below this part of that of the given wavelength. */
const better = 0.7;
/** Wavelengths nearer than this to the given one are not another. */
const another = 0.01;

/**
 * Whether a pattern that its model does not describe at all would be described with the wavelength of another tube: cells as
 * given, lines wide, scales and background only.
 */
export function otherTube(pattern: Pattern, options: RefineOptions): OtherSetting | undefined {
  const { instrument } = options;
  const given = instrument.lines[0]!.wavelength;
  if (instrument.radiation === 'neutron') return undefined;
  const asGiven = misfitAt(pattern, options, given);
  let best: { readonly name: string; readonly wavelength: number; readonly misfit: number } | undefined;
  for (const [name, { wavelength1: wavelength }] of Object.entries(tubeLines)) {
    if (Math.abs(wavelength / given - 1) < another) continue;
    const misfit = misfitAt(pattern, options, wavelength);
    if (misfit < better * asGiven && misfit < (best?.misfit ?? Infinity)) best = { name, wavelength, misfit };
  }
  if (best === undefined) return undefined;
  const message = `the phases explain the pattern far better at ${best.wavelength} angstrom (${best.name}) than at the ${given} given: check the wavelength`;
  return { misfit: best.misfit, warning: { code: 'wavelength-doubtful', message } };
}

/** chi^2 of scales and background alone at a wavelength; Infinity where nothing can be calculated. */
function misfitAt(pattern: Pattern, options: RefineOptions, wavelength: number): number {
  const { instrument } = options;
  const factor = wavelength / instrument.lines[0]!.wavelength;
  const lines = instrument.lines.map(({ wavelength: own, ratio }) => ({ wavelength: own * factor, ratio }));
  return searchAt(pattern, { ...options, instrument: { ...instrument, lines } })((values) => values);
}
