import type { Command } from 'commander';
import { Option } from 'commander';
import { OperandoError } from '@operando/core';
import { formatCsv, readColumnSeries } from '@operando/beamline-io/node';
import { svgToPng } from '@operando/plot/png';
import { freeParameters } from '@operando/xrd-peak-track';
import type { CrystalSystem } from '@operando/xrd-peak-track';
import { expandFolders, expectFreePlaces, openOutput } from '../output-folder.js';
import { collectOption, parseNumberOption, parseRangeOption } from '../parse-options.js';
import { addJoinOptions, addOutputOptions } from '../shared-options.js';
import type { SharedOptions } from '../shared-options.js';
import { startProgress } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import { readCycler } from '../read-cycler.js';
import { analyseXrd } from './analyse.js';
import { latticeFigure, xrdFigure } from './figures.js';
import { parseReflection } from './reflection-option.js';
import type { NamedReflection } from './reflection-option.js';
import { summariseXrd } from './summary.js';
import { parseWavelength } from './wavelength-option.js';
import type { Radiation } from './wavelength-option.js';

/** Options as commander gives them. */
interface XrdOptions extends SharedOptions {
  readonly ec: string[];
  readonly output: string;
  readonly wavelength?: Radiation | undefined;
  readonly hkl: readonly NamedReflection[];
  readonly system?: CrystalSystem | undefined;
  readonly zeroShift: boolean;
  readonly displacement: boolean;
  readonly halfWindow: number;
  readonly staticLine: string[];
  readonly detection?: number | undefined;
  readonly fit?: readonly [number, number] | undefined;
  readonly column?: string | undefined;
  readonly scanLog?: string | undefined;
  readonly range?: readonly [number, number] | undefined;
}

const examples = `
Examples:
  operando xrd patterns/ --wavelength CuKa -o results
  operando xrd *.txt --ec charge.txt --current-sign from-voltage --time-step 1140 --wavelength CuKa \\
    --system cubic --hkl 220:30.57 --hkl 422:54.31 --hkl 511:57.90 --displacement --half-window 1.1 -o results
  operando xrd scans/*.xye --wavelength 0.4133 --fit 5:12 -o results --json

Writes into the output folder: results.csv (one row per pattern), tracks.csv (one row
per peak followed), results.json (everything, with provenance), figure.svg/.png (map
with tracks, voltage, lattice parameter) and, with a cell and a cycler log,
lattice-capacity.svg/.png. Angles are two-theta in degrees, lengths in angstrom.
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

const outputs = [
  'results.csv',
  'tracks.csv',
  'results.json',
  'figure.svg',
  'figure.png',
  'lattice-capacity.svg',
  'lattice-capacity.png',
];

/** Adds `operando xrd`. */
export function addXrdCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('xrd')
    .description('follow the Bragg peaks of an operando diffraction series')
    .argument('<files...>', 'patterns: files, or one folder of them')
    .option('--ec <file>', 'cycler log; give it again for each further file', collectOption, [])
    .requiredOption('-o, --output <folder>', 'where to write')
    .option('--wavelength <what>', 'CuKa (both lines), CuKa1, angstrom, or two as 1.5406,1.54439', parseWavelength)
    .option(
      '--hkl <hkl:angle>',
      'a reflection and its two-theta in the first pattern; again for each',
      parseReflection,
      [],
    )
    .addOption(
      new Option('--system <name>', 'crystal system of the cell to refine').choices(Object.keys(freeParameters)),
    )
    .option('--zero-shift', 'refine a constant shift of two-theta', false)
    .option('--displacement', 'refine a shift that goes with cos(theta)', false)
    .option('--half-window <deg>', 'measure indexed peaks again in windows of this half width', parseNumberOption, 0)
    .option('--static-line <deg>', 'a line of the cell that does not move; again for each', collectOption, [])
    .option('--detection <sigma>', 'least prominence of a new peak in standard deviations', parseNumberOption)
    .option('--fit <from:to>', 'part of two-theta in which peaks are followed', parseRangeOption)
    .option('--column <name>', 'column of the intensities, by label or number (default: the second)')
    .option('--scan-log <csv>', 'log of scans with start (and end) times, found by the numbers in the file names')
    .option('--range <from:to>', 'two-theta shown', parseRangeOption);
  addJoinOptions(command, 'patterns', 'angles');
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (files: string[], options: XrdOptions) => {
      await runXrd(files, options, terminal);
    });
}

function checkOptions({ system, hkl, wavelength }: XrdOptions): void {
  if (system !== undefined && (hkl.length === 0 || wavelength === undefined)) {
    throw new OperandoError('invalid-argument', 'a cell needs reflections and the wavelength.', {
      where: { parameter: 'system' },
      cure: 'Add --wavelength and --hkl, e.g. --wavelength CuKa --hkl 003:18.7.',
    });
  }
}

async function runXrd(paths: readonly string[], options: XrdOptions, terminal: Terminal): Promise<void> {
  const started = performance.now();
  checkOptions(options);
  await expectFreePlaces(options.output, outputs, options.force);
  const files = await expandFolders(paths);
  const reading = startProgress(terminal, 'reading');
  const column =
    options.column === undefined ? undefined : /^\d+$/.test(options.column) ? Number(options.column) : options.column;
  const patterns = await readColumnSeries(files, {
    axis: { name: 'two-theta', unit: 'deg' },
    sigma: 'auto',
    grid: options.grid === 'same' ? 'error' : 'interpolate',
    onError: options.skipBad ? 'skip' : 'throw',
    onProgress: reading.update,
    ...(column === undefined ? {} : { signal: { column } }),
    ...(options.timeStep === undefined ? {} : { timeStep: options.timeStep }),
    ...(options.scanLog === undefined ? {} : { scanLog: options.scanLog }),
  }).finally(() => reading.stop());
  const cycler = await readCycler(options.ec, options);
  const { detection, fit } = options;
  const analysis = analyseXrd(patterns, cycler, {
    radiation: options.wavelength,
    tracking: {
      staticLines: options.staticLine.map(parseNumberOption),
      ...(detection === undefined ? {} : { detection }),
      ...(fit === undefined ? {} : { range: fit }),
    },
    reflections: options.hkl,
    system: options.system,
    zeroShift: options.zeroShift,
    displacement: options.displacement,
    halfWindow: options.halfWindow,
    join: options.join,
    clockOffset: options.clockOffset,
    maxGap: options.maxGap,
  });
  const summary = summariseXrd(analysis, { inputs: files, cycler: options.ec });
  const figure = xrdFigure(analysis, options);
  const write = await openOutput(options.output, options.force);
  await write('results.csv', formatCsv(summary.columns));
  await write('tracks.csv', formatCsv(summary.trackColumns));
  await write('results.json', `${JSON.stringify(summary.document, undefined, 1)}\n`);
  await write('figure.svg', figure);
  await write('figure.png', await svgToPng(figure, { dpi: 300 }));
  const lattice = latticeFigure(analysis, options.title);
  if (lattice !== undefined) {
    await write('lattice-capacity.svg', lattice);
    await write('lattice-capacity.png', await svgToPng(lattice, { dpi: 300 }));
  }
  tellWarnings(terminal, analysis.warnings);
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  if (options.json)
    terminal.out(`${JSON.stringify({ ...summary.headline, seconds, peakMegabytes, output: options.output })}\n`);
  else
    terminal.out(
      `${summary.text}\n${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB; written to ${options.output}\n`,
    );
}
