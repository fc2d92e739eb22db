import type { Command } from 'commander';

const flags = (place: string): string => `-o, --output <${place}>`;

/**
 * Adds the option that says where to write. It is needed, but asked for by {@link expectOutput} only when the others are known:
 * for `--out x` the answer is that there is no such option, and which there is.
 */
export function addOutputOption(command: Command, place: 'file' | 'folder', what: string): Command {
  return command.option(flags(place), `${what} (needed)`);
}

/** Ends with the usual message where the place to write was not given. */
export function expectOutput(command: Command, place: 'file' | 'folder'): void {
  if (command.opts<{ output?: string }>().output !== undefined) return;
  command.error(`error: required option '${flags(place)}' not specified`, {
    code: 'commander.missingMandatoryOptionValue',
  });
}
