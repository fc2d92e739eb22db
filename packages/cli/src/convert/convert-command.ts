import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { expandFolders, expectFreePlaces } from '@operando/workflow';
import { addOutputOption, expectOutput } from '../output-option.js';
import { parseNumberOption } from '../parse-options.js';
import { whileWriting } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import type { ConvertOptions } from './conversion.js';
import { convertFiles } from './convert-files.js';

const examples = `
Examples:
  operando convert cell_0*.mpr -o cell.bdf.csv
  operando convert scans/ -o scans.h5 --time-step 60
  operando convert scans/ -o scans.h5 --signal "ln(i0/it)"
  operando convert reduced.orb -o reduced.ort
  operando convert reduced.dat -o reduced.ort --reflectivity --resolution fwhm

What is written depends on the name of the output:
  .csv    cycler logs as Battery Data Format, spectra as their columns
  .h5     many spectra, or a stack of them, as NeXus (also .nxs, .hdf5): of absorption
          scans mu against energy, of others the second column against the first, and
          all other columns beside it
  .xdi    one absorption spectrum, with its header
  .ort    reflectivity curves, as ORSO text
What does not fit is told on standard error.

Exit code: 0 done, 1 writing failed, 2 bad usage, unreadable input, or an output that is there.`;

/** Adds `operando convert`. */
export function addConvertCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('convert')
    .description('write what files hold in an open format')
    .argument('<files...>', 'files, or folders of them');
  addOutputOption(command, 'file', 'file to write: .csv, .h5, .xdi or .ort')
    .option('--scan <id>', 'which scan of a file that holds several')
    .option('--dataset <path>', 'which dataset of an HDF5 file')
    .option(
      '--signal <what>',
      'signal of an .h5 file: auto, normalized, a column label, or "ln(i0/it)", "(if1+if2)/i0" with the labels of the files',
      'auto',
    )
    .addOption(
      new Option('--grid <how>', 'spectra on different points: an error, or interpolated onto those of the first')
        .choices(['same', 'interpolate'])
        .default('same'),
    )
    .option('--reflectivity', 'plain columns are Q in 1/angstrom, R, its error and the width of Q', false)
    .addOption(
      new Option('--resolution <kind>', 'what the widths of Q in plain columns are').choices(['sigma', 'fwhm']),
    )
    .addOption(
      new Option('--current-sign <how>', 'for cycler logs whose current carries no sign, or the wrong one').choices([
        'as-is',
        'negate',
        'from-voltage',
      ]),
    )
    .addOption(
      new Option('--time-unit <unit>', "of a cycler log's elapsed time, where its label is wrong").choices([
        's',
        'min',
        'h',
        'd',
      ]),
    )
    .addOption(new Option('--last-row <how>', 'of a cycler log that is still being written').choices(['error', 'drop']))
    .addOption(new Option('--date-order <how>', 'for dates such as 07/08/2022').choices(['month-first', 'day-first']))
    .option('--time-step <s>', 'seconds from spectrum to spectrum, when the files do not say', parseNumberOption)
    .option('--force', 'overwrite a file that is there', false)
    .addHelpText('after', examples)
    .action(async (paths: string[], options: ConvertOptions) => {
      expectOutput(command, 'file');
      await expectFreePlaces(dirname(options.output), [basename(options.output)], options.force);
      const tell = (warnings: readonly OperandoWarning[]): void => tellWarnings(terminal, warnings, Infinity);
      const files = withoutOutput(await expandFolders(paths, [], tell), paths, options.output);
      const warnings = await whileWriting(terminal, (writer) => convertFiles(files, { ...options, writer }));
      tell(warnings);
      terminal.out(`${options.output}\n`);
    });
}

/** The files to read. What was written before into one of the folders is none of them. */
function withoutOutput(files: readonly string[], paths: readonly string[], output: string): readonly string[] {
  const others = files.filter((file) => paths.includes(file) || resolve(file) !== resolve(output));
  if (others.length === 0) throw new OperandoError('invalid-argument', 'there are no files to read beside the output.');
  return others;
}
