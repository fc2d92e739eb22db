import { OperandoError } from '@operando/core';
import type { FrameSource, NamedSource } from '@operando/core';
import { openCounts } from '@operando/beamline-io';
import type { CountsMemory } from '@operando/beamline-io';
import { countPositions } from './count-positions.js';
import type { EdxrdOptions } from './options.js';

/**
 * The frames of files: one spectrum for each position, position after position, or a dataset of an HDF5 file.
 *
 * @throws OperandoError `invalid-argument` for a dataset of several files, `shape-mismatch` for files that are no whole frames.
 */
export async function openScan(
  files: readonly NamedSource[],
  options: EdxrdOptions,
  memory?: CountsMemory,
): Promise<FrameSource<'channel', '1'>> {
  const { dataset, timeStep, frameDateOrder: dateOrder } = options;
  if (dataset !== undefined && files.length !== 1) {
    throw new OperandoError('invalid-argument', `a dataset is named, but there are ${files.length} files.`, {
      where: { parameter: 'dataset' },
      cure: 'Give one HDF5 file.',
    });
  }
  const how = { positions: countPositions(options), dataset, dateOrder, memory };
  const scan = await openCounts(files, how);
  // Seconds from frame to frame are for files that do not say when they were measured.
  const isUntimed = scan.warnings.some(({ code }) => code === 'time-unknown');
  return isUntimed && timeStep !== undefined ? openCounts(files, { ...how, timeStep }) : scan;
}
