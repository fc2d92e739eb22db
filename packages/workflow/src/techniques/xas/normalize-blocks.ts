import { z } from 'zod';
import { concatenateSeries, createFrameDetail, frameOutline, OperandoError } from '@operando/core';
import type { BlockOptions, FrameDetail, FrameSource, Metadata, Series } from '@operando/core';
import { normalizeFrames } from '@operando/threads';
import { createNormalizer } from '@operando/xas-normalize';
import type { Normalization, NormalizeOptions } from '@operando/xas-normalize';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { continued, keyOf, rowsOf } from './normalized-so-far.js';
import type { XasOptions } from './options.js';

/** A normalized series without its spectra, which have gone by. */
export interface NormalizedBlocks {
  /** The frames as they were read. */
  readonly outline: Series<'energy', 'eV'>;
  readonly normalized: Normalization;
  /** The flattened spectra, or means of neighbours where there are many. */
  readonly detail: FrameDetail<'energy', 'eV'>;
}

/** The edge that options name, or else the headers. */
function statedAbsorber({ absorber }: Metadata, { element, edge }: XasOptions): Pick<XasOptions, 'element' | 'edge'> {
  const stated = z.object({ element: z.string(), edge: z.string().optional() }).safeParse(absorber).data;
  if (element !== undefined && element !== stated?.element) return { element, edge };
  return { element: element ?? stated?.element, edge: edge ?? stated?.edge };
}

/** Whether spectra stay as they are: as asked, or since the beamline normalized them. @throws OperandoError `invalid-argument` for both. */
export function keepsSpectra(metadata: Metadata, { keepNormalization, renormalize }: XasOptions): boolean {
  if (keepNormalization && renormalize)
    throw new OperandoError('invalid-argument', 'spectra cannot be kept and normalized again.', {
      where: { parameter: 'renormalize' },
      cure: 'Give one of keepNormalization and renormalize (command: --keep-normalization, --renormalize).',
    });
  return keepNormalization || (metadata['normalized'] === true && !renormalize);
}

/** Spectra that are kept are divided by nothing. */
const kept = { edgeStep: undefined, normalization: 'none' } as const;

/** @throws OperandoError `invalid-argument` for a range of a fit that ends before it begins. */
function expectRanges({ pre1, pre2, norm1, norm2 }: XasOptions): void {
  for (const [from, to, names] of [
    [pre1, pre2, ['pre1', 'pre2']],
    [norm1, norm2, ['norm1', 'norm2']],
  ] as const) {
    if (from === undefined || to === undefined || from < to) continue;
    throw new OperandoError('invalid-argument', `${names[0]} is ${from}, and ${names[1]} is ${to}.`, {
      where: { parameter: names[0] },
      cure: 'A range of a fit begins below its end, both in eV from e0.',
    });
  }
}

/** How spectra are normalized. @throws OperandoError `invalid-argument` for a range that ends before it begins. */
export function normalizationOf(metadata: Metadata, options: XasOptions): NormalizeOptions {
  const { e0, pre1, pre2, norm1, norm2, nnorm, nvict } = options;
  expectRanges(options);
  const { edgeStep, normalization } = keepsSpectra(metadata, options) ? kept : options;
  const { elements, edgeSearch, position } = options;
  return {
    ...statedAbsorber(metadata, options),
    e0,
    pre1,
    pre2,
    norm1,
    norm2,
    nnorm,
    nvict,
    edgeStep,
    normalization,
    elements,
    edgeSearch,
    position,
    positions: 'all',
  };
}

/**
 * Normalize spectra as they come, a few at a time, and place their edges: no more than some blocks of them are ever in memory. Those
 * that an earlier run on fewer of them had are not normalized again.
 */
export async function normalizeBlocks(
  source: FrameSource<'energy', 'eV'>,
  options: XasOptions,
  context: RunContext,
): Promise<NormalizedBlocks> {
  const { axis, known, time } = source;
  const { memory } = context;
  const total = source.frames ?? time?.start.length ?? 0;
  const wanted = { source, total, options: normalizationOf(source.metadata, options) };
  const before = continued(memory?.normalized, wanted);
  // What is gone on with is whole again only when this has come to its end.
  if (memory !== undefined) memory.normalized = undefined;
  const normalizer = before?.normalizer ?? createNormalizer(axis, wanted.options);
  const framesPerRow = memory === undefined ? undefined : rowsOf(wanted);
  const detail = before?.detail ?? createFrameDetail(axis, total, { framesPerRow });
  const done = before?.marks.length ?? 0;
  const rest = {
    ...source,
    frames: total - done,
    blocks: (asked: BlockOptions = {}) => source.blocks({ ...asked, from: done }),
  };
  const outlines: Series<'energy', 'eV'>[] = [];
  const threads = done === 0 ? context.threads : 1;
  const running = { ...context, threads, onProgress: progressOf(context, 'normalizing') };
  for await (const { block, flat } of normalizeFrames(done === 0 ? source : rest, normalizer, running)) {
    if (done === 0) outlines.push(frameOutline(block));
    detail.add(flat);
  }
  if (memory !== undefined && known !== undefined && time !== undefined)
    memory.normalized = {
      key: keyOf(wanted),
      axis,
      marks: known.marks,
      time,
      framesPerRow: rowsOf(wanted),
      normalizer,
      detail,
    };
  if (done === 0 && outlines.length === 0) throw new OperandoError('too-few-points', 'there are no spectra.');
  const outline = done === 0 || known?.outline === undefined ? concatenateSeries(outlines) : known.outline();
  return { outline, normalized: normalizer.finish(), detail: detail.finish() };
}
