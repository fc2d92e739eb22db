import { openSeries } from '@operando/beamline-io';
import type { OpenSeriesOptions } from '@operando/beamline-io';
import { isOperandoError } from '@operando/core';
import type { FrameSource, NamedSource } from '@operando/core';
import { absorptionSignal } from './signal.js';

/** Files by which it is told whether the foil moves. */
const samples = 12;

/** The foil that was measured along with every spectrum. @param what `auto`, or its absorption as `absorptionSignal` takes it. */
export function openReference(
  files: readonly NamedSource[],
  what: string,
  options: OpenSeriesOptions,
): Promise<FrameSource<'energy', 'eV'>> {
  return what === 'auto'
    ? openSeries(files, { ...options, reference: true })
    : openSeries(files, { ...options, signal: absorptionSignal(what) });
}

/** The foil in some of the files, first and last among them; undefined where they have none, or it cannot be read. */
export async function glanceAtFoil(
  files: readonly NamedSource[],
  options: OpenSeriesOptions,
): Promise<FrameSource<'energy', 'eV'> | undefined> {
  const last = files.length - 1;
  const count = Math.min(samples, files.length);
  const some = Array.from({ length: count }, (_, i) => files[count === 1 ? 0 : Math.round((i * last) / (count - 1))]!);
  try {
    // Of files without the columns of a foil the first says so.
    await openReference(some.slice(0, 1), 'auto', options);
    return await openReference(some, 'auto', options);
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}
