import { basename, dirname, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { finiteExtent, OperandoError, seriesWarnings } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import {
  findNexusData,
  openHdf5,
  readElectrochemistry,
  fileSource,
  readFile,
  readReflectivityFiles,
  sortNaturally,
  writeBatteryData,
  writeCsv,
  writeNexusBlocks,
  writeOrt,
  writeXdi,
} from '@operando/beamline-io/node';
import type { EntryBlock, Writer } from '@operando/beamline-io/node';
import {
  formatDateTime,
  namedByHeader,
  openWholeSeries,
  splitLabel,
  statedAxis,
  usualUnits,
  signalCandidates,
} from '@operando/beamline-io';
import type { ColumnTable, ReflectivityCurve, WholeSource } from '@operando/beamline-io';
import { absorptionSignal, expectFreePlaces, keptFrameBytes } from '@operando/workflow';
import { expandFolders } from '../expand-folders.js';
import { parseNumberOption } from '../parse-options.js';

import { version } from '../version.js';
import { tellWarnings } from '../warnings.js';
import { whileWriting } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { expectReflectivity } from './expect-reflectivity.js';
import { someOf } from './some-of.js';
import { csvColumns, xdiContent } from './spectrum-columns.js';

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

interface ConvertOptions {
  readonly output: string;
  readonly force: boolean;
  readonly scan?: string | undefined;
  readonly dataset?: string | undefined;
  readonly signal: string;
  readonly grid: 'same' | 'interpolate';
  readonly reflectivity: boolean;
  readonly resolution?: 'sigma' | 'fwhm' | undefined;
  readonly currentSign?: 'as-is' | 'negate' | 'from-voltage' | undefined;
  readonly timeUnit?: string | undefined;
  readonly lastRow?: 'error' | 'drop' | undefined;
  readonly dateOrder?: 'month-first' | 'day-first' | undefined;
  readonly timeStep?: number | undefined;
}

/** Options, and what knows the temporary files. */
interface Conversion extends ConvertOptions {
  readonly writer: Writer;
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
      await expectFreePlaces(dirname(options.output), [basename(options.output)], options.force);
      const tell = (warnings: readonly OperandoWarning[]): void => tellWarnings(terminal, warnings, Infinity);
      const files = withoutOutput(await expandFolders(paths, [], tell), paths, options.output);
      const warnings = await whileWriting(terminal, (writer) => convert(files, { ...options, writer }));
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

function wrongOutput(problem: string, cure?: string): OperandoError {
  return new OperandoError('invalid-argument', problem, {
    where: { parameter: 'output' },
    ...(cure === undefined ? {} : { cure }),
  });
}

/** Options of the readers. */
function reading({
  dataset,
  currentSign,
  timeUnit,
  lastRow,
  dateOrder,
}: ConvertOptions): Pick<ConvertOptions, 'dataset' | 'currentSign' | 'timeUnit' | 'lastRow' | 'dateOrder'> {
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(currentSign === undefined ? {} : { currentSign }),
    ...(timeUnit === undefined ? {} : { timeUnit }),
    ...(lastRow === undefined ? {} : { lastRow }),
    ...(dateOrder === undefined ? {} : { dateOrder }),
  };
}

async function convert(files: readonly string[], options: Conversion): Promise<readonly OperandoWarning[]> {
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
    return [...table.warnings, ...leftOut(table)];
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

/** What units of cyclers differ by, of time, charge and thousands. */
const unitFactors: readonly number[] = [1, 1e-3, 1e3, 1e-6, 60, 3600, 1 / 3600].flatMap((factor) => [factor, -factor]);

/** Whether two columns are the same in other units. */
function isSame(column: Float64Array, original: Float64Array): boolean {
  if (column === original) return true;
  return unitFactors.some((factor) =>
    column.every(
      (value, row) =>
        Object.is(value, original[row]) || Math.abs(value - factor * original[row]!) <= 1e-12 * Math.abs(value),
    ),
  );
}

/** Columns of the file itself that are no part of the Battery Data Format. */
function leftOut({ original, text = {}, columns }: Electrochemistry): OperandoWarning[] {
  const numbers = Object.entries(original).flatMap(([label, values]) =>
    Object.values(columns).some((column) => isSame(column, values)) ? [] : [label],
  );
  const words = Object.keys(text).filter((label) => label !== 'step_type' && !/^step[ _]?type$/i.test(label));
  const names = [...numbers, ...words];
  return names.length === 0
    ? []
    : [
        {
          code: 'columns-left-out',
          message: `Columns that the Battery Data Format has no name for were left out: ${someOf(names, 30)}.`,
        },
      ];
}

async function convertReflectivity(
  files: readonly string[],
  { output, force, writer, reflectivity, resolution }: Conversion,
): Promise<readonly OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  const read: { readonly file: string; readonly curve: ReflectivityCurve }[] = [];
  for (const file of sortNaturally(files)) {
    const { header, warnings: told } = await expectReflectivity(file, reflectivity);
    warnings.push(...told);
    const curves = await readReflectivityFiles([file], resolution === undefined ? {} : { dqKind: resolution });
    for (const curve of curves)
      read.push({
        file,
        curve: Object.keys(header).length === 0 ? curve : { ...curve, header: { original_header: header } },
      });
  }
  // Of several files, data sets may be called alike.
  const names = read.map(({ curve: { name } }) => name);
  const curves = read.map(({ file, curve }) =>
    names.indexOf(curve.name) === names.lastIndexOf(curve.name)
      ? curve
      : Object.assign({}, curve, { name: `${basename(file)} ${curve.name}` }),
  );
  const renamed = curves.filter(({ name }, k) => name !== names[k]);
  if (renamed.length > 0)
    warnings.push({
      code: 'data-sets-renamed',
      message: `Data sets of one name have that of their file before it: ${someOf(
        renamed.map(({ name }) => name),
        6,
      )}.`,
    });
  await writeOrt(output, curves, { force, writer });
  return [...warnings, ...curves.flatMap((curve) => curve.warnings)];
}

/** Columns that count, and so have no unit; of others without one it is not known. */
const counting = /^(?:channel|pixel|index|point)s?$/i;

/** What the abscissa of a table is, as a series names it; its unit is empty where the file does not say it. */
function axisOf(table: ColumnTable): { readonly name: string; readonly unit: string } {
  const [column] = table.columns;
  const first = column === undefined ? undefined : namedByHeader(column, table);
  const label = column?.label ?? 'column 1';
  // Of labels such as q_nm^-1.
  const stated = first === undefined ? undefined : statedAxis(first);
  // 1/d is no q: its name says by what it is multiplied.
  if (stated?.multiple !== undefined)
    return { name: splitLabel(label).name, unit: stated.unit ?? usualUnits[stated.kind] };
  return {
    name: column?.role ?? stated?.kind ?? label,
    unit: first?.unit ?? stated?.unit ?? (counting.test(label) ? '1' : ''),
  };
}

/** Part of the energies over which absorption is scanned at least: where they only stand beside a scan they hardly change. */
const leastScanned = 2e-5;

/** Whether a table is an absorption scan: an absorption, or the detectors that give one, and energies that are scanned. */
function isAbsorptionScan(table: ColumnTable): boolean {
  const { columns, metadata } = table;
  const scanned = columns.some(({ role, values }) => {
    if (role !== 'energy' && !(role === 'angle' && metadata['mono.d_spacing'] !== undefined)) return false;
    const [low, high] = finiteExtent(values) ?? [0, 0];
    return high - low > leastScanned * Math.abs(high);
  });
  return scanned && signalCandidates(table).length > 0;
}

async function convertSeries(
  files: readonly string[],
  table: ColumnTable,
  options: Conversion,
): Promise<readonly OperandoWarning[]> {
  const { output, force, writer, scan, timeStep, grid } = options;
  const signal = absorptionSignal(options.signal);
  const absorption =
    signal === 'normalized' || (typeof signal === 'object' && !('column' in signal)) || isAbsorptionScan(table);
  const whole = await openWholeSeries(files.map(fileSource), {
    ...reading(options),
    scan,
    timeStep,
    grid: grid === 'same' ? 'error' : 'interpolate',
    signal: signal === 'auto' ? undefined : signal,
    sigma: 'auto',
    // Every column is kept: a point without an absorption is no reason to refuse the others.
    onBadPoint: 'mask',
    absorption,
    keptBytes: keptFrameBytes,
    axis: absorption && table.format !== 'nexus' ? { name: 'energy', unit: 'eV' } : axisOf(table),
  });
  const { signal: taken } = whole;
  const isHdf5 = table.format === 'nexus';
  const unit = taken.unit ?? (isHdf5 ? table.columns[1]?.unit : undefined);
  const written = await writeNexusBlocks(output, blocksOf(whole), {
    force,
    writer,
    frames: whole.frames,
    signal: { name: taken.name, ...(unit === undefined ? {} : { unit }) },
    program: { name: 'operando', version },
  });
  return [...seriesWarnings(written), ...besideWarnings(whole), ...(isHdf5 ? await arraysLeftOut(files, options) : [])];
}

/** Values of the arrays of a block: 2 MB. */
const blockValues = 262_144;

async function* blocksOf(whole: WholeSource): AsyncGenerator<EntryBlock, void> {
  const frames = Math.max(1, Math.floor(blockValues / (whole.points * (1 + whole.labels.length))));
  for await (const { series, columns } of whole.blocks({ frames })) yield { series, auxiliary: columns };
}

function besideWarnings({ labels: names, signal }: WholeSource): OperandoWarning[] {
  return names.length === 0
    ? []
    : [
        {
          code: 'signal-chosen',
          message: `The signal is ${signal.name}; beside it as auxiliary signals are ${someOf(names)}. Another is chosen with --signal.`,
        },
      ];
}

/** Arrays of HDF5 files that are not the one that was taken, nor its errors and mask. */
async function arraysLeftOut(files: readonly string[], { dataset }: ConvertOptions): Promise<OperandoWarning[]> {
  const warnings: OperandoWarning[] = [];
  for (const path of files) {
    const file = await openHdf5(path);
    try {
      const { path: taken } = findNexusData(file, { dataset }).signal;
      const left = file.datasets.filter(
        (each) => ![taken, `${taken}_errors`, `${taken.slice(0, taken.lastIndexOf('/'))}/mask`].includes(each),
      );
      const others = left.length === 0 ? '' : `, among it ${someOf(left)} (another is chosen with --dataset)`;
      warnings.push({
        code: 'arrays-left-out',
        message: `Of ${basename(path)} only ${taken} was taken, with what belongs to it; the rest was left out${others}.`,
      });
    } finally {
      file.close();
    }
  }
  return warnings;
}
