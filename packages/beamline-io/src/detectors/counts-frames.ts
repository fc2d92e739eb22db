import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { distinctBaseNames } from '../bytes/distinct-names.js';
import { placed } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import { openHdf5Source, withHdf5 } from '../hdf5/open-source.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import type { ReadSourceOptions } from '../read-source.js';
import { frameTable } from '../series/frame-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import { newKinds, warningsOfFile } from './file-warnings.js';

/** One frame of a scan: spectra of all positions. */
export interface CountsFrame {
  /** [position x detector x channel]. */
  readonly counts: Float64Array;
  /** Seconds, position by position, of each detector; NaN where not written. */
  readonly liveTimes: Float64Array;
  /** UNIX seconds of its first spectrum, where written. */
  readonly epoch?: number;
  /** Zone of that time, where written. */
  readonly zone?: string;
  /** Seconds at which its first spectrum begins, of files whose times have no date. */
  readonly start?: number;
  /** Seconds from its first spectrum to the end of its last, where written. */
  readonly duration?: number;
  /** Names of the files that it was read from. */
  readonly files: readonly string[];
  /** What reading its files told, each kind of it once, with the file. @default nothing */
  readonly warnings?: readonly OperandoWarning[];
}

/** What a scan's files hold. */
export interface CountsScan {
  /** Positions of each frame. */
  readonly positions: number;
  /** Detectors (elements) at each position. */
  readonly detectors: number;
  /** Channels of each spectrum. */
  readonly channels: number;
  /** Of the first file: calibration, angle, regions. */
  readonly metadata: ColumnTable['metadata'];
  /** What reading the files told so far. */
  readonly warnings: readonly OperandoWarning[];
  /** Frames in order, one in memory at a time. */
  frames(): AsyncGenerator<CountsFrame>;
}

/** A scan whose number of frames is known. */
export interface CountedScan extends CountsScan {
  readonly count: number;
  /** Names of its files, in order. */
  readonly files: readonly string[];
  /** @param from The first frame that is wanted. @default 0 */
  frames(from?: number): AsyncGenerator<CountsFrame>;
}

interface Spectrum {
  readonly counts: readonly Float64Array[];
  readonly live: readonly number[];
  readonly table: ColumnTable;
}

async function spectrumOf(source: NamedSource, options: ReadSourceOptions): Promise<Spectrum> {
  const where = { file: source.name };
  const table = await frameTable(source, options);
  const counts = table.columns.filter(({ label }) => /^counts/i.test(label)).map(({ values }) => values);
  if (counts.length === 0)
    throw new OperandoError('column-missing', 'the file has no counts.', {
      where,
      cure: said`Its columns are ${table.columns.map(({ label }) => label).join(', ')}.`,
    });
  const listed = table.metadata['live_time'];
  const live =
    Array.isArray(listed) && listed.length === counts.length
      ? listed.map(Number)
      : counts.map(() => table.scalars['live_time']?.value ?? Number.NaN);
  return { counts, live, table };
}

/** Shape of every file of a scan, by its first. */
interface ScanShape {
  readonly detectors: number;
  readonly channels: number;
  /** Name of the first. */
  readonly first: string;
}

/** The spectra of some files as one frame. @throws OperandoError `shape-mismatch` for a file of another shape. */
async function frameOf(
  sources: readonly NamedSource[],
  { detectors, channels, first }: ScanShape,
  options: ReadSourceOptions,
): Promise<CountsFrame> {
  const counts = new Float64Array(sources.length * detectors * channels);
  const liveTimes = new Float64Array(sources.length * detectors);
  const epochs: number[] = [];
  const warnings: OperandoWarning[] = [];
  const told = new Set<string>();
  let end = -Infinity;
  let zone = 'unstated';
  for (const [p, source] of sources.entries()) {
    const spectrum = await spectrumOf(source, options);
    if (spectrum.counts.length !== detectors || spectrum.counts[0]!.length !== channels) {
      throw new OperandoError(
        'shape-mismatch',
        said`the file has ${spectrum.counts.length} x ${spectrum.counts[0]!.length} counts, ${first} ${detectors} x ${channels}.`,
        { where: { file: source.name } },
      );
    }
    spectrum.counts.forEach((each, d) => {
      counts.set(each, (p * detectors + d) * channels);
      liveTimes[p * detectors + d] = spectrum.live[d]!;
    });
    const { time } = spectrum.table;
    warnings.push(...newKinds(warningsOfFile(source, spectrum.table.warnings), told));
    if (time !== undefined) {
      epochs.push(time.epoch);
      zone = time.zone;
      end = Math.max(end, time.epoch + (time.duration ?? 0));
    }
  }
  const files = sources.map(({ name }) => name);
  if (epochs.length < sources.length) return { counts, liveTimes, files, warnings };
  const epoch = Math.min(...epochs);
  return { counts, liveTimes, files, warnings, epoch, zone, duration: end - epoch };
}

