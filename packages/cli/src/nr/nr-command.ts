import type { Command } from 'commander';
import { Option } from 'commander';
import { formatCsv, readReflectivityFiles } from '@operando/beamline-io/node';
import { svgToPng } from '@operando/plot/png';
import { readModelFile } from '../model-file.js';
import { expandFolders, expectFreePlaces, openOutput } from '../output-folder.js';
import { parseNumberOption } from '../parse-options.js';
import { addOutputOptions } from '../shared-options.js';
import type { SharedOptions } from '../shared-options.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import { analyseNr } from './analyse.js';
import type { NrAnalyseOptions } from './analyse.js';
import { nrFigure, nrSeriesFigure } from './figures.js';
import { nrModel } from './nr-model.js';
import { summariseNr } from './summary.js';

/** Options as commander gives them. */
interface NrOptions extends Pick<SharedOptions, 'width' | 'title' | 'json' | 'force'> {
  readonly output: string;
  readonly series: boolean;
  readonly method: NonNullable<NrAnalyseOptions['method']>;
  readonly objective: NonNullable<NrAnalyseOptions['objective']>;
  readonly direction: NrAnalyseOptions['direction'];
  readonly starts: number;
  readonly sample: number;
  readonly seed: number;
  readonly timeStep?: number | undefined;
}

const examples = `
Examples:
  operando nr cell.yml initial.ort -o results
  operando nr cell.yml REFL_207161.txt --method multi-start --sample 2000 -o results --json
  operando nr cell.yml initial.txt plated.txt stripped.txt -o results       (fitted together)
  operando nr cell.yml frames/*.txt --series --time-step 30 -o results

The model file (lengths in angstrom, SLD in 1e-6 per square angstrom):

  parameters:
    cu: {value: 560, bounds: [400, 700]}
    cu_rough: {value: 10, bounds: [1, 20]}
  layers:                                   # fronting first, backing last
    - {material: Si}
    - {name: Ti, thickness: 51, sld: -1.95, roughness: 6}
    - {name: Cu, thickness: cu, sld: 6.5, roughness: cu_rough}   # or an expression: 0.5 * cu
    - {name: electrolyte, sld: 6.2, roughness: 20}
  scale: 1.0
  resolution: {relative: 0.05, kind: fwhm}  # where the data bring no widths
  shared: [cu]                              # of several curves; without, all are

Writes into the output folder: results.csv (parameters with errors; of a series one row
per frame), curves.csv (data, fit, residuals), profile.csv (SLD against depth),
results.json (everything, with covariance), figure.svg/.png.
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

const outputs = ['results.csv', 'curves.csv', 'profile.csv', 'results.json', 'figure.svg', 'figure.png'];

/** Adds `operando nr`. */
export function addNrCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('nr')
    .description('SLD profiles from neutron reflectometry')
    .argument('<model>', 'YAML file of layers and parameters')
    .argument('<files...>', 'reflectivity curves: files, or one folder of them')
    .requiredOption('-o, --output <folder>', 'where to write')
    .option('--series', 'the curves are frames in time, fitted one after another', false)
    .addOption(
      new Option('--method <name>', 'how to look for the best fit').choices(['lm', 'multi-start', 'de']).default('lm'),
    )
    .addOption(new Option('--objective <what>', 'what is compared').choices(['linear', 'log', 'q4']).default('linear'))
    .addOption(
      new Option('--direction <which>', 'way through a series')
        .choices(['forward', 'backward', 'both'])
        .default('both'),
    )
    .option('--starts <n>', 'starts of multi-start', parseNumberOption, 30)
    .option('--sample <steps>', 'sample the posterior with so many steps', parseNumberOption, 0)
    .option('--seed <n>', 'of searches and samples', parseNumberOption, 1)
    .option('--time-step <s>', 'seconds from frame to frame, when the files do not say', parseNumberOption);
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (model: string, files: string[], options: NrOptions) => {
      await runNr(model, files, options, terminal);
    });
}

async function runNr(
  modelPath: string,
  paths: readonly string[],
  options: NrOptions,
  terminal: Terminal,
): Promise<void> {
  const started = performance.now();
  await expectFreePlaces(options.output, outputs, options.force);
  const model = await readModelFile(modelPath, nrModel);
  const files = await expandFolders(paths);
  const curves = await readReflectivityFiles(files, model.columnKind === undefined ? {} : { dqKind: model.columnKind });
  const { method, objective, direction, starts, sample, seed, series } = options;
  const analysis = analyseNr(curves, {
    model,
    method,
    objective,
    direction,
    starts,
    sample,
    seed,
    series,
    timeStep: options.timeStep,
  });
  const summary = summariseNr(analysis, { model: modelPath, inputs: files });
  const figure = analysis.seriesFit === undefined ? nrFigure(analysis, options) : nrSeriesFigure(analysis, options);
  const write = await openOutput(options.output, options.force);
  await write('results.csv', formatCsv(summary.columns));
  await write('curves.csv', formatCsv(summary.curveColumns));
  await write('profile.csv', formatCsv(summary.profileColumns));
  await write('results.json', `${JSON.stringify(summary.document, undefined, 1)}\n`);
  await write('figure.svg', figure);
  await write('figure.png', await svgToPng(figure, { dpi: 300 }));
  tellWarnings(terminal, analysis.warnings);
  const seconds = (performance.now() - started) / 1000;
  if (options.json) terminal.out(`${JSON.stringify({ ...summary.headline, seconds, output: options.output })}\n`);
  else terminal.out(`${summary.text}\n${seconds.toFixed(1)} s; written to ${options.output}\n`);
}
