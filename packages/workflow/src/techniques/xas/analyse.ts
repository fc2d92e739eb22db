import { z } from 'zod';
import { OperandoError, seriesWarnings, statusOf } from '@operando/core';
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

/** @throws OperandoError `outside-range` where the scans end too soon above the edge for a step, and nothing was said of it. */
function expectStep({ norm, used, status, warnings }: NormalizedSeries, options: XasOptions): void {
  const { normalization, edgeStep, norm1, norm2 } = options;
  if (normalization !== 'step' || [edgeStep, norm1, norm2].some((value) => value !== undefined)) return;
  const normalizedFrames = status.filter((byte) => byte !== statusOf.failed).length;
  const short = warnings.find(({ code }) => code === 'short-post-edge');
  const e0 = used.e0?.[0];
  if (short === undefined || e0 === undefined || normalizedFrames === 0) return;
  const above = norm.axis.values[norm.axis.size - 1]! - e0;
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

/** A post-edge of less than this, eV, holds the white line and nothing behind it. */
const shortest = 25;

/** Join, normalize, place the edges. */
export async function analyseXas(
  { spectra, cycler }: XasInput,
  options: XasOptions,
  context: RunContext,
): Promise<XasAnalysis> {
  const { series: measured, warnings, ...rest } = joinCycler(await inMemory(spectra, context), cycler, options);
  const joined = makeRoom(measured, normalizedChannels, 'the normalization');
  const { e0, pre1, pre2, norm1, norm2, nnorm, nvict, edgeStep, elements, edgeSearch, position } = options;
  const { normalization } = options;
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
    normalization,
    position,
    positions: 'all',
  });
  const normalized = await runStage(steps, 'normalizing', context);
  expectStep(normalized, options);
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
