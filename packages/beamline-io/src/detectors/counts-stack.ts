import { flatMask, flatValues, OperandoError } from '@operando/core';
import type { FrameSource, Metadata, NamedSource, Series } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { isHdf5Sample, nexus } from '../hdf5/nexus-format.js';
import { openNexusStack } from '../hdf5/nexus-series.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { sampleOfSource } from '../sniff.js';
import type { CountedScan, CountsFrame } from './counts-frames.js';
import { isMetadata } from '../text/is-metadata.js';
import { said } from '../text/said.js';

type Stack = FrameSource<'channel', '1'>;

/** What the header of the first spectrum said, which `convert` keeps. */
function headerOf({ metadata }: Stack): Metadata {
  const [first] = isMetadata(metadata?.['headers']) ? Object.values(metadata['headers']) : [];
  return isMetadata(first) ? first : {};
}

/** Counts of a block, NaN where they are masked. */
function countsOf({ signal, mask }: Series): Float64Array {
  const counts = Float64Array.from(flatValues(signal));
  if (mask !== undefined) flatMask(mask).forEach((masked, i) => masked !== 0 && (counts[i] = Number.NaN));
  return counts;
}

/**
 * A depth scan whose spectra are the rows of one stack in an HDF5 file, as files of one spectrum each are converted: position after
 * position, frame after frame.
 *
 * @param positions Positions of a frame.
 * @returns Undefined for files of other kinds, and without such a stack.
 * @throws OperandoError `shape-mismatch` when the spectra do not make whole frames; as `openNexusSeries`.
 */
export async function openCountsStack(
  source: NamedSource,
  positions: number,
  options: OpenHdf5Options = {},
): Promise<CountedScan | undefined> {
  if (!isHdf5Sample(await sampleOfSource(source, [nexus]))) return undefined;
  const stack = await openNexusStack(source, { ...options, axis: { name: 'channel', unit: '1' } });
  if (stack?.frames === undefined || stack.time === undefined) return undefined;
  const { frames: spectra, time } = stack;
  if (!Number.isInteger(positions) || positions < 1 || spectra % positions !== 0)
    throw new OperandoError(
      'shape-mismatch',
      said`${spectra} spectra do not make whole frames of ${positions} positions.`,
      {
        where: { file: source.name, parameter: 'positions' },
        cure: 'Leave out the spectra of a scan that was cut short, or give the number of positions.',
      },
    );
  const channels = stack.axis.values.length;
  const { epoch, zone = 'unstated', start, duration } = time;
  const live = stack.channels?.['live_time']?.values;
  const told = stack.warnings ?? [];
  // Numbers of spectra that stood for seconds are no times of frames.
  const isNumbered = told.some(({ code }) => code === 'time-unknown');
  const frameAt = (counts: Float64Array, at: number): CountsFrame => {
    const last = at + positions - 1;
    const lasts = start[last]! + duration[last]! - start[at]!;
    return {
      counts,
      liveTimes: live?.slice(at, at + positions) ?? new Float64Array(positions).fill(Number.NaN),
      files: [source.name],
      ...(isNumbered
        ? {}
        : epoch === undefined
          ? { start: start[at]!, duration: lasts }
          : { epoch: epoch + start[at]!, zone, duration: lasts }),
    };
  };
  return {
    positions,
    detectors: 1,
    channels,
    count: spectra / positions,
    metadata: headerOf(stack),
    warnings: told.filter(({ code }) => code !== 'time-unknown'),
    files: [baseName(source)],
    async *frames(from = 0) {
      let at = 0;
      for await (const block of stack.blocks({ frames: positions })) {
        if (at >= from * positions) yield frameAt(countsOf(block), at);
        at += positions;
      }
    },
  };
}
