import { createPacer, seriesBlock, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import type { NormalizedFlat, Normalizer, NormalizerShare, SharedRows } from '@operando/xas-normalize';
import type { FrameBlock } from '../frame-block.js';
import type { Job } from '../job.js';
import { mapFrames } from '../map-frames.js';
import { openThreads } from '../open-threads.js';
import type { Threads } from '../open-threads.js';
import type { HouseOptions } from './house-options.js';

type Spectra = Series<'energy', 'eV'>;

/** Spectra that were normalized. */
export interface NormalizedFrames {
  /** The spectra as they came. */
  readonly block: Spectra;
  /** The same spectra, normalized and flattened. */
  readonly flat: NormalizedFlat;
}

/** Values that are normalized in one step: some tens of milliseconds on one thread. */
const valuesOfStep = 16_384;
/** Steps of a block: of one that is read here, and of one that goes to a thread. */
const stepsHere = 16;
const stepsThere = 4;

function normalizeJob(share: NormalizerShare): Job<NormalizerShare, FrameBlock, SharedRows> {
  return { module: 'xas', name: 'normalizeSpectra', setup: share };
}

/** Blocks go on where others ended, that were normalized here. */
async function* onThreads(
  normalizer: Normalizer,
  blocks: AsyncIterator<Spectra>,
  source: FrameSource<'energy', 'eV'>,
  { last, first }: { readonly last: Spectra; readonly first: number },
  threads: Threads,
  signal: AbortSignal | undefined,
): AsyncGenerator<NormalizedFrames, void, void> {
  const rest = { ...source, blocks: () => ({ [Symbol.asyncIterator]: () => blocks }) };
  const given: NormalizerShare[] = [];
  const job = (): ReturnType<typeof normalizeJob> => {
    const share = normalizer.share(last)!;
    given.push(share);
    return normalizeJob(share);
  };
  for await (const { block, result } of mapFrames(rest, job, { threads, first, signal }))
    yield { block, flat: normalizer.join(block, result, given.shift()!) };
}

/** Spectra of a block, a few at a time. */
async function* inSteps(
  normalizer: Normalizer,
  block: Spectra,
  pace: () => Promise<void>,
): AsyncGenerator<NormalizedFrames, void, void> {
  const frames = block.time.start.length;
  const size = Math.max(1, Math.floor(valuesOfStep / block.axis.size));
  for (let from = 0; from < frames; from += size) {
    await pace();
    const own = seriesBlock(block, from, Math.min(frames, from + size));
    yield { block: own, flat: normalizer.add(own).flat };
  }
}

/**
 * Normalize a series, or a source of one, block by block and in order; `finish` of the normalizer then gives its columns. Results
 * are the same, to the bit, for every number of threads. The first block is normalized here, and all as long as none had a whole
 * spectrum: it tells what the others need to know.
 *
 * @param normalizer Of `createNormalizer`, to which nothing was given yet.
 * @throws As `Normalizer.add`; what reading throws; the reason of the signal.
 */
export async function* normalizeFrames(
  frames: Spectra | FrameSource<'energy', 'eV'>,
  normalizer: Normalizer,
  { threads: asked = 1, signal, onProgress }: HouseOptions = {},
): AsyncGenerator<NormalizedFrames, void, void> {
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const source = 'blocks' in frames ? frames : seriesSource(frames);
  const total = source.frames ?? source.time?.start.length ?? 0;
  const steps = threads.count > 1 ? stepsThere : stepsHere;
  const size = steps * Math.max(1, Math.floor(valuesOfStep / source.axis.size));
  const blocks = source.blocks({ frames: size, signal })[Symbol.asyncIterator]();
  const pace = createPacer(signal);
  let done = 0;
  const told = (each: NormalizedFrames): NormalizedFrames => {
    done += each.block.time.start.length;
    onProgress?.(done, total);
    return each;
  };
  onProgress?.(0, total);
  try {
    for (;;) {
      const next = await blocks.next();
      if (next.done === true) return;
      for await (const each of inSteps(normalizer, next.value, pace)) yield told(each);
      if (threads.count === 1 || normalizer.share(next.value) === undefined) continue;
      const before = { last: next.value, first: done };
      for await (const each of onThreads(normalizer, blocks, source, before, threads, signal)) yield told(each);
      return;
    }
  } finally {
    await blocks.return?.();
    if (typeof asked === 'number') await threads.close();
  }
}
