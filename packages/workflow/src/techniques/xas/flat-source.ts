import { createSeries, seriesSource } from '@operando/core';
import type { FrameDetail, FrameSource } from '@operando/core';
import { createNormalizer } from '@operando/xas-normalize';
import { normalizationOf } from './normalize-blocks.js';
import type { XasOptions } from './options.js';

/** The flattened spectra of a series: kept where they are few, else made again. */
export function flatSource(
  source: FrameSource<'energy', 'eV'>,
  { axis, time, values, framesPerRow }: FrameDetail<'energy', 'eV'>,
  options: XasOptions,
): FrameSource<'energy', 'eV'> {
  if (framesPerRow === 1) return seriesSource(createSeries({ signal: values, axis, time, metadata: source.metadata }));
  return {
    axis,
    frames: source.frames,
    metadata: source.metadata,
    warnings: [],
    async *blocks(asked) {
      const normalizer = createNormalizer(axis, { ...normalizationOf(source.metadata, options), positions: undefined });
      for await (const block of source.blocks({ frames: 256, ...asked })) yield normalizer.add(block).flat;
    },
  };
}
