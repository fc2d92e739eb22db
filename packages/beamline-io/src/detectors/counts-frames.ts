import { basename } from 'node:path';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { placed } from '../bytes/file-error.js';
import { openHdf5 } from '../hdf5/file.js';
import type { OpenHdf5Options } from '../hdf5/session.js';
import { readFile } from '../node-read.js';
import { sortNaturally } from '../node-files.js';

/** One frame of a scan: spectra of all positions. */
export interface CountsFrame {
  /** [position x detector x channel]. */
  readonly counts: Float64Array;
  /** Seconds, position by position, of each detector; NaN where not written. */
  readonly liveTimes: Float64Array;
  /** UNIX seconds of its first spectrum, where written. */
  readonly epoch?: number;
  readonly zone?: string;
  /** Seconds from its first spectrum to the end of its last, where written. */
  readonly duration?: number;
  readonly files: readonly string[];
}

/** What a scan's files hold. */
export interface CountsScan {
  readonly positions: number;
  readonly detectors: number;
  readonly channels: number;
  /** Of the first file: calibration, angle, regions. */
  readonly metadata: ColumnTable['metadata'];
  readonly warnings: readonly OperandoWarning[];
  /** Frames in order, one in memory at a time. */
  frames(): AsyncGenerator<CountsFrame>;
}

interface Spectrum {
  readonly counts: readonly Float64Array[];
  readonly live: readonly number[];
  readonly table: ColumnTable;
}

async function spectrumOf(path: string): Promise<Spectrum> {
  const result = await readFile(path);
  if (result.kind !== 'spectrum')
    throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', { where: { file: path } });
  const { table } = result;
  const counts = table.columns.filter(({ label }) => /^counts/i.test(label)).map(({ values }) => values);
  if (counts.length === 0)
    throw new OperandoError('column-missing', 'the file has no counts.', {
      where: { file: path },
      cure: `Its columns are ${table.columns.map(({ label }) => label).join(', ')}.`,
    });
  const listed = table.metadata['live_time'];
  const live =
    Array.isArray(listed) && listed.length === counts.length
      ? listed.map(Number)
      : counts.map(() => table.scalars['live_time']?.value ?? Number.NaN);
  return { counts, live, table };
}

/**
 * A depth scan in files of one spectrum each, in natural order of their names: position after position, frame after frame.
 *
 * @param positions Positions of a frame.
 * @throws OperandoError `shape-mismatch` when files do not make whole frames, or one has other channels or detectors than the
 * first; as `readFile`; always with the file.
 */
export async function openCountsScan(paths: readonly string[], positions: number): Promise<CountsScan> {
  const sorted = sortNaturally(paths);
  if (!Number.isInteger(positions) || positions < 1 || sorted.length === 0 || sorted.length % positions !== 0) {
    throw new OperandoError(
      'shape-mismatch',
      `${sorted.length} files do not make whole frames of ${positions} positions.`,
      {
        where: { parameter: 'positions' },
        cure: 'Leave out the files of a scan that was cut short, or give the number of positions.',
      },
    );
  }
  const first = await spectrumOf(sorted[0]!);
  const [detectors, channels] = [first.counts.length, first.counts[0]!.length];
  return {
    positions,
    detectors,
    channels,
    metadata: first.table.metadata,
    warnings: first.table.warnings,
    async *frames() {
      for (let at = 0; at < sorted.length; at += positions) {
        const counts = new Float64Array(positions * detectors * channels);
        const liveTimes = new Float64Array(positions * detectors);
        const files = sorted.slice(at, at + positions);
        const epochs: number[] = [];
        let end = -Infinity;
        let zone = 'unstated';
        for (const [p, path] of files.entries()) {
          const spectrum = await spectrumOf(path);
          if (spectrum.counts.length !== detectors || spectrum.counts[0]!.length !== channels) {
            throw new OperandoError(
              'shape-mismatch',
              `the file has ${spectrum.counts.length} x ${spectrum.counts[0]!.length} counts, ${basename(sorted[0]!)} ${detectors} x ${channels}.`,
              { where: { file: path } },
            );
          }
          spectrum.counts.forEach((each, d) => {
            counts.set(each, (p * detectors + d) * channels);
            liveTimes[p * detectors + d] = spectrum.live[d]!;
          });
          const { time } = spectrum.table;
          if (time !== undefined) {
            epochs.push(time.epoch);
            zone = time.zone;
            end = Math.max(end, time.epoch + (time.duration ?? 0));
          }
        }
        const whole = epochs.length === positions;
        const epoch = Math.min(...epochs);
        yield { counts, liveTimes, files, ...(whole ? { epoch, zone, duration: end - epoch } : {}) };
      }
    },
  };
}

/**
 * A depth scan in an HDF5 dataset [frame x position x channel] or [frame x position x detector x channel].
 * @throws OperandoError as `openHdf5`; `shape-mismatch` for other dimensions.
 */
export async function openHdf5Scan(path: string, dataset: string, options: OpenHdf5Options = {}): Promise<CountsScan> {
  const file = await openHdf5(path, options);
  try {
    const array = file.dataset(dataset);
    const { shape } = array;
    if (shape.length !== 3 && shape.length !== 4)
      throw new OperandoError('shape-mismatch', `${dataset} is ${shape.join(' x ')}.`, {
        where: { file: path },
        cure: 'A scan is frame x position x channel, or frame x position x detector x channel.',
      });
    const [frames, positions] = [shape[0]!, shape[1]!];
    const detectors = shape.length === 4 ? shape[2]! : 1;
    const channels = shape.at(-1)!;
    return {
      positions,
      detectors,
      channels,
      metadata: {},
      warnings: [],
      async *frames() {
        try {
          for (let f = 0; f < frames; f++)
            yield {
              counts: array.read(f, f + 1),
              liveTimes: new Float64Array(positions * detectors).fill(Number.NaN),
              files: [path],
            };
        } finally {
          file.close();
        }
      },
    };
  } catch (error) {
    file.close();
    throw placed(error, path);
  }
}
