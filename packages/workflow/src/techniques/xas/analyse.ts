import { z } from 'zod';
import { seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, Series } from '@operando/core';
import {
  edgeChannelName,
  edgePositionMethods,
  edgeRepeatability,
  normalizeSteps,
  repeatabilityWarnings,
} from '@operando/xas-normalize';
import type { NormalizedSeries, Repeatability } from '@operando/xas-normalize';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { inMemory } from '../../technique/read-files.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { makeRoom } from '../../technique/make-room.js';
import type { Analysed } from '../../technique/technique.js';
import { usedExtent, withUsed } from '../../technique/used-step.js';
import type { XasOptions } from './options.js';

/** What `xas` takes. */
export interface XasInput {
  readonly spectra: Series<'energy', 'eV'> | FrameSource<'energy', 'eV'>;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `xas` computed. */
export interface XasAnalysis extends Analysed {
  readonly normalized: NormalizedSeries;
  /** The series of flattened spectra with every channel. */
  readonly series: Series<'energy', 'eV'>;
  /** Scatter of the edge positions from frame to frame, beside their errors. */
  readonly repeatability: readonly Repeatability[];
  readonly electrochemistry?: Electrochemistry;
}

/** Channels that the normalization gives. */
export const normalizedChannels: readonly string[] = ['e0', 'edge_step', ...edgePositionMethods.map(edgeChannelName)];
/** Ranges that the spectra were normalized with, and where their edge energies come from. */
function usedRanges({ used, absorber }: NormalizedSeries, { e0, edgeSearch }: XasOptions): object {
  const extents = Object.entries(used).map(([name, extent]) => [name, usedExtent(extent)]);
  const found =
    edgeSearch === 'each' ? 'steepest point of each spectrum' : 'main rise, as one curve through the spectra';
  return {
    e0Rule: e0 === undefined ? found : 'given',
    ...(absorber === undefined ? {} : { absorber }),
    ...Object.fromEntries(extents),
  };
}

/** The edge that options name, or else the headers. */
function statedAbsorber({ metadata }: Series, { element, edge }: XasOptions): Pick<XasOptions, 'element' | 'edge'> {
  const { absorber } = metadata;
  const stated = z.object({ element: z.string(), edge: z.string().optional() }).safeParse(absorber).data;
  if (element !== undefined && element !== stated?.element) return { element, edge };
  return { element: element ?? stated?.element, edge: edge ?? stated?.edge };
}

/** Join, normalize, place the edges. */
export async function analyseXas(
  { spectra, cycler }: XasInput,
  options: XasOptions,
  context: RunContext,
): Promise<XasAnalysis> {
  const { series: measured, warnings, ...rest } = joinCycler(await inMemory(spectra, context), cycler, options);
  const joined = makeRoom(measured, normalizedChannels, 'the normalization');
  const { e0, pre1, pre2, norm1, norm2, nnorm, nvict, edgeStep, elements, edgeSearch, position } = options;
  const steps = normalizeSteps(joined, {
    ...statedAbsorber(joined, options),
    e0,
    pre1,
    pre2,
    norm1,
    norm2,
    nnorm,
    nvict,
    edgeStep,
    elements,
    edgeSearch,
    position,
    positions: 'all',
  });
  const normalized = await runStage(steps, 'normalizing', context);
  const series = normalized.flat;
  const repeatability = edgeRepeatability(normalized.channels);
  return {
    ...rest,
    normalized,
    series,
    repeatability,
    steps: withUsed(series.provenance, usedRanges(normalized, options)),
    warnings: [...warnings, ...seriesWarnings(series), ...repeatabilityWarnings(repeatability)],
  };
}
