import type { FileFormat, Sample } from '../format.js';
import { readHdf5Curves } from '../reflectivity/hdf5-curves.js';
import { openNexusStack } from './nexus-series.js';
import { readHdf5Tables } from './read-table.js';
import { signaturePlace, signaturePlaces } from './signature.js';

/** Whether a file begins as HDF5 does. */
export function isHdf5Sample({ size, at }: Sample): boolean {
  return signaturePlace(size, at) !== undefined;
}

/** HDF5 files: plottable data of NeXus, counters of its entries, whole stacks of spectra. */
export const nexus: FileFormat = {
  id: 'nexus',
  title: 'HDF5, NeXus',
  kind: 'file',
  looksAt: signaturePlaces,
  sniff: (sample) => (isHdf5Sample(sample) ? 0.99 : 0),
  async parse(source, options) {
    // Of `all` the first: a result is one table.
    const scan = options.scan === 'all' ? undefined : options.scan;
    const [table] = await readHdf5Tables(source, { ...options, scan });
    return { kind: 'spectrum', table: table! };
  },
  scans: (source, options) => readHdf5Tables(source, { ...options, scan: 'all' }),
  // The beginning of an ORSO file need not say that it is one.
  curves: readHdf5Curves,
  series: openNexusStack,
};
