import { Command, CommanderError } from 'commander';
import { isOperandoError } from '@operando/core';
import { addConvertCommand } from './convert/convert-command.js';
import { addEdxrdCommand } from './edxrd/edxrd-command.js';
import { addInfoCommand } from './info-command.js';
import { addNdpCommand } from './ndp/ndp-command.js';
import { addNrCommand } from './nr/nr-command.js';
import { addXasCommand } from './xas/xas-command.js';
import { addXrdCommand } from './xrd/xrd-command.js';
import { CommandFailure, exitCode, exitCodeOf } from './exit-code.js';
import { processTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';
import { version } from './version.js';

/**
 * Run the command with these arguments (without node and script).
 *
 * @returns 0 done, 1 processing failed, 2 bad usage or unreadable input.
 */
export async function run(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const program = new Command('operando')
    .description('Turns operando battery measurements into physics: beamline files in, tables and figures out.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.error })
    .showHelpAfterError('Add --help for usage and examples.');
  addInfoCommand(program, terminal);
  addConvertCommand(program, terminal);
  addXasCommand(program, terminal);
  addXrdCommand(program, terminal);
  addEdxrdCommand(program, terminal);
  addNdpCommand(program, terminal);
  addNrCommand(program, terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    terminal.error(`operando: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!isOperandoError(error) && !(error instanceof CommandFailure)) {
      terminal.error('This is a defect of operando, not of your data. Please report it with the text above.\n');
    }
    return exitCodeOf(error);
  }
}
