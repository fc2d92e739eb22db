import { OperandoError } from '@operando/core';
import { archiveMentions, unpack } from '../bytes/archive.js';
import type { BytesFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { said } from '../text/said.js';
import { xmlParser } from '../text/xml-nodes.js';
import { brmlScans } from './brml-scans.js';
import type { BrmlScan } from './brml-scans.js';

function parsed(name: string, content: Uint8Array): unknown {
  try {
    return xmlParser.parse(new TextDecoder().decode(content));
  } catch (error) {
    throw new OperandoError(
      'malformed-file',
      said`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A file that cannot be read is refused when it is asked for: the others can be read without it. */
function scansOfEntry(name: string, content: Uint8Array): readonly BrmlScan[] {
  try {
    return brmlScans(name, parsed(name, content));
  } catch (error) {
    const refuse = (): never => {
      throw error;
    };
    return [{ title: name, rows: 1, table: refuse }];
  }
}

function scansOf(bytes: Uint8Array): ScansOfFile {
  const found = [...unpack(bytes, /RawData\d+\.xml$/)].flatMap(([name, content]) =>
    scansOfEntry(name, content).map((scan) => ({ name, scan })),
  );
  return {
    scans: numberedScans(
      found.map(({ scan }) => scan.rows),
      (i) => found[i]!.name,
    ),
    table: (i) => found[i]!.scan.table(),
  };
}

/**
 * Bruker BRML: a zip archive with one XML file per measurement. What stands where in a row is taken from the file's views of its
 * data: the last one that is a counter's gives the intensities, `ScanAxes` two-theta; times, temperatures and other drives are
 * columns where they change, else metadata. Ranges, and the rows of a detector that stood still, are scans of their own.
 *
 * @param scan Which scan, from 1 or by the name of its file. @default the first, with a warning
 * @throws OperandoError `malformed-file`, also without a counter; `too-large`, `bad-number`.
 */
export function parseBrukerBrml(bytes: Uint8Array, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(bytes), scan);
}

/** Bruker BRML. */
export const brukerBrml: BytesFormat = {
  id: 'bruker-brml',
  title: 'Bruker BRML',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, 'Experiment0/') ? 0.98 : 0),
  parse: (bytes, { scan }) => ({ kind: 'spectrum', table: parseBrukerBrml(bytes, scan) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
