import type { FrameSource, OperandoWarning } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import { inBlocks } from '../../technique/read-files.js';
import { alignFrames, driftOf, driftWarnings } from './align.js';
import { expectOther } from './foil.js';
import type { XasInput } from './input.js';
import { deglitchFrames } from './glitches.js';
import { mergeFrames } from './merge.js';
import type { XasOptions } from './options.js';

/** Spectra as they are to be normalized. */
export interface Prepared {
  readonly source: FrameSource<'energy', 'eV'>;
  /** Once the spectra have gone by: what was done to them that must be told. */
  readonly warnings: () => readonly OperandoWarning[];
}

/** Deglitch, align, average: as far as it is asked for. */
export async function prepareSpectra(
  { spectra, reference, foil }: XasInput,
  { deglitch, merge, leaveOutOutliers }: Pick<XasOptions, 'deglitch' | 'merge' | 'leaveOutOutliers'>,
  context: RunContext,
): Promise<Prepared> {
  let source = inBlocks(spectra);
  const told: (() => readonly OperandoWarning[])[] = [];
  if (deglitch) {
    const deglitched = deglitchFrames(source);
    ({ source } = deglitched);
    told.push(deglitched.warnings);
  }
  if (reference !== undefined) {
    expectOther(source.metadata, reference.metadata);
    const drift = await driftOf(inBlocks(reference), context);
    source = alignFrames(source, drift);
    told.push(() => drift.warnings.slice(0, 20));
  } else if (foil !== undefined) {
    const moved = await driftWarnings(inBlocks(foil), context);
    told.push(() => moved);
  }
  if (merge > 1) {
    const merged = mergeFrames(source, merge, leaveOutOutliers);
    ({ source } = merged);
    told.push(merged.warnings);
  }
  return { source, warnings: () => told.flatMap((tell) => tell()) };
}
