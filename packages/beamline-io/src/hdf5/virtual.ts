import type { Dataset } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import type { Hdf5Library } from './library-files.js';
import type { LinkFollower, Place } from './links.js';
import { said } from '../text/said.js';

const mostSources = 20_000;
const deepest = 16;

/**
 * Checks that the values of a virtual dataset are where it says, and those of its sources in turn: for what it cannot find or open
 * HDF5 gives zeros, and in a circle it does not end.
 *
 * @throws OperandoError `file-access` for sources that are not there, `unsupported` outside the folder, `malformed-file` for circles, `too-large`.
 */
export function checkVirtual(library: Hdf5Library, follower: LinkFollower, dataset: Dataset, place: Place): void {
  const checked = new Set<string>();
  const look = (current: Dataset, at: Place, above: readonly string[]): void => {
    const sources = current.metadata.virtual_sources ?? [];
    if (sources.length === 0) return;
    const here = `${at.on}\0${at.at}`;
    if (above.includes(here) || above.length > deepest)
      throw inFile(at.on, 'malformed-file', said`the virtual dataset ${at.at} takes its values from itself.`);
    if (checked.has(here)) return;
    checked.add(here);
    for (const { file_name: filename, dset_name: name } of sources) {
      const key = `${at.on}\0${filename}\0${name}`;
      if (checked.has(key)) continue;
      if (checked.size > mostSources)
        throw inFile(at.on, 'too-large', said`the virtual dataset ${at.at} has more than ${mostSources} sources.`);
      checked.add(key);
      const source = follower.source(filename, name, at);
      const entity = source.file.get(source.at === '' ? '/' : source.at);
      if (!(entity instanceof library.Dataset))
        throw inFile(
          source.on,
          'file-access',
          said`the virtual dataset ${at.at} takes its values from ${name}, which is not there.`,
          'Copy the file again, with what it refers to.',
        );
      look(entity, source, [...above, here]);
    }
  };
  look(dataset, place, []);
}