/**
 * A depth scan in files of one spectrum each, in natural order of their names: position after position, frame after frame.
 *
 * @param positions Positions of a frame.
 * @throws OperandoError `shape-mismatch` when files do not make whole frames, or one has other channels or detectors than the
 * first; as `readSource`; always with the file.
 */
export async function openCountsFiles(
  sources: readonly NamedSource[],
  positions: number,
  options: ReadSourceOptions = {},
): Promise<CountedScan> {
  const sorted = naturally(sources);
  const [source] = sorted;
  if (!Number.isInteger(positions) || positions < 1 || source === undefined || sorted.length % positions !== 0) {
    throw new OperandoError(
      'shape-mismatch',
      `${sorted.length} files do not make whole frames of ${positions} positions.`,
      {
        where: { parameter: 'positions' },
        cure: 'Leave out the files of a scan that was cut short, or give the number of positions.',
      },
    );
  }
  const first = await spectrumOf(source, options);
  const shape = { detectors: first.counts.length, channels: first.counts[0]!.length, first: baseName(source) };
  return {
    positions,
    detectors: shape.detectors,
    channels: shape.channels,
    count: sorted.length / positions,
    metadata: first.table.metadata,
    warnings: first.table.warnings,
    files: distinctBaseNames(sorted),
    async *frames(from = 0) {
      for (let at = from * positions; at < sorted.length; at += positions)
        yield frameOf(sorted.slice(at, at + positions), shape, options);
    },
  };
}

/**
 * A depth scan in an HDF5 dataset [frame x position x channel] or [frame x position x detector x channel].
 * @throws OperandoError as `openHdf5Source`; `shape-mismatch` for other dimensions.
 */
export async function openCountsDataset(
  source: NamedSource,
  dataset: string,
  options: OpenHdf5Options = {},
): Promise<CountedScan> {
  const shape = await withHdf5(source, options, (file) => {
    const { shape: found } = file.dataset(dataset);
    if (found.length === 3 || found.length === 4) return found;
    throw new OperandoError('shape-mismatch', said`${dataset} is ${found.join(' x ')}.`, {
      cure: 'A scan is frame x position x channel, or frame x position x detector x channel.',
    });
  });
  const [count, positions] = [shape[0]!, shape[1]!];
  const detectors = shape.length === 4 ? shape[2]! : 1;
  return {
    positions,
    detectors,
    channels: shape.at(-1)!,
    count,
    metadata: {},
    warnings: [],
    files: [baseName(source)],
    async *frames(from = 0) {
      const file = await openHdf5Source(source, options);
      try {
        const array = file.dataset(dataset);
        if (array.shape.join() !== shape.join())
          throw new OperandoError(
            'shape-mismatch',
            said`${dataset} is ${array.shape.join(' x ')}, and was ${shape.join(' x ')}.`,
            {
              cure: 'Open it again: it was written to meanwhile.',
            },
          );
        for (let f = from; f < count; f++)
          yield {
            counts: array.read(f, f + 1),
            liveTimes: new Float64Array(positions * detectors).fill(Number.NaN),
            files: [source.name],
          };
      } catch (error) {
        throw placed(error, source.name);
      } finally {
        file.close();
      }
    },
  };
}
