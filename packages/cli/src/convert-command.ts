import { extname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { OperandoError, seriesWarnings } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { listSeries, readColumnSeries, readElectrochemistry, readFile, readReflectivityFiles, writeBatteryData, writeCsv, writeNexus, writeOrt, writeXdi } from '@operando/beamline-io/node';
import type { ColumnTable, XdiContent } from '@operando/beamline-io';
import { parseNumberOption } from './parse-options.js';
import { version } from './version.js';
import { tellWarnings } from './warnings.js';
import type { Terminal } from './terminal.js';

const examples = `
Examples:
  operando convert cell_0*.mpr -o cell.bdf.csv
  operando convert scans/ -o scans.h5 --time-step 60
  operando convert reduced.orb -o reduced.ort

What is written depends on the name of the output:
  .csv    cycler logs as Battery Data Format, spectra as their columns
  .h5     many spectra, or a stack of them, as NeXus (also .nxs, .hdf5)
  .xdi    one absorption spectrum
  .ort    reflectivity curves, as ORSO text

Exit code: 0 done, 1 writing failed, 2 bad usage, unreadable input, or an output that is there.`;

interface ConvertOptions {
  readonly output: string;
  readonly force: boolean;
  readonly scan?: string;
  readonly dataset?: string;
  readonly currentSign?: 'as-is' | 'negate' | 'from-voltage';
  readonly timeUnit?: string;
  readonly lastRow?: 'error' | 'drop';
  readonly dateOrder?: 'month-first' | 'day-first';
  readonly timeStep?: number;
}

/** Adds `operando convert`. */
export function addConvertCommand(program: Command, terminal: Terminal): void {
  program
    .command('convert')
    .description('write what files hold in an open format')
    .argument('<files...>', 'files, or folders of them')
    .requiredOption('-o, --output <file>', 'file to write: .csv, .h5, .xdi or .ort')
    .option('--scan <id>', 'which scan of a file that holds several')
    .option('--dataset <path>', 'which dataset of an HDF5 file')
    .addOption(new Option('--current-sign <how>', 'for cycler logs whose current carries no sign, or the wrong one').choices(['as-is', 'negate', 'from-voltage']))
    .addOption(new Option('--time-unit <unit>', "of a cycler log's elapsed time, where its label is wrong").choices(['s', 'min', 'h', 'd']))
    .addOption(new Option('--last-row <how>', 'of a cycler log that is still being written').choices(['error', 'drop']))
    .addOption(new Option('--date-order <how>', 'for dates such as 07/08/2022').choices(['month-first', 'day-first']))
    .option('--time-step <s>', 'seconds from spectrum to spectrum, when the files do not say', parseNumberOption)
    .option('--force', 'overwrite a file that is there', false)
    .addHelpText('after', examples)
    .action(async (paths: string[], options: ConvertOptions) => {
      const files = (await Promise.all(paths.map((path) => listSeries(path)))).flat();
      const warnings = await convert(files, options);
      tellWarnings(terminal, warnings, 100);
      terminal.out(`${options.output}\n`);
    });
}

/** What the abscissa of a table is, as a series names it. */
function axisOf(table: ColumnTable): { readonly name: string; readonly unit: string } {
  const [first] = table.columns;
  return { name: first?.role ?? first?.label ?? 'column 1', unit: first?.unit ?? '1' };
}

/** XDI's labels have no blanks. */
function xdiColumn({ label, unit, values }: ColumnTable['columns'][number]): XdiContent['columns'][number] {
  return { label: label.replaceAll(/\s+/g, '_'), values, ...(unit === undefined ? {} : { unit }) };
}

async function convert(files: readonly string[], options: ConvertOptions): Promise<readonly OperandoWarning[]> {
  const { output, force, scan, dataset, currentSign, timeUnit, lastRow, dateOrder } = options;
  const kind = extname(output).toLowerCase();
  const reading = { scan, dataset, currentSign, timeUnit, lastRow, dateOrder };
  if (kind === '.ort') {
    const curves = await readReflectivityFiles(files);
    await writeOrt(output, curves, { force });
    return curves.flatMap((curve) => curve.warnings);
  }
  if (!['.csv', '.h5', '.hdf5', '.nxs', '.xdi'].includes(kind)) throw new OperandoError('invalid-argument', `no format is known for ${kind === '' ? 'a name without an ending' : kind}.`, { where: { parameter: 'output' }, cure: 'Give a name that ends in .csv, .h5, .xdi or .ort.' });
  const result = await readFile(files[0]!, reading);
  if (result.kind === 'electrochemistry') {
    if (kind !== '.csv') throw new OperandoError('invalid-argument', 'a cycler log is written as .csv (Battery Data Format).', { where: { parameter: 'output' } });
    const table = await readElectrochemistry(files, reading);
    await writeBatteryData(output, table, { force });
    return table.warnings;
  }
  if (kind === '.csv' || kind === '.xdi') {
    if (files.length > 1) throw new OperandoError('invalid-argument', `${files.length} spectra do not fit one ${kind} file.`, { where: { parameter: 'output' }, cure: 'Write them as .h5, or one by one.' });
    const { columns, warnings } = result.table;
    if (kind === '.csv') await writeCsv(output, columns.map(({ label, unit, values }) => ({ name: unit === undefined || label.includes(unit) ? label : `${label} (${unit})`, values })), { force });
    else await writeXdi(output, { columns: columns.map(xdiColumn) }, { force });
    return warnings;
  }
  const series = await readColumnSeries(files, { ...reading, axis: axisOf(result.table), timeStep: options.timeStep });
  await writeNexus(output, series, { force, program: { name: 'operando', version } });
  return seriesWarnings(series);
}
