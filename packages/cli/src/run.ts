import { Command, CommanderError } from 'commander';
import { isOperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import { techniqueList } from '@operando/workflow';
import type { Technique } from '@operando/workflow';
import { addConvertCommand } from './convert/convert-command.js';
import { addDemoCommand } from './demo/demo-command.js';
import { addInfoCommand } from './info-command.js';
import { errorDocument } from './error-document.js';
import { CommandFailure, exitCode, exitCodeOf } from './exit-code.js';
import { addPlanCommands } from './plan-commands.js';
import { addReportCommand } from './report-command.js';
import { addRerunCommand } from './rerun-command.js';
import type { Session } from './session.js';
import { addSlurmCommands } from './slurm-commands.js';
import { addTechniqueCommand } from './technique-command.js';
import { processTerminal, safeTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';
import { version } from './version.js';
import { addWatchCommand } from './watch-command.js';

/** What a run of the command gives back. */
export interface RunOutcome {
  /** 0 done, 1 processing failed, 2 bad usage or unreadable input. */
  readonly exitCode: number;
  /** What the techniques computed. */
  readonly results: readonly Result[];
  /** What ended it, where something did. */
  readonly error?: unknown;
}

/** Options of {@link run}. */
export interface RunOptions {
  /** Techniques that are commands. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** Dots per inch of the figures of a technique as PNG. @default 300 */
  readonly dpi?: number | undefined;
}

/** Bad usage as `--json` prints it. */
function usageDocument({ message }: CommanderError): object {
  return { code: 'invalid-argument', message: message.replace(/^error: /, '') };
}

/**
 * Run the command with these arguments (without node and script).
 *
 * @param terminal Where it writes. @default the process's
 */
export async function run(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
  { techniques = techniqueList, dpi }: RunOptions = {},
): Promise<RunOutcome> {
  const safe = safeTerminal(terminal);
  const session: Session = { terminal: safe, results: [], dpi };
  const program = new Command('operando')
    .description('Turns operando battery measurements into physics: beamline files in, tables and figures out.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: safe.out, writeErr: safe.error })
    .showHelpAfterError('Add --help for usage and examples.');
  const { results } = session;
  const asJson = args.includes('--json');
  try {
    addDemoCommand(program, session);
    addInfoCommand(program, safe);
    addConvertCommand(program, safe);
    for (const technique of techniques) addTechniqueCommand(program, technique, session);
    addWatchCommand(program, techniques, session, args.includes('watch'));
    addRerunCommand(program, techniques, session);
    addReportCommand(program, session);
    addPlanCommands(program, techniques, session);
    addSlurmCommands(program, techniques, session);
    await program.parseAsync(args, { from: 'user' });
    return { exitCode: exitCode.done, results };
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return { exitCode: exitCode.done, results };
      // It is told in words already.
      if (asJson) safe.out(`${JSON.stringify({ error: usageDocument(error) })}\n`);
      return { exitCode: exitCode.usage, results, error };
    }
    // What was told file by file is not told again.
    if (asJson && !(error instanceof CommandFailure)) safe.out(`${JSON.stringify({ error: errorDocument(error) })}\n`);
    safe.error(`operando: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!isOperandoError(error) && !(error instanceof CommandFailure)) {
      safe.error('This is a defect of operando, not of your data. Please report it with the text above.\n');
    }
    return { exitCode: exitCodeOf(error), results, error };
  }
}
