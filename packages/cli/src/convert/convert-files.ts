import { extname } from 'node:path';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { readElectrochemistry, readFile, writeBatteryData, writeCsv, writeXdi } from '@operando/beamline-io/node';
import { formatDateTime } from '@operando/beamline-io';
import { reading } from './conversion.js';
import type { Conversion } from './conversion.js';
import { convertReflectivity } from './convert-reflectivity.js';
import { convertSeries } from './convert-series.js';
import { leftOutOfLog } from './left-out-of-log.js';
import { csvColumns, xdiContent } from './spectrum-columns.js';

function wrongOutput(problem: string, cure?: string): OperandoError {
  return new OperandoError('invalid-argument', problem, {
    where: { parameter: 'output' },
    ...(cure === undefined ? {} : { cure }),
  });
}

/** Writes what files hold in the format of the output. @returns What did not fit. */
export async function convertFiles(files: readonly string[], options: Conversion): Promise<readonly OperandoWarning[]> {
  const { output, force, writer, scan } = options;
  const kind = extname(output).toLowerCase();
  if (kind === '.ort') return convertReflectivity(files, options);
  if (!['.csv', '.h5', '.hdf5', '.nxs', '.xdi'].includes(kind))
    throw wrongOutput(
      `no format is known for ${kind === '' ? 'a name without an ending' : kind}.`,
      'Give a name that ends in .csv, .h5, .xdi or .ort.',
    );
  const many = !['.csv', '.xdi'].includes(kind);
  // Of all scans of a file the first tells what they are.
  const result = await readFile(files[0]!, { ...reading(options), scan: many && scan === 'all' ? undefined : scan });
  if (result.kind === 'electrochemistry') {
    if (kind !== '.csv') throw wrongOutput('a cycler log is written as .csv (Battery Data Format).');
    const table = await readElectrochemistry(files, { ...reading(options), scan });
    await writeBatteryData(output, table, { force, writer });
    return [...table.warnings, ...leftOutOfLog(table)];
  }
  if (many) return convertSeries(files, result.table, options);
  if (files.length > 1)
    throw wrongOutput(`${files.length} spectra do not fit one ${kind} file.`, 'Write them as .h5, or one by one.');
  const { table } = result;
  const { content, warnings } = kind === '.csv' ? csvColumns(table) : xdiContent(table, formatDateTime);
  if ('columns' in content) await writeXdi(output, content, { force, writer });
  else await writeCsv(output, content, { force, writer });
  return [...table.warnings, ...warnings];
}
