import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomic } from '@operando/beamline-io/node';
import { OperandoError } from '@operando/core';
import { readResult, reportName } from '@operando/workflow';
import type { Session } from './session.js';
import { whileWriting } from './terminal.js';
import { tellWarnings } from './warnings.js';

interface ReportCommandOptions {
  readonly output: string;
  readonly title?: string;
  readonly force: boolean;
}

const examples = `
Examples:
  operando report results/ -o report.html
  operando report xas/results.json xrd/results.json -o cell7.html --title "Cell 7"

Several results stand on one time where all state when they were measured. Tables, figures, warnings and
provenance are those of results.json and the files beside it; the frames themselves no file of results holds:
compute with --report (or report: true in results.json and rerun) for a page that has them.
Exit code: 0 done, 2 bad usage or unreadable input.`;

/** What a result is called among others: its technique, and the folder it lies in. */
function labelOf(technique: string, path: string): string {
  const whole = resolve(path);
  return `${technique}: ${basename(basename(whole) === 'results.json' ? dirname(whole) : whole)}`;
}

/** @throws OperandoError `file-access` for a folder in place of a page, `invalid-argument` for the results themselves. */
async function expectPage(output: string, paths: readonly string[]): Promise<void> {
  const isFolder = /[\\/]$/.test(output) || (await stat(output).catch(() => undefined))?.isDirectory() === true;
  if (isFolder)
    throw new OperandoError('file-access', 'it is a folder, and the page is a file.', {
      where: { file: output, parameter: 'output' },
      cure: `Give the page a name: -o ${join(output, reportName)}`,
    });
  const own = paths.flatMap((path) => [resolve(path), resolve(path, 'results.json')]);
  if (own.includes(resolve(output)))
    throw new OperandoError('invalid-argument', 'the page would take the place of the results that it is made of.', {
      where: { file: output, parameter: 'output' },
      cure: `Give the page another name, as ${reportName}.`,
    });
}

/** Adds `operando report`. */
export function addReportCommand(program: Command, { terminal, results }: Session): void {
  program
    .command('report')
    .description('make one page of results that were computed before')
    .argument('<results...>', 'results.json files, or their folders')
    .requiredOption('-o, --output <file>', 'where to write the page, as report.html')
    .option('--title <text>', 'what the page is called')
    .option('--force', 'overwrite a page that is there', false)
    .addHelpText('after', examples)
    .action(async (paths: string[], { output, title, force }: ReportCommandOptions) => {
      await expectPage(output, paths);
      const read = [];
      for (const path of paths) read.push(await readResult(path));
      const { reportPage } = await import('@operando/report');
      const labels = read.map(({ technique }, r) => labelOf(technique, paths[r]!));
      const page = reportPage(read, { title, ...(read.length > 1 ? { labels } : {}) });
      await whileWriting(terminal, (writer) => writeFileAtomic(output, page, { force, writer }));
      results.push(...read);
      tellWarnings(
        terminal,
        read.flatMap(({ warnings }) => warnings.filter(({ code }) => code === 'figure-left-out')),
      );
      terminal.out(`${read.length} ${read.length === 1 ? 'result' : 'results'}; written to ${output}\n`);
    });
}
