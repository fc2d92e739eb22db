import type { Command } from 'commander';
import { Option } from 'commander';
import { parseNumberOption } from './parse-options.js';

/** Options that every command over a series takes, as commander gives them. */
export interface SharedOptions {
  readonly join: 'average' | 'interpolate';
  readonly clockOffset: number;
  readonly maxGap: number;
  readonly currentSign?: 'as-is' | 'negate' | 'from-voltage' | undefined;
  readonly timeUnit?: string | undefined;
  readonly lastRow?: 'error' | 'drop' | undefined;
  readonly dateOrder?: 'month-first' | 'day-first' | undefined;
  readonly timeStep?: number | undefined;
  readonly grid: 'same' | 'interpolate';
  readonly skipBad: boolean;
  readonly width: number;
  readonly title?: string | undefined;
  readonly json: boolean;
  readonly force: boolean;
}

/** Adds how frames, times and cycler come together. @param frames What the frames are called: `spectra`. @param axis What they are measured at: `energies`. */
export function addJoinOptions(command: Command, frames: string, axis: string): Command {
  return command
    .addOption(
      new Option('--join <how>', 'cycler values per frame: mean over the exposure, or value at its middle')
        .choices(['average', 'interpolate'])
        .default('average'),
    )
    .option('--clock-offset <s>', "seconds to add to the cycler's clock", parseNumberOption, 0)
    .option('--max-gap <s>', `${frames} in a longer pause of the cycler log get no value`, parseNumberOption, 600)
    .addOption(
      new Option('--current-sign <how>', 'for logs whose current carries no sign, or the wrong one').choices([
        'as-is',
        'negate',
        'from-voltage',
      ]),
    )
    .addOption(
      new Option('--time-unit <unit>', "of the cycler log's elapsed time, where its label is wrong").choices([
        's',
        'min',
        'h',
        'd',
      ]),
    )
    .addOption(
      new Option('--last-row <how>', 'of a cycler log that is still being written: an error, or left out').choices([
        'error',
        'drop',
      ]),
    )
    .addOption(new Option('--date-order <how>', 'for dates such as 07/08/2022').choices(['month-first', 'day-first']))
    .option('--time-step <s>', 'seconds from frame to frame, when the files do not say', parseNumberOption)
    .addOption(
      new Option('--grid <how>', `${frames} on different ${axis}: an error, or interpolated onto those of the first`)
        .choices(['same', 'interpolate'])
        .default('same'),
    )
    .option('--skip-bad', 'leave unreadable files out, and say so, instead of stopping', false);
}

/** Adds how results are shown and written. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--width <mm>', 'width of the figure', parseNumberOption, 170)
    .option('--title <text>', 'title of the figure')
    .option('--json', 'print a summary as JSON on standard output', false)
    .option('--force', 'overwrite results that are there', false);
}
