import { seriesWarnings, withChannels } from '@operando/core';
import type { Electrochemistry, FrameDetail, FrameSource, Metadata, OperandoWarning, Series } from '@operando/core';
import { edgeChannelName, edgePositionMethods } from '@operando/xas-normalize';
import type { Normalization } from '@operando/xas-normalize';
import type { RunContext } from '../../technique/context.js';
import { inBlocks } from '../../technique/read-files.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { makeRoom } from '../../technique/make-room.js';
import type { Analysed } from '../../technique/technique.js';
import { usedExtent, withUsed } from '../../technique/used-step.js';
import { keepsSpectra, normalizeBlocks } from './normalize-blocks.js';
import type { XasOptions } from './options.js';

/** What `xas` takes. */
export interface XasInput {
  readonly spectra: Series<'energy', 'eV'> | FrameSource<'energy', 'eV'>;
  readonly cycler?: Electrochemistry | undefined;
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

/** That spectra were kept as the beamline normalized them, without being asked. */
function keptWarnings(metadata: Metadata, options: XasOptions): OperandoWarning[] {
  if (options.keepNormalization || !keepsSpectra(metadata, options)) return [];
  return [
    {
      code: 'normalization-kept',
      message: `The spectra${typeof metadata['signal'] === 'string' ? ` (${metadata['signal']})` : ''} were normalized at the beamline and kept as they are. Normalize them again with renormalize (command: --renormalize).`,
    },
  ];
}

/** Join, normalize, place the edges. */
export async function analyseXas(
  { spectra, cycler }: XasInput,
  options: XasOptions,
  context: RunContext,
): Promise<XasAnalysis> {
  const source = inBlocks(spectra);
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
    warnings: [...warnings, ...keptWarnings(source.metadata, options), ...seriesWarnings(series)],
  };
}
