import { OperandoError } from '@operando/core';
import { readSource } from '@operando/beamline-io';
import type { NamedSource } from '@operando/core';

/** A blank's counts per live second and channel, and their variances. */
export interface Blank {
  readonly background: Float64Array;
  readonly backgroundVariance: Float64Array;
}

/**
 * Read the spectrum of a blank without lithium.
 *
 * @param channels Of the spectra; undefined where they are not counted yet.
 * @throws OperandoError `shape-mismatch` for other channels than the spectra's, `column-missing` without a live time.
 */
export async function readBlank(
  source: NamedSource | undefined,
  channels: number | undefined,
): Promise<Blank | undefined> {
  if (source === undefined) return undefined;
  const result = await readSource(source);
  const counts =
    result.kind === 'spectrum' ? (result.table.columns[1] ?? result.table.columns[0])!.values : new Float64Array();
  const live =
    result.kind === 'spectrum' ? (result.table.scalars['live_time']?.value ?? result.table.time?.duration) : undefined;
  if ((channels !== undefined && counts.length !== channels) || live === undefined || !(live > 0)) {
    throw new OperandoError(
      'shape-mismatch',
      live === undefined
        ? 'the blank has no live time.'
        : `the blank has ${counts.length} channels, the spectra ${channels}.`,
      { where: { file: source.name }, cure: 'Measure the blank with the same analyser settings.' },
    );
  }
  return {
    background: counts.map((value) => value / live),
    backgroundVariance: counts.map((value) => Math.max(1, value) / (live * live)),
  };
}
