import { openSeries } from '@operando/beamline-io';
import type { OpenSeriesOptions } from '@operando/beamline-io';
import { isOperandoError, OperandoError, statusOf } from '@operando/core';
import type { FrameSource, Metadata, NamedSource } from '@operando/core';
import { preEdge } from '@operando/xas-normalize';
import type { EnergyDrift } from '@operando/xas-normalize';
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

/** The foil in some of the files, first and last among them; undefined where they have none, or it cannot be read. Files without are left out. */
export async function glanceAtFoil(
  files: readonly NamedSource[],
  options: OpenSeriesOptions,
): Promise<FrameSource<'energy', 'eV'> | undefined> {
  const last = files.length - 1;
  const count = Math.min(samples, files.length);
  const some = Array.from({ length: count }, (_, i) => files[count === 1 ? 0 : Math.round((i * last) / (count - 1))]!);
  // Of files without the columns of a foil the first says so.
  if ((await foilOf(some.slice(0, 1), options)) === undefined) return undefined;
  const all = await foilOf(some, options);
  if (all !== undefined) return all;
  const having: NamedSource[] = [];
  for (const file of some) if ((await foilOf([file], options)) !== undefined) having.push(file);
  return await foilOf(having, options);
}

/** The foil of some files; undefined where one has none, or it cannot be read. */
async function foilOf(
  files: readonly NamedSource[],
  options: OpenSeriesOptions,
): Promise<FrameSource<'energy', 'eV'> | undefined> {
  try {
    return await openReference(files, 'auto', options);
  } catch (error) {
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

/** Standard errors by which the step of a foil must be told from none. */
const clearly = 3;
/** A step the other way round that is so many times larger is the edge. */
const upsideDown = 2;

/** What is said of a foil, and what can be done. */
function noFoil(problem: string): OperandoError {
  return new OperandoError('no-edge', problem, {
    where: { parameter: 'reference' },
    cure: 'Give its absorption, as ln(itrans/irefer) with the names of the columns (command: --reference "ln(itrans/irefer)"), or leave it out.',
  });
}

function nameOf({ signal, expression }: Metadata): string {
  const name = expression ?? signal;
  return typeof name === 'string' ? ` (${name})` : '';
}

/** Rise at the steepest point, and its standard error. */
function stepOf(energy: Float64Array, mu: Float64Array): { readonly rise: number; readonly stderr: number } {
  const { postEdge, preEdge: line, edgeIndex, edgeStepStderr } = preEdge(energy, mu);
  return { rise: postEdge[edgeIndex]! - line[edgeIndex]!, stderr: edgeStepStderr };
}

/**
 * That a spectrum has the edge of a foil.
 *
 * @throws OperandoError `no-edge` for one without an edge, and for one that falls at it, as counts do.
 */
export function expectFoil(energy: Float64Array, mu: Float64Array, metadata: Metadata): void {
  const up = stepOf(energy, mu);
  const down = stepOf(
    energy,
    mu.map((value) => -value),
  );
  const [rises, falls] = [up, down].map(({ rise, stderr }) => rise > clearly * stderr) as [boolean, boolean];
  if (falls && !(rises && upsideDown * up.rise > down.rise))
    throw noFoil(
      `the reference${nameOf(metadata)} falls at its edge: these are counts, or a logarithm the wrong way round.`,
    );
  if (!rises) throw noFoil(`the reference${nameOf(metadata)} shows no edge.`);
}

/** That the reference is another signal than the spectra themselves, whose own shifts it would take away. @throws OperandoError `invalid-argument`. */
export function expectOther(sample: Metadata, reference: Metadata): void {
  const name = nameOf(reference);
  if (name === '' || name !== nameOf(sample)) return;
  throw new OperandoError(
    'invalid-argument',
    `the reference${name} is the absorption of the sample itself: aligned by it, the sample would never shift.`,
    {
      where: { parameter: 'reference' },
      cure: 'Give the absorption of the foil (command: --reference auto, or "ln(itrans/irefer)" with the names of the columns), or leave it out.',
    },
  );
}

/** That most spectra of a foil could be aligned. @throws OperandoError `no-edge`. */
export function expectAligned({ status, warnings }: EnergyDrift, metadata: Metadata): void {
  const count = status.reduce((sum, byte) => sum + (byte === statusOf.converged ? 1 : 0), 0);
  if (2 * count >= status.length) return;
  throw noFoil(
    `the reference${nameOf(metadata)} could be aligned in ${count} of ${status.length} spectra (${warnings[0]?.message ?? ''}).`,
  );
}
