import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { OperandoError } from '@operando/core';
import { formatCsv, readColumnSeries, readFile } from '@operando/beamline-io/node';
import { svgToPng } from '@operando/plot/png';
import { readModelFile } from '../model-file.js';
import { expandFolders, expectFreePlaces, openOutput } from '../output-folder.js';
import { collectOption, parseNumberOption } from '../parse-options.js';
import { addJoinOptions, addOutputOptions } from '../shared-options.js';
import type { SharedOptions } from '../shared-options.js';
import { startProgress } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import { readCycler } from '../read-cycler.js';
import { analyseNdp } from './analyse.js';
import type { NdpAnalyseOptions } from './analyse.js';
import { chargeFigure, ndpFigure } from './figures.js';
import { ndpModel } from './ndp-model.js';
import { summariseNdp } from './summary.js';

/** Options as commander gives them. */
interface NdpOptions extends SharedOptions {
  readonly ec: string[];
  readonly output: string;
  readonly method: NdpAnalyseOptions['method'];
  readonly lambda: string;
  readonly rebin?: number | undefined;
}

const examples = `
Examples:
  operando ndp cell.yml spectra/ -o results
  operando ndp cell.yml spectra/*.spe --ec cycling.mpt --rebin 300 -o results --json

The sample file names layers from the detector inwards, calibration and geometry:

  sample:
    layers:
      - {material: Cu, thickness: 0.2}            # um
      - {name: anode, material: Si, density: 2.2, thickness: 0.5}
      - {material: LiPON, thickness: 1}
    detectorFwhm: 18                              # keV
    threshold: 250                                # keV
  calibration: {offset: 12, gain: 3}              # keV, keV/channel
  geometry: {flux: 1.0e+8, area: 1, solidAngleFraction: 0.002}
  charge: {layer: anode, electrodeArea: 1}

Writes into the output folder: results.csv (one row per frame: atoms per cm2 in each
layer), profiles.csv (concentration against depth), results.json (everything, with
provenance), figure.svg/.png (map over depth and time) and, with a cycler log and a
layer to balance, charge-balance.svg/.png.
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

const outputs = [
  'results.csv',
  'profiles.csv',
  'results.json',
  'figure.svg',
  'figure.png',
  'charge-balance.svg',
  'charge-balance.png',
];
const rules = ['evidence', 'gcv', 'discrepancy', 'l-curve'] as const;

/** Adds `operando ndp`. */
export function addNdpCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('ndp')
    .description('lithium against depth from a neutron depth profiling series')
    .argument('<sample>', 'YAML file of layers, calibration and geometry')
    .argument('<files...>', 'spectra: files, or one folder of them')
    .option('--ec <file>', 'cycler log; give it again for each further file', collectOption, [])
    .requiredOption('-o, --output <folder>', 'where to write')
    .addOption(
      new Option('--method <name>', 'how counts become concentrations')
        .choices(['tikhonov', 'direct', 'richardson-lucy'])
        .default('tikhonov'),
    )
    .option('--lambda <rule>', 'strength of the smoothing: a number, evidence, gcv, discrepancy or l-curve', 'evidence')
    .option('--rebin <s>', 'sum spectra in bins of this many seconds first', parseNumberOption);
  addJoinOptions(command, 'spectra', 'channels');
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (sample: string, files: string[], options: NdpOptions) => {
      await runNdp(sample, files, options, terminal);
    });
}

function lambdaOf(text: string): NdpAnalyseOptions['lambda'] {
  const rule = rules.find((each) => each === text);
  if (rule !== undefined) return rule;
  const value = Number(text);
  if (!(value >= 0) || text.trim() === '') {
    throw new OperandoError('invalid-argument', `the smoothing is ${JSON.stringify(text)}.`, {
      where: { parameter: 'lambda' },
      cure: `Give a number or one of ${rules.join(', ')}.`,
    });
  }
  return value;
}

/** A blank's counts per live second, and their variances. */
async function readBackground(
  path: string | undefined,
  channels: number,
): Promise<{ background?: Float64Array; variance?: Float64Array }> {
  if (path === undefined) return {};
  const result = await readFile(path);
  const counts =
    result.kind === 'spectrum' ? (result.table.columns[1] ?? result.table.columns[0])!.values : new Float64Array();
  const live =
    result.kind === 'spectrum' ? (result.table.scalars['live_time']?.value ?? result.table.time?.duration) : undefined;
  if (counts.length !== channels || live === undefined) {
    throw new OperandoError(
      'shape-mismatch',
      live === undefined
        ? 'the blank has no live time.'
        : `the blank has ${counts.length} channels, the spectra ${channels}.`,
      { where: { file: path }, cure: 'Measure the blank with the same analyser settings.' },
    );
  }
  return {
    background: counts.map((value) => value / live),
    variance: counts.map((value) => Math.max(1, value) / (live * live)),
  };
}

async function runNdp(
  samplePath: string,
  paths: readonly string[],
  options: NdpOptions,
  terminal: Terminal,
): Promise<void> {
  const started = performance.now();
  const lambda = lambdaOf(options.lambda);
  await expectFreePlaces(options.output, outputs, options.force);
  const model = await readModelFile(samplePath, ndpModel);
  const files = await expandFolders(paths);
  const reading = startProgress(terminal, 'reading');
  const spectra = await readColumnSeries(files, {
    axis: { name: 'channel', unit: '1' },
    grid: options.grid === 'same' ? 'error' : 'interpolate',
    onError: options.skipBad ? 'skip' : 'throw',
    onProgress: reading.update,
    ...(options.timeStep === undefined ? {} : { timeStep: options.timeStep }),
  }).finally(() => reading.stop());
  const blank = await readBackground(
    model.background === undefined ? undefined : resolve(dirname(samplePath), model.background),
    spectra.axis.size,
  );
  const cycler = await readCycler(options.ec, options);
  const analysis = analyseNdp(spectra, cycler, {
    model,
    method: options.method,
    rebin: options.rebin,
    lambda,
    background: blank.background,
    backgroundVariance: blank.variance,
    join: options.join,
    clockOffset: options.clockOffset,
    maxGap: options.maxGap,
  });
  const summary = summariseNdp(analysis, { model: samplePath, inputs: files, cycler: options.ec });
  const figure = ndpFigure(analysis, options);
  const write = await openOutput(options.output, options.force);
  await write('results.csv', formatCsv(summary.columns));
  await write('profiles.csv', formatCsv(summary.profileColumns));
  await write('results.json', `${JSON.stringify(summary.document, undefined, 1)}\n`);
  await write('figure.svg', figure);
  await write('figure.png', await svgToPng(figure, { dpi: 300 }));
  const charge = chargeFigure(analysis, options.title);
  if (charge !== undefined) {
    await write('charge-balance.svg', charge);
    await write('charge-balance.png', await svgToPng(charge, { dpi: 300 }));
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
