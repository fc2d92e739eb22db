import {
  axisPoints,
  blocksWith,
  concatenateSeries,
  createFrameDetail,
  createPacer,
  createSeries,
  defaultBlockFrames,
  flatMask,
  flatValues,
  frameOutline,
  OperandoError,
  selectFrames,
  unmaskedValues,
} from '@operando/core';
import type { FrameDetail, FrameSource, Series } from '@operando/core';
import { excludeRanges, flatTops, stackOf } from '@operando/xrd-peak-track';
import type { FlatTop, FlatTops, SeriesStack } from '@operando/xrd-peak-track';
import type { FrameData, Pattern } from '@operando/xrd-rietveld';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { areRoots, weighted, weightsOf } from './pattern-weights.js';
import type { Weights } from './pattern-weights.js';
import { smallBlockFrames } from './wanted-blocks.js';

type Patterns = Series<'two-theta', 'deg'>;

/** Patterns that are read, block by block, as often as they are looked at: they need not be in memory. */
export interface PatternSource {
  /** Two-theta, degrees. */
  readonly x: Float64Array;
  readonly errors: SeriesStack['errors'];
  /** Times, channels, metadata and provenance of all patterns. */
  readonly outline: Patterns;
  /** What the map shows. */
  readonly detail: FrameDetail<'two-theta', 'deg'>;
  /** Tops of peaks that are cut off, as by the limit of a detector; undefined where there are none. */
  readonly flat: FlatTops | undefined;
  /** Sum of the intensities of each pattern. */
  readonly sums: readonly number[];
  /** Look at patterns in their order. @param wanted Those to look at; all without. */
  readonly visit: (look: (frame: number, data: FrameData) => void, wanted?: ReadonlySet<number>) => Promise<void>;
}

/** Values that are looked at for what their errors are, at most, about: as many as a block has. */
const mostLooked = 1_048_576;
/** Patterns that follow each other and are looked at together: their differences tell noise. */
const together = 8;

/** A pattern of a block. */
function frameOf({ stack, sigma, mask }: ReturnType<typeof weighted>, points: number, frame: number): FrameData {
  const part = <Values extends Float64Array | Uint8Array>(values: Values): Values =>
    values.subarray(frame * points, (frame + 1) * points) as Values;
  return {
    intensity: part(stack),
    ...(sigma === 'counts' ? {} : { sigma: part(sigma) }),
    ...(mask === undefined ? {} : { mask: part(mask) }),
  };
}

/** The same with NaN where a value must not be used. */
function unmasked(block: Patterns): Patterns {
  if (block.mask === undefined) return block;
  const { axis, time, metadata } = block;
  return createSeries({ signal: unmaskedValues(block), axis, time, metadata });
}

/** @throws OperandoError `unsupported` for more than a pattern a frame. */
function expectOnePattern({ dims }: Patterns): void {
  if (dims.length === 2) return;
  throw new OperandoError('unsupported', `the series has the dimensions ${dims.join(', ')}.`, {
    cure: 'Choose one pattern for each frame first.',
  });
}

/**
 * Look through patterns once: times, a map, and where their errors come from. Errors that are the roots of the intensities are those
 * of counts: then the pattern that is calculated weights them, which does not favour points that came out low.
 *
 * @param unused Ranges of two-theta that are not used: what is cut off there does not matter.
 * @throws OperandoError `unsupported` for more than a pattern a frame, `too-few-points` without any.
 */
export async function lookThrough(
  source: FrameSource<'two-theta', 'deg'>,
  context: RunContext,
  unused: readonly (readonly [number, number])[] = [],
): Promise<PatternSource> {
  const x = axisPoints(source.axis);
  const total = source.frames ?? source.time?.start.length ?? 0;
  const detail = createFrameDetail(source.axis, total);
  const { signal } = context;
  const asked = { signal, frames: smallBlockFrames(source) };
  const usualFrames = defaultBlockFrames(x.length);
  const progress = progressOf(context, 'reading');
  const pace = createPacer(signal);
  const outlines: Patterns[] = [];
  const samples: Patterns[] = [];
  const sums: number[] = [];
  // All of a short series; a few neighbours of as many as a block usually has of a long one.
  const isShort = total * x.length <= mostLooked;
  const tops: FlatTop[] = [];
  let level = 0;
  let hasRoots = true;
  let hasErrors = false;
  for await (const block of source.blocks(asked)) {
    expectOnePattern(block);
    outlines.push(frameOutline(block));
    detail.add(unmasked(block));
    const frames = block.time.start.length;
    const first = sums.length;
    const values = flatValues(block.signal);
    for (let frame = 0; frame < frames; frame++)
      sums.push(values.subarray(frame * x.length, (frame + 1) * x.length).reduce((sum, value) => sum + value, 0));
    const mask = block.mask === undefined ? undefined : flatMask(block.mask);
    const flat = flatTops(values, x.length, excludeRanges(x, frames, unused, mask));
    for (const top of flat?.tops ?? []) tops.push({ ...top, frame: first + top.frame });
    level = Math.max(level, flat?.level ?? 0);
    if (block.variances === undefined) {
      if (isShort) samples.push(block);
      else
        for (let k = 0; k < frames; k++) {
          const place = asked.frames === undefined ? k : (first + k) % usualFrames;
          if (place < together) samples.push(selectFrames(block, [k]));
        }
    } else {
      hasErrors = true;
      hasRoots &&= areRoots(stackOf(block));
    }
    progress(sums.length, total);
    await pace();
  }
  if (outlines.length === 0) throw new OperandoError('too-few-points', 'there are no patterns.');
  const weights: Weights = hasErrors ? { errors: hasRoots ? 'counts' : 'file' } : weightsOf(concatenateSeries(samples));
  // What scatter says of errors depends on the patterns of a block.
  const visited = weights.errors === 'scatter' ? { signal } : asked;
  return {
    x,
    errors: weights.errors,
    outline: concatenateSeries(outlines),
    detail: detail.finish(),
    flat: tops.length === 0 ? undefined : { level, tops },
    sums,
    async visit(look, wanted) {
      if (wanted?.size === 0) return;
      for await (const { first, block } of blocksWith(source, wanted, visited)) {
        const own = [...block.time.start.keys()].filter((k) => wanted === undefined || wanted.has(first + k));
        if (own.length === 0) continue;
        const stack = weighted(block, weights);
        for (const k of own) {
          await pace();
          look(first + k, frameOf(stack, x.length, k));
        }
      }
    },
  };
}

/** Some patterns in memory, by their numbers. */
export async function patternsAt(
  { x, visit }: PatternSource,
  frames: readonly number[],
): Promise<ReadonlyMap<number, Pattern>> {
  const found = new Map<number, Pattern>();
  const copy = (values: ArrayLike<number> | undefined) =>
    values === undefined ? undefined : Float64Array.from(values);
  await visit(
    (frame, { intensity, sigma, mask }) =>
      found.set(frame, {
        twoTheta: x,
        intensity: Float64Array.from(intensity),
        sigma: copy(sigma),
        mask: copy(mask),
      }),
    new Set(frames),
  );
  return found;
}
