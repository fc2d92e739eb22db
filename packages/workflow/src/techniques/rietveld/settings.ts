import { OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import type { Instrument, RefineChoice, RefineOptions } from '@operando/xrd-rietveld';
import { excludedRange } from '../xrd/excluded-range.js';
import { radiationFor, radiationOf } from '../xrd/radiation.js';
import { phaseName } from './options.js';
import type { RietveldOptions } from './options.js';
import type { PreparedPhase } from './phases.js';

/** The instrument of a series, its wavelength that of the options or else of the files. @throws OperandoError `invalid-argument` without any. */
export function instrumentOf(
  { radiation, wavelength, instrument }: RietveldOptions,
  { metadata }: Series<'two-theta', 'deg'>,
): { readonly instrument: Instrument; readonly warnings: readonly OperandoWarning[] } {
  const given = wavelength === undefined ? undefined : radiationOf(wavelength);
  const { radiation: found, warnings } = radiationFor(given, metadata);
  if (found === undefined)
    throw new OperandoError('invalid-argument', 'neither options nor files say the wavelength.', {
      where: { parameter: 'wavelength' },
      cure: 'Give it in angstrom, or a tube as CuKa.',
    });
  const { doublet } = found;
  const lines =
    doublet === undefined
      ? [{ wavelength: found.wavelength }]
      : [{ wavelength: doublet.wavelength1 }, { wavelength: doublet.wavelength2, ratio: doublet.ratio }];
  const { monochromator, polarisation: fraction, azimuth, refine: _, ...own } = instrument;
  const isPolarised = monochromator !== undefined || fraction !== undefined;
  return {
    instrument: {
      ...own,
      radiation,
      lines,
      ...(isPolarised ? { polarisation: { monochromator, fraction, azimuth } } : {}),
    },
    warnings,
  };
}

/** What is refined, by phase. */
function refineChoice({ phases: all, instrument }: RietveldOptions, kept: readonly PreparedPhase[]): RefineChoice {
  const phases = all.filter((each) => kept.some(({ phase }) => phase.name === phaseName(each)));
  return {
    instrument: instrument.refine,
    phases: Object.fromEntries(phases.map((phase) => [phaseName(phase), phase.refine])),
    atoms: Object.fromEntries(
      phases.flatMap((phase) => (phase.atoms.length === 0 ? [] : [[phaseName(phase), phase.atoms] as const])),
    ),
  };
}

/** Options of the refinement. @param empty Pattern of the empty cell at the angles of the patterns. */
export function refineOptionsOf(
  options: RietveldOptions,
  instrument: Instrument,
  phases: readonly PreparedPhase[],
  empty?: Float64Array,
): RefineOptions {
  const { method, background: ground, fit, exclude, maximumCycles, tolerance } = options;
  return {
    phases: phases.map(({ phase }) => phase),
    instrument,
    method,
    refine: refineChoice(options, phases),
    background: { terms: ground.terms, humps: ground.humps, ...(empty === undefined ? {} : { patterns: [empty] }) },
    range: fit,
    excluded: exclude.map(excludedRange),
    maximumCycles,
    tolerance,
  };
}
