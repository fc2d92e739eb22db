import { OperandoError } from '@operando/core';
import { openCountsScan, openHdf5Scan } from '@operando/beamline-io/node';
import type { CountsScan } from '@operando/beamline-io/node';
import type { EdxrdOptions } from './options.js';

/** Positions that the options state. */
function countPositions({ positions }: EdxrdOptions): number {
  return 'count' in positions ? positions.count : positions.length;
}

/**
 * The frames of files: one spectrum for each position, position after position, or a dataset of an HDF5 file.
 *
 * @throws OperandoError `invalid-argument` for a dataset of several files, `shape-mismatch` for other positions than stated.
 */
export async function openScan(
  files: readonly string[],
  options: EdxrdOptions,
): Promise<{ readonly scan: CountsScan; readonly frames?: number }> {
  const { dataset } = options;
  const positions = countPositions(options);
  if (dataset === undefined) {
    return { scan: await openCountsScan(files, positions), frames: files.length / positions };
  }
  const [file] = files;
  if (file === undefined || files.length !== 1) {
    throw new OperandoError('invalid-argument', `a dataset is named, but there are ${files.length} files.`, {
      where: { parameter: 'dataset' },
      cure: 'Give one HDF5 file.',
    });
  }
  const scan = await openHdf5Scan(file, dataset);
  if (scan.positions !== positions) {
    throw new OperandoError(
      'shape-mismatch',
      `the dataset has ${scan.positions} positions, the options state ${positions}.`,
      { where: { file, parameter: 'positions' }, cure: 'State the position of every slice.' },
    );
  }
  return { scan };
}
