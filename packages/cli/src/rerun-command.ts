import type { Command } from 'commander';
import { readResultDocument, rerun, techniqueOf } from '@operando/workflow';
import type { Technique } from '@operando/workflow';
import { produce } from './produce.js';
import type { OutputOptions } from './produce.js';
import type { Session } from './session.js';
import { expectOutput } from './output-option.js';
import { addOutputFlags } from './technique-command.js';

interface RerunCommandOptions extends OutputOptions {
  readonly inputs?: string;
  readonly acceptChanged: boolean;
}

const examples = `
Examples:
  operando rerun results/results.json -o again
  operando rerun results.json -o again --inputs /data/cell7

The same inputs and options give the same tables and figures; an option that was changed in
the file by hand is taken as it stands there.
Exit code: 0 done, 1 processing failed, 2 bad usage, or inputs that are gone or have changed.`;

/** Adds `operando rerun`. */
export function addRerunCommand(program: Command, techniques: readonly Technique[], session: Session): void {
  const command = program
    .command('rerun')
    .description('compute a result again from its results.json')
    .argument('<results>', 'results.json of an earlier run')
    .option('--inputs <folder>', 'where the inputs are now, if they were moved')
    .option('--accept-changed', 'run although inputs have changed since', false);
  addOutputFlags(command)
    .addHelpText('after', examples)
    .action(async (path: string, options: RerunCommandOptions) => {
      expectOutput(command, 'folder');
      const document = await readResultDocument(path);
      const technique = techniqueOf(document, techniques);
      await produce(technique, options, session, (context) =>
        rerun(document, { ...options, ...context, file: path, techniques }),
      );
    });
}
