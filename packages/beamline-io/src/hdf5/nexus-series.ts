import { defaultBlockFrames, OperandoError, seriesSource, seriesWarnings } from '@operando/core';
import type { FrameSource, NamedSource, Series } from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { keptFrameBytes } from '../bytes/contents.js';
import type { Hdf5File } from './file.js';
import { findNexusData, lookForNexusData } from './nexus-data.js';
import type { NexusData } from './nexus-data.js';
import { blockOf, planOf } from './nexus-plan.js';
import type { NexusPlan, OpenNexusSeriesOptions, ReadNexusSeriesOptions } from './nexus-plan.js';
import { openHdf5Source, withHdf5 } from './open-source.js';

function frameSource<Name extends string, Unit extends string>(
  source: NamedSource,
  plan: NexusPlan<Name, Unit>,
  options: ReadNexusSeriesOptions<Name, Unit>,
): FrameSource<Name, Unit> {
  const { axis, time, channels, metadata, history, size } = plan;
  const warnings = [...history.flatMap((step) => step.warnings ?? []), ...plan.warnings];
  const frames = time.start.length;
  return {
    axis,
    frames,
    time,
    channels,
    metadata,
    warnings,
    async *blocks({ frames: asked = defaultBlockFrames(size), signal } = {}) {
      signal?.throwIfAborted();
      const file = await openHdf5Source(source, options);
      try {
        const data = findNexusData(file, options);
        if (data.signal.shape.join() !== plan.data.signal.shape.join())
          throw new OperandoError(
            'shape-mismatch',
            `the stack is ${data.signal.shape.join(' x ')}, and was ${plan.data.signal.shape.join(' x ')} when it was opened.`,
            { cure: 'Open it again: it was written to meanwhile.' },
          );
        for (let from = 0; from < frames; from += asked) {
          signal?.throwIfAborted();
          yield blockOf(file, { ...plan, data }, from, Math.min(frames, from + asked));
        }
      } catch (error) {
        throw placed(error, source.name);
      } finally {
        file.close();
      }
    },
  };
}

/**
 * A stack of spectra in an HDF5 (NeXus) file as a series: frames along the first dimension, spectra along the second, as
 * pyFAI writes its multi-frame integrations and as `writeNexus` writes. Errors become variances, single numbers of each frame
 * channels, the axis is converted to the unit asked for. Of a file by `writeNexus`, metadata and provenance come along.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unit-mismatch` for an axis of another kind, `unsupported` for other
 * dimensions, `outside-range` for frames that are not there, `too-large` for more than 512 Mi values, `axis-not-increasing`.
 */
export async function readNexusSeriesFrom<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return withHdf5(source, options, async (file) => {
    const plan = await planOf(file, findNexusData(file, options), source.name, options, true);
    return blockOf(file, plan, 0, plan.time.start.length);
  });
}

/** The frames of data: read at once where they are few, else when they are asked for. */
async function framesOf<const Name extends string, const Unit extends string>(
  source: NamedSource,
  file: Hdf5File,
  data: NexusData,
  options: OpenNexusSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit>> {
  const isSmall = (frames: number, size: number): boolean => {
    const arrays = 1 + Number(data.errors !== undefined);
    return arrays * frames * size * Float64Array.BYTES_PER_ELEMENT <= (options.keptBytes ?? keptFrameBytes);
  };
  const [total = 1, size = total] = data.signal.shape.length === 1 ? [1, data.signal.shape[0]!] : data.signal.shape;
  const isWhole = isSmall((options.to ?? total) - (options.from ?? 0), size);
  const plan = await planOf(file, data, source.name, options, isWhole);
  if (!isWhole) return frameSource(source, plan, options);
  const whole = blockOf(file, plan, 0, plan.time.start.length);
  return { ...seriesSource(whole), warnings: seriesWarnings(whole) };
}

/**
 * A stack of spectra in an HDF5 (NeXus) file, frame by frame: see {@link readNexusSeriesFrom}, whose frames these are. Of a large
 * stack the file is opened for what stands beside them, and again for the blocks, which are slabs of the dataset.
 *
 * @throws OperandoError as {@link readNexusSeriesFrom}.
 */
export async function openNexusSeries<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: OpenNexusSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit>> {
  return withHdf5(source, options, (file) => framesOf(source, file, findNexusData(file, options), options));
}

/** The same, but undefined for a file whose data are no two-dimensional stack. */
export async function openNexusStack<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: OpenNexusSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit> | undefined> {
  return withHdf5(source, options, async (file) => {
    const data = lookForNexusData(file, options);
    return data?.signal.shape.length === 2 ? framesOf(source, file, data, options) : undefined;
  });
}
