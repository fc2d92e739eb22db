import type { Command } from 'commander';
import type { OperandoWarning } from '@operando/core';
import { expandPatterns } from '@operando/beamline-io/node';
import { expandFolders, filesInOptions, readOptions, runFiles } from '@operando/workflow';
import type { InputFile, Technique } from '@operando/workflow';
import { addOutputOption, expectOutput } from './output-option.js';
import { collectOption } from './parse-options.js';
import { produce } from './produce.js';
import type { OutputOptions } from './produce.js';
import type { Session } from './session.js';
import { addTechniqueFlags, flagValues } from './technique-flags.js';
import { addThreadsOption } from './threads-option.js';

/** Options that every technique's command has beside those of the technique. */
export interface CommandOptions extends OutputOptions {
  readonly ec?: readonly string[];
  readonly options?: string;
  readonly set?: readonly string[];
}

/** Adds flags for where results go, how they are told, and how many threads compute them. */
export function addOutputFlags(command: Command): Command {
  const placed = addOutputOption(command, 'folder', 'where to write')
    .option('--json', 'print a summary with all warnings as JSON on standard output', false)
    .option('--parquet', 'write every table as Parquet too', false)
    .option('--force', 'overwrite results that are there', false);
  return addThreadsOption(placed);
}

/** `results.csv (one row per spectrum)` for every table, then results.json, then figures. */
function outputsInWords({ tables, figures, files = {}, partial = [] }: Technique): string {
  const words = (names: Technique['tables'], ending: string): string[] =>
    Object.entries(names).map(([name, what]) => `  ${name}${ending}: ${what}`);
  return [
    'Writes into the output folder:',
    ...words(tables, '.csv'),
    '  results.json: everything, with provenance',
    ...words(figures, '.svg/.png'),
    ...words(files, ''),
    ...partial.map((name) => `  ${name}-so-far.csv: of what is done, when the run does not come to its end`),
  ].join('\n');
}

/** What the command line of a technique says. */
export interface Invocation {
  readonly paths: readonly string[];
  /** File of options. */
  readonly file: string | undefined;
  readonly own: CommandOptions;
  /** Options given by flags. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** A command with the arguments of a technique and a flag for every option. */
export function createTechniqueCommand(
  parent: Command,
  technique: Technique,
  act: (invocation: Invocation, command: Command) => Promise<void>,
): Command {
  const { id, title, data, cycler, model } = technique;
  const command = parent.command(id).description(title);
  if (model !== undefined) command.argument(`<${model.name}>`, model.help);
  command.argument('<files...>', data);
  if (cycler)
    command.option(
      '--ec <file>',
      'cycler log or pattern "EC/*.mpt"; give it again for each further file',
      collectOption,
    );
  if (model === undefined)
    command.option('--options <file>', 'YAML file of options, named as in docs/options.md: clockOffset: 12');
  return addOutputFlags(addTechniqueFlags(command, technique))
    .option(
      '--set <name=value>',
      'set any option, also within groups: sample.threshold=250; again for each',
      collectOption,
      [],
    )
    .action(async (...values: unknown[]) => {
      expectOutput(command, 'folder');
      const [first, second] = values;
      const paths = (model === undefined ? first : second) as string[];
      const own = command.opts<CommandOptions>();
      const file = model === undefined ? own.options : String(first);
      await act({ paths, file, own, given: flagValues(technique, command) }, command);
    });
}

/** Adds the command of a technique. */
export function addTechniqueCommand(program: Command, technique: Technique, session: Session): void {
  const { examples, notes } = technique;
  createTechniqueCommand(program, technique, (invocation) =>
    runTechniqueCommand(technique, invocation, session),
  ).addHelpText(
    'after',
    [
      '\nExamples:',
      examples.replace(/^\n/, ''),
      '',
      outputsInWords(technique),
      ...(notes === undefined ? [] : [notes]),
      'Exit code: 0 done, 1 processing failed, 2 bad usage or unreadable input.',
    ].join('\n'),
  );
}

/** Options that an invocation gives, with defaults. */
export function optionsOf(technique: Technique, { file, own, given }: Invocation): Promise<object> {
  return readOptions(technique.options, { file, assignments: own.set, given });
}

/** Files that an invocation gives, as they are now. @param tell Takes what is said of those that were left out. */
export async function filesOf(
  technique: Technique,
  { paths, file, own }: Invocation,
  options: object,
  tell: (warnings: readonly OperandoWarning[]) => void,
): Promise<InputFile[]> {
  const inputs = (role: string, names: readonly string[]): InputFile[] =>
    names.map((name) => ({ role, name, path: name }));
  const cycler = await expandPatterns(own.ec ?? []);
  // Files that the options name are no data, though they may lie beside them.
  const named = filesInOptions(technique.options, options);
  return [
    ...inputs('data', await expandFolders(paths, [...cycler, ...named, ...(file === undefined ? [] : [file])], tell)),
    ...inputs('cycler', cycler),
    ...inputs('options', file === undefined ? [] : [file]),
  ];
}

async function runTechniqueCommand(technique: Technique, invocation: Invocation, session: Session): Promise<void> {
  const options = await optionsOf(technique, invocation);
  await produce(technique, invocation.own, session, async (context) => {
    const leftOut: OperandoWarning[] = [];
    const files = await filesOf(technique, invocation, options, (warnings) => void leftOut.push(...warnings));
    const result = await runFiles(technique, { files, options }, context);
    return { ...result, warnings: [...leftOut, ...result.warnings] };
  });
}
