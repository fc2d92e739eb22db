import type { Command } from 'commander';
import { Option } from 'commander';
import type { Series } from '@operando/core';
import { formatCsv, readSeries } from '@operando/beamline-io/node';
import { svgToPng } from '@operando/plot/png';
import { expandFolders, expectFreePlaces, openOutput } from '../output-folder.js';
import { collectOption, parseCountOption, parseNumberOption, parseRangeOption } from '../parse-options.js';
import { signalOption } from '../signal-option.js';
import { addJoinOptions, addOutputOptions } from '../shared-options.js';
import type { SharedOptions } from '../shared-options.js';
import { startProgress } from '../terminal.js';
import type { Terminal } from '../terminal.js';
import { tellWarnings } from '../warnings.js';
import { readCycler } from '../read-cycler.js';
import { analyse } from './analyse.js';
import { edgeFigure, xasFigure } from './figures.js';
import { summarise } from './summary.js';

/** Options as commander gives them. */
interface XasOptions extends SharedOptions {
  readonly ec: string[];
  readonly output: string;
  readonly signal: string;
  readonly scan?: string | undefined;
  readonly e0?: number | undefined;
  readonly pre1?: number | undefined;
  readonly pre2?: number | undefined;
  readonly norm1?: number | undefined;
  readonly norm2?: number | undefined;
  readonly nnorm?: number | undefined;
  readonly nvict?: number | undefined;
  readonly map: 'normalized' | 'derivative';
  readonly range?: readonly [number, number] | undefined;
}

const examples = `
Examples:
  operando xas scans/ --ec cycler_C06.mpt -o results
  operando xas run_*.txt --ec part1.mpt --ec part2.mpt --clock-offset 12 -o results
  operando xas scans/*.xdi --e0 8345 --norm1 100 --norm2 900 --nnorm 2 -o results --force
  operando xas scans/ -o results --map derivative --range 8330:8360 --width 80

Writes into the output folder: results.csv (one row per spectrum), results.json
(everything, with provenance), figure.svg/.png (map, voltage, edge) and, with a
cycler log, edge-voltage.svg/.png. Energies are in eV.
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

/** Adds `operando xas`. */
export function addXasCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('xas')
    .description('normalize an operando X-ray absorption series and follow its edge')
    .argument('<files...>', 'spectra: files, or one folder of them')
    .option('--ec <file>', 'cycler log; give it again for each further file', collectOption, [])
    .requiredOption('-o, --output <folder>', 'where to write')
    .option(
      '--signal <what>',
      'auto, normalized, a column label, or "ln(i0/it)", "(if1+if2)/i0" with the labels of the files',
      'auto',
    )
    .option('--scan <id>', 'of files that hold several scans, groups or spectra: which one (see operando info), or all')
    .option('--e0 <eV>', 'one edge energy for all spectra (default: found per spectrum)', parseNumberOption)
    .option('--pre1 <eV>', 'start of the pre-edge fit, relative to e0', parseNumberOption)
    .option('--pre2 <eV>', 'end of the pre-edge fit', parseNumberOption)
    .option('--norm1 <eV>', 'start of the post-edge fit', parseNumberOption)
    .option('--norm2 <eV>', 'end of the post-edge fit', parseNumberOption)
    .option('--nnorm <degree>', 'degree of the post-edge polynomial, 0 to 5', parseCountOption)
    .option('--nvict <power>', 'Victoreen power of the pre-edge fit', parseCountOption)
    .addOption(
      new Option('--map <what>', 'what the heat map shows').choices(['normalized', 'derivative']).default('normalized'),
    )
    .option('--range <from:to>', 'energies shown, eV', parseRangeOption);
  addJoinOptions(command, 'spectra', 'energies');
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (files: string[], options: XasOptions) => {
      await runXas(files, options, terminal);
    });
}

async function runXas(paths: readonly string[], options: XasOptions, terminal: Terminal): Promise<void> {
  const started = performance.now();
  await expectFreePlaces(options.output, outputs, options.force);
  const files = await expandFolders(paths);
  const reading = startProgress(terminal, 'reading');
  let spectra: Series<'energy', 'eV'>;
  try {
    spectra = await readSeries(files, {
      signal: signalOption(options.signal),
      scan: options.scan,
      grid: options.grid === 'same' ? 'error' : 'interpolate',
      onError: options.skipBad ? 'skip' : 'throw',
      onProgress: reading.update,
      ...(options.timeStep === undefined ? {} : { timeStep: options.timeStep }),
    });
  } finally {
    reading.stop();
  }
  const cycler = await readCycler(options.ec, options);
  const { e0, pre1, pre2, norm1, norm2, nnorm, nvict } = options;
  const analysis = analyse(spectra, cycler, {
    normalization: { e0, pre1, pre2, norm1, norm2, nnorm, nvict },
    join: options.join,
    clockOffset: options.clockOffset,
    maxGap: options.maxGap,
  });
  const figure = xasFigure(analysis.series, analysis.electrochemistry, options.clockOffset, options);
  const summary = summarise(analysis, { inputs: files, cycler: options.ec, clockOffset: options.clockOffset });

  const write = await openOutput(options.output, options.force);
  await write('results.csv', formatCsv(summary.columns));
  await write('results.json', `${JSON.stringify(summary.document, undefined, 1)}\n`);
  await write('figure.svg', figure);
  await write('figure.png', await svgToPng(figure, { dpi: 300 }));
  const edges = edgeFigure(analysis.series, options.title);
  if (edges !== undefined) {
    await write('edge-voltage.svg', edges);
    await write('edge-voltage.png', await svgToPng(edges, { dpi: 300 }));
  }

  tellWarnings(terminal, analysis.warnings);
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  if (options.json) {
    terminal.out(`${JSON.stringify({ ...summary.headline, seconds, peakMegabytes, output: options.output })}\n`);
  } else {
    terminal.out(
      `${summary.text}\n${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB; written to ${options.output}\n`,
    );
  }
}

const outputs = ['results.csv', 'results.json', 'figure.svg', 'figure.png', 'edge-voltage.svg', 'edge-voltage.png'];
