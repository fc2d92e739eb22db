import { includesText } from '../bytes/binary.js';
import type { FileFormat, FileOptions } from '../format.js';
import type { NamedSource } from '@operando/core';
import { isHdf5Sample } from '../hdf5/nexus-format.js';
import { signaturePlaces } from '../hdf5/signature.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { readOrsoCurves } from './orso-curves.js';
import { curveTable } from './table-of-curve.js';

async function scansOf(source: NamedSource, options: FileOptions): Promise<ScansOfFile> {
  const curves = await readOrsoCurves(source, options);
  return {
    scans: numberedScans(
      curves.map(({ q }) => q.length),
      (i) => curves[i]!.name,
    ),
    table: (i) => curveTable('orso-binary', curves[i]!, ['Qz', 'R', 'sR', 'sQz']),
  };
}

/** ORSO reflectivity in HDF5. */
export const orsoBinary: FileFormat = {
  id: 'orso-binary',
  title: 'ORSO binary (.orb)',
  kind: 'file',
  looksAt: signaturePlaces,
  sniff: (sample) => (isHdf5Sample(sample) && includesText(sample.bytes, 'OrsoDataset') ? 1 : 0),
  parse: async (source, options) => ({
    kind: 'spectrum',
    table: chosenTable(await scansOf(source, options), options.scan),
  }),
  scans: async (source, options) => everyTable(await scansOf(source, options)),
  curves: readOrsoCurves,
};
