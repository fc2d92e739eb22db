import { seriesWarnings, withChannels } from '@operando/core';
import type { Electrochemistry, FrameDetail, FrameSource, Series } from '@operando/core';
import { edgeChannelName, edgePositionMethods } from '@operando/xas-normalize';
import type { Normalization } from '@operando/xas-normalize';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { makeRoom } from '../../technique/make-room.js';
import type { Analysed } from '../../technique/technique.js';
import { usedExtent, withUsed } from '../../technique/used-step.js';
import { normalizeBlocks } from './normalize-blocks.js';
import type { XasOptions } from './options.js';
import { prepareSpectra } from './prepare.js';

/** What `xas` takes. */
export interface XasInput {
  readonly spectra: Series<'energy', 'eV'> | FrameSource<'energy', 'eV'>;
  readonly cycler?: Electrochemistry | undefined;
  /** A foil that was measured with every spectrum: all are aligned by it. */
  readonly reference?: XasInput['spectra'] | undefined;
  /** A foil in some of the spectra, only to tell whether the energies drift. */
  readonly foil?: XasInput['spectra'] | undefined;
}

/** What `xas` computed. */
export interface XasAnalysis extends Analysed {
  readonly normalized: Normalization;
  /** Every channel of the frames, without their spectra. */
  readonly series: Series<'energy', 'eV'>;
  /** The flattened spectra, or means of neighbours where there are many. */
  readonly detail: FrameDetail<'energy', 'eV'>;
  readonly electrochemistry?: Electrochemistry;
}

/** Channels that the normalization gives. */
export const normalizedChannels: readonly string[] = ['e0', 'edge_step', ...edgePositionMethods.map(edgeChannelName)];
/** Ranges that the spectra were normalized with, and where their edge energies come from. */
function usedRanges({ used, absorber }: Normalization, { e0, edgeSearch }: XasOptions): object {
  const extents = Object.entries(used).map(([name, extent]) => [name, usedExtent(extent)]);
  const found =
    edgeSearch === 'each' ? 'steepest point of each spectrum' : 'main rise, as one curve through the spectra';
  return {
    e0Rule: e0 === undefined ? found : 'given',
    ...(absorber === undefined ? {} : { absorber }),
    ...Object.fromEntries(extents),
  };
}

/** Join, normalize, place the edges. */
export async function analyseXas(
  input: XasInput,
  options: XasOptions,
  context: RunContext,
): Promise<XasAnalysis> {
  const { cycler } = input;
  const { source, warnings: told } = await prepareSpectra(input, options, context);
  const { outline, normalized, detail } = await normalizeBlocks(source, options, context);
  const { series: measured, warnings, ...rest } = joinCycler(outline, cycler, options);
  const joined = makeRoom(measured, normalizedChannels, 'the normalization');
  const series = withChannels(joined, normalized.channels, normalized.step);
  return {
    ...rest,
    normalized,
    series,
    detail,
    steps: withUsed(series.provenance, usedRanges(normalized, options)),
    warnings: [...warnings, ...seriesWarnings(series), ...told()],
  };
}
