import { placed } from '../bytes/file-error.js';
import { openHdf5 } from './file.js';
import type { Hdf5File } from './file.js';
import type { OpenHdf5Options } from './session.js';

/**
 * Opens a file for some work and closes it again.
 * @throws OperandoError as `openHdf5`, and what the work throws, with the file.
 */
export async function withHdf5<Result>(
  path: string,
  options: OpenHdf5Options,
  work: (file: Hdf5File) => Result | Promise<Result>,
): Promise<Result> {
  const file = await openHdf5(path, options);
  try {
    return await work(file);
  } catch (error) {
    throw placed(error, path);
  } finally {
    file.close();
  }
}
