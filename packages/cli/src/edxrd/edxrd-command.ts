import type { Command } from 'commander';
import { OperandoError } from '@operando/core';
import { formatCsv, openCountsScan, openHdf5Scan } from '@operando/beamline-io/node';
import { svgToPng } from '@operando/plot/png';
import { readModelFile } from '../model-file.js';
import { expandFolders, expectFreePlaces, openOutput } from '../output-folder.js';
import { collectOption } from '../parse-options.js';
import { addJoinOptions, addOutputOptions } from '../shared-options.js';
import type { SharedOptions } from '../shared-options.js';
import { startProgress } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import { readCycler } from '../read-cycler.js';
import { analyseEdxrd, positionsOf } from './analyse.js';
import { edxrdModel } from './edxrd-model.js';
import { edxrdFigure, statesFigure } from './figures.js';
import { summariseEdxrd } from './summary.js';

/** Options as commander gives them. */
interface EdxrdOptions extends SharedOptions {
  readonly ec: string[];
  readonly output: string;
}

const examples = `
Examples:
  operando edxrd cell.yml scans/ -o results
  operando edxrd cell.yml scans/*.mca --ec cycling.mpt -o results --json
  operando edxrd cell.yml scan.h5 --time-step 300 -o results      (dataset: in the model)

The model file:

  positions: {first: 10, step: 20, count: 6}         # um; spectra go position by position
  beamHeight: 20                                     # um
  twoTheta: 3.5                                      # degrees; default: the files' headers
  calibration: {offset: 0.07, slope: 0.0316}         # keV; default: the files' headers
  resolution: {noise: 0.003, statistics: 0.0026}     # FWHM^2 in keV^2; without, widths are fitted
  fluorescence: {elements: [Pb], detector: Ge}       # lines that mask Bragg peaks
  phases:
    - name: NMC111
      system: hexagonal
      cell: {a: 2.861, c: 14.23}
      reflections: [[0, 0, 3], [1, 0, 1], [1, 1, 0]]
      marker: [0, 0, 3]                              # without it, the phase is not there
      lithium: {parameter: a, x: [0.4, 0.7, 1], value: [2.812, 2.831, 2.86], activeAmount: 8.1}
  electrodeArea: 0.79                                # cm2, to balance against the cycler
  stages: [{name: charge, from: 0, to: 29}]

Writes into the output folder: results.csv (one row per frame: lithium content of each
slice, gradient), slices.csv (one row per frame and slice: cells, areas, spacings, status),
results.json (everything), figure.svg/.png (content over depth and time, voltage beside)
and states.svg/.png (profiles at chosen states).
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

const outputs = ['results.csv', 'slices.csv', 'results.json', 'figure.svg', 'figure.png', 'states.svg', 'states.png'];

/** Adds `operando edxrd`. */
export function addEdxrdCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('edxrd')
    .description('lithium against depth from energy-dispersive diffraction')
    .argument('<model>', 'YAML file of positions, calibration and phases')
    .argument('<files...>', 'spectra: files, one folder of them, or one HDF5 file')
    .option('--ec <file>', 'cycler log; give it again for each further file', collectOption, [])
    .requiredOption('-o, --output <folder>', 'where to write');
  addJoinOptions(command, 'spectra', 'channels');
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (model: string, files: string[], options: EdxrdOptions) => {
      await runEdxrd(model, files, options, terminal);
    });
}

async function runEdxrd(
  modelPath: string,
  paths: readonly string[],
  options: EdxrdOptions,
  terminal: Terminal,
): Promise<void> {
  const started = performance.now();
  await expectFreePlaces(options.output, outputs, options.force);
  const model = await readModelFile(modelPath, edxrdModel);
  const files = await expandFolders(paths);
  const positions = positionsOf(model).length;
  if (model.dataset !== undefined && files.length !== 1)
    throw new OperandoError('invalid-argument', `a dataset is named, but there are ${files.length} files.`, {
      where: { parameter: 'dataset' },
      cure: 'Give one HDF5 file.',
    });
  const scan =
    model.dataset === undefined ? await openCountsScan(files, positions) : await openHdf5Scan(files[0]!, model.dataset);
  if (scan.positions !== positions)
    throw new OperandoError('shape-mismatch', `the dataset has ${scan.positions} positions, the model ${positions}.`, {
      where: { file: modelPath, parameter: 'positions' },
    });
  const cycler = await readCycler(options.ec, options);
  const total = model.dataset === undefined ? files.length / positions : 0;
  const fitting = startProgress(terminal, 'fitting');
  const analysis = await analyseEdxrd(scan, cycler, {
    model,
    timeStep: options.timeStep,
    join: options.join,
    clockOffset: options.clockOffset,
    maxGap: options.maxGap,
    onFrame: (done) => fitting.update(done, Math.max(done, total)),
  }).finally(() => fitting.stop());
  const summary = summariseEdxrd(analysis, { model: modelPath, inputs: files, cycler: options.ec });
  const write = await openOutput(options.output, options.force);
  await write('results.csv', formatCsv(summary.columns));
  await write('slices.csv', formatCsv(summary.sliceColumns));
  await write('results.json', `${JSON.stringify(summary.document, undefined, 1)}\n`);
  for (const [name, figure] of [
    ['figure', edxrdFigure(analysis, options)],
    ['states', statesFigure(analysis, options)],
  ] as const) {
    await write(`${name}.svg`, figure);
    await write(`${name}.png`, await svgToPng(figure, { dpi: 300 }));
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
