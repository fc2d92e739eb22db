import { join } from 'node:path';
import type { Command } from 'commander';
import { isTextColumn } from '@operando/core';
import type { Result } from '@operando/core';
import { median } from '@operando/numerics';
import { reportName, runFiles, techniques } from '@operando/workflow';
import type { InputFile } from '@operando/workflow';
import { produce } from '../produce.js';
import type { Session } from '../session.js';
import { whileWriting } from '../terminal.js';
import { madeCell } from './made-cell.js';
import type { MadeCell } from './made-cell.js';
import { writeMadeCell } from './write-made-cell.js';

interface DemoOptions {
  readonly output: string;
  readonly force: boolean;
}

const about = `
Examples:
  operando demo
  operando demo -o try-it --force

Makes 60 X-ray absorption spectra of a nickel oxide that is charged and discharged, and the log of its cycler
(nothing is fetched), runs operando xas on them, and compares with the truth:
  scans/, cycler.csv: the files that a beamline and a cycler would have written
  truth.csv: what they were made with
  results/: what the command makes of them, report.html among it
Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.`;

/** A path as it is typed in a shell. */
const typed = (path: string): string => (/^[\w./\\:-]+$/.test(path) ? path : JSON.stringify(path));

/** How far the edges that were found lie from the truth, in words; nothing where they have no errors. */
function againstTruth({ spectra }: MadeCell, { tables }: Result): string {
  const column = tables[0]?.columns.find(({ name }) => name === 'edge_half_step');
  if (column === undefined || isTextColumn(column) || column.stderr === undefined) return '';
  const errors = column.stderr;
  const edges = spectra.map(({ edge }) => edge);
  const off = edges.map((edge, frame) => Number(column.values[frame]) - edge);
  const offset = median(off);
  const scatter = off.map((distance) => Math.abs(distance - offset));
  const inside = scatter.filter((distance, frame) => distance <= 2 * errors[frame]!).length;
  const moved = Math.max(...edges) - Math.min(...edges);
  const inMillivolts = (value: number): string => `${(1000 * value).toFixed(0)} meV`;
  return `Against the truth: the edge moves by ${moved.toFixed(2)} eV. What was found follows it to ${inMillivolts(Math.max(...scatter))} in the worst of
${edges.length} spectra, in ${inside} of them within two standard errors (some 57 by chance), and lies ${inMillivolts(Math.abs(offset))} too ${offset < 0 ? 'low' : 'high'} in all: what the
choice of the lines below and above the edge makes, which errors of noise do not hold. Trust shifts before places.`;
}

/** What to look at, and how to go on. */
function whatToLookAt(folder: string): string {
  const at = (...parts: string[]): string => join(folder, ...parts);
  return `
Look at
  ${at('results', reportName)}: every spectrum, fit and number, in a browser
  ${at('results', 'figure.svg')}: the edge through the cycle, to print
  ${at('results', 'results.csv')}: a row for each spectrum: voltage_V, edge_half_step_eV, its error and status
  ${at('truth.csv')}: what the cell was made with

The same by hand, then with files of your own:
  operando xas ${typed(at('scans'))} --ec ${typed(at('cycler.csv'))} -o again --report
`;
}

/** Adds `operando demo`. */
export function addDemoCommand(program: Command, session: Session): void {
  program
    .command('demo')
    .description('make a small synthetic measurement, analyse it and say what to look at')
    .option('-o, --output <folder>', 'where to write', 'operando-demo')
    .option('--force', 'overwrite what an earlier demo wrote', false)
    .addHelpText('after', about)
    .action(async ({ output, force }: DemoOptions) => {
      const { terminal } = session;
      const cell = madeCell();
      const written = await whileWriting(terminal, (writer) => writeMadeCell(cell, output, { force, writer }));
      terminal.out(`A synthetic cell, ${written.scans.length} spectra and a cycler's log, is in ${output}.\n\n`);
      const files: InputFile[] = [
        ...written.scans.map((path) => ({ role: 'data', name: path, path })),
        { role: 'cycler', name: written.cycler, path: written.cycler },
      ];
      const places = { output: join(output, 'results'), force, json: false, parquet: false };
      await produce(techniques.xas, places, session, (context) =>
        runFiles(techniques.xas, { files, options: { report: true } }, context),
      );
      const [result] = session.results.slice(-1);
      terminal.out(`\n${result === undefined ? '' : againstTruth(cell, result)}\n${whatToLookAt(output)}`);
    });
}
