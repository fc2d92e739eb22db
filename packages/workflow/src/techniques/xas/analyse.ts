import { OperandoError, seriesWarnings, statusOf, withChannels } from '@operando/core';
import type {
  Channel,
  Electrochemistry,
  FrameDetail,
  FrameSource,
  Metadata,
  OperandoWarning,
  Series,
} from '@operando/core';
import {
  edgeChannelName,
  edgePositionMethods,
  edgeRepeatability,
  repeatabilityWarnings,
} from '@operando/xas-normalize';
import type { Normalization, Repeatability } from '@operando/xas-normalize';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { makeRoom } from '../../technique/make-room.js';
import type { Analysed } from '../../technique/technique.js';
import { usedExtent, withUsed } from '../../technique/used-step.js';
import { exafsOf } from './exafs.js';
import type { SeriesExafs } from './exafs.js';
import { flatSource } from './flat-source.js';
import { keptLevelWarnings } from './kept-levels.js';
import { keepsSpectra, normalizeBlocks } from './normalize-blocks.js';
import type { XasOptions } from './options.js';
import type { XasInput } from './input.js';
import { prepareSpectra } from './prepare.js';
import { findSpecies } from './species.js';
import type { Species } from './species.js';

/** What `xas` computed. */
export interface XasAnalysis extends Analysed {
  readonly normalized: Normalization;
  /** Every channel of the frames, without their spectra. */
  readonly series: Series<'energy', 'eV'>;
  /** The flattened spectra, or means of neighbours where there are many. */
  readonly detail: FrameDetail<'energy', 'eV'>;
  /** Scatter of the edge positions from frame to frame, beside their errors. */
  readonly repeatability: readonly Repeatability[];
  readonly electrochemistry?: Electrochemistry;
  /** The flattened spectra, one after another. */
  readonly flat: FrameSource<'energy', 'eV'>;
  readonly species: Species;
  readonly exafs?: SeriesExafs;
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

/** A post-edge of less than this, eV, holds the white line and nothing behind it. */
const shortest = 25;

/**
 * @param last Highest energy, eV.
 * @throws OperandoError `outside-range` where the scans end too soon above the edge for a step, and nothing was said of it.
 */
function expectStep({ used, status, warnings }: Normalization, last: number, options: XasOptions): void {
  const { normalization, edgeStep, norm1, norm2 } = options;
  if (normalization !== 'step' || [edgeStep, norm1, norm2].some((value) => value !== undefined)) return;
  const isShort = warnings.some(({ code }) => code === 'short-post-edge');
  const e0 = used.e0?.[0];
  if (!isShort || e0 === undefined || status.every((byte) => byte === statusOf.failed)) return;
  const above = last - e0;
  if (above >= shortest) return;
  throw new OperandoError(
    'outside-range',
    `the scans end ${above.toFixed(1)} eV above the edge at ${e0} eV: no step can be fitted.`,
    {
      cure:
        'Give the step of a longer scan (command: --edge-step), normalize by area (--normalization area), or give the ' +
        'range of the fit (--norm1, --norm2).',
    },
  );
}

/** A series with more channels. */
function deriveFrames(series: Series<'energy', 'eV'>, channels: Readonly<Record<string, Channel>>): typeof series {
  return Object.freeze({ ...series, channels: { ...series.channels, ...channels } });
}

/** Prepare, normalize, place the edges, join, find the species. */
export async function analyseXas(input: XasInput, options: XasOptions, context: RunContext): Promise<XasAnalysis> {
  const { cycler } = input;
  const { source, warnings: told } = await prepareSpectra(input, options, context);
  const { outline, normalized, detail } = await normalizeBlocks(source, options, context);
  const isKept = keepsSpectra(source.metadata, options);
  if (!isKept) {
    expectStep(normalized, source.axis.values[source.axis.size - 1]!, options);
  }
  const { series: measured, warnings, ...rest } = joinCycler(outline, cycler, options);
  const joined = makeRoom(measured, normalizedChannels, 'the normalization');
  const channelled = withChannels(joined, normalized.channels, normalized.step);
  const flat = flatSource(source, detail, options);
  const species = await findSpecies(flat, detail, normalized, input.standards ?? {}, options);
  const exafs = options.exafs ? exafsOf(detail, normalized) : undefined;
  const series = deriveFrames(channelled, species.channels);
  const repeatability = edgeRepeatability(normalized.channels);
  return {
    ...rest,
    normalized,
    series,
    repeatability,
    detail,
    flat,
    species,
    ...(exafs === undefined ? {} : { exafs }),
    steps: [
      ...withUsed(series.provenance, usedRanges(normalized, options)),
      ...species.steps,
      ...(exafs === undefined ? [] : [exafs.step]),
    ],
    warnings: [
      ...warnings,
      ...keptWarnings(source.metadata, options),
      ...(isKept || options.normalization === 'none' ? keptLevelWarnings(detail, normalized) : []),
      ...seriesWarnings(series),
      ...told(),
      ...species.warnings,
      ...(exafs?.warnings ?? []),
      ...repeatabilityWarnings(repeatability),
    ],
  };
}
