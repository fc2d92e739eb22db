import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { OperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import type { LivePage, LiveStatus } from '@operando/report';
import {
  createPartialWriter,
  expectFreePlaces,
  outputNames,
  watchFiles,
  watchRecordName,
  writeResults,
} from '@operando/workflow';
import type { FileWatch, RunResult, Technique, WatchState } from '@operando/workflow';
import { exists } from '@operando/beamline-io/node';
import { parseCountOption, parseNumberOption } from './parse-options.js';
import { withReport } from './report-file.js';
import type { Session } from './session.js';
import { createTechniqueCommand, filesOf, optionsOf } from './technique-command.js';
import type { CommandOptions, Invocation } from './technique-command.js';
import { whileWriting } from './terminal.js';
import type { Terminal } from './terminal.js';
import { usualThreads } from './threads-option.js';
import { tellWarnings } from './warnings.js';
import { watchedPlaces } from './watched-places.js';

/** Options of `watch` beside those of a technique's command. */
interface WatchCommandOptions extends CommandOptions {
  readonly port?: number;
  readonly settle?: number;
  readonly untilIdle?: number;
  readonly poll?: true;
  readonly report?: true;
}

const about = `
Examples:
  operando watch xas scans/ --ec cycler.mpt -o live --report
  operando watch xrd patterns/ --wavelength CuKa -o live --report --until-idle 3600
  operando watch edxrd cell.yml scan.h5 -o live

Every technique has its arguments and options as in its own command: operando watch xas --help.
A file is taken once its size and times are still; one that cannot be read is left out and said, and tried again
when it changes (as with --skip-bad; rows just being written to the cycler's log are left out, as with
--last-row drop). With --report the results are on a page of this machine that follows them: its address is
printed, and holds a secret. NAME-so-far.csv hold the tables as they are, every few seconds.
Control-C ends it: all is computed once more, as the technique's own command does it, and written. The same
command goes on where it stood.`;

const linesOf = ({ problem, leftOut, looks }: WatchState): string[] => [
  ...(problem === undefined ? [] : [`${looks === 0 ? 'Waiting' : 'No newer results'}: ${problem}`]),
  ...leftOut.map(({ message }) => `Left out: ${message}`),
];

/** How it goes on, in words. */
function statusOf({ id }: Technique, state: WatchState): LiveStatus {
  const { files, waiting, leftOut, seconds, looks } = state;
  const parts = [
    `${id}: ${files} ${files === 1 ? 'file' : 'files'}`,
    ...(waiting.length === 0 ? [] : [`${waiting.length} not yet whole`]),
    ...(leftOut.length === 0 ? [] : [`${leftOut.length} left out`]),
    ...(looks === 0 ? [] : [`computed in ${seconds.toFixed(2)} s`]),
  ];
  return { line: parts.join(', '), notes: linesOf(state) };
}

/** Tells in the terminal what happens, what is the same only once. */
function teller({ error, interactive }: Terminal, technique: Technique): (state: WatchState) => void {
  let before = '';
  const told = new Set<string>();
  return (state) => {
    for (const line of linesOf(state)) {
      if (!told.has(line)) error(`${interactive && before !== '' ? '\n' : ''}${line}\n`);
      told.add(line);
    }
    const { line } = statusOf(technique, state);
    if (interactive && line !== before) error(`\r${line.padEnd(before.length)}`);
    before = line;
  };
}

/** @throws OperandoError `invalid-argument` for results that would be taken for data. */
function expectElsewhere(places: readonly string[], output: string): void {
  if (!places.some((place) => resolve(place) === resolve(output))) return;
  throw new OperandoError('invalid-argument', 'the folder that is watched cannot be that of the results.', {
    where: { file: output, parameter: 'output' },
    cure: 'Choose another folder for the results (-o).',
  });
}

async function openPage(
  own: WatchCommandOptions,
  technique: Technique,
  session: Session,
): Promise<LivePage | undefined> {
  if (own.report !== true) return undefined;
  const { openLivePage } = await import('@operando/report');
  const page = await openLivePage({ port: own.port, title: `${technique.id}: ${own.output}` });
  (own.json ? session.terminal.error : session.terminal.out)(`${page.address}\n`);
  return page;
}

/** The watch of an invocation, until it is told to end. */
async function watch(
  technique: Technique,
  invocation: Invocation,
  own: WatchCommandOptions,
  session: Session,
): Promise<void> {
  const { terminal } = session;
  const { output, json } = own;
  const began = performance.now();
  const started = new Date().toISOString();
  const options = await optionsOf(technique, invocation);
  const isGoingOn = await exists(join(output, watchRecordName));
  const force = own.force || isGoingOn;
  await expectFreePlaces(output, outputNames(technique), force);
  const places = watchedPlaces([...invocation.paths, ...(own.ec ?? [])]);
  expectElsewhere(places, output);
  const wanted: FileWatch = {
    list: (tell) => filesOf(technique, invocation, options, tell),
    places,
    options,
    hasCycler: own.ec !== undefined,
    output,
    anew: own.force,
  };
  const partial = createPartialWriter({ ...technique, partial: Object.keys(technique.tables) }, output);
  const page = await openPage(own, technique, session);
  const ending = new AbortController();
  const release = terminal.onEnd?.(() => ending.abort());
  const tell = teller(terminal, technique);
  let result: RunResult | undefined;
  try {
    result = await watchFiles(technique, wanted, {
      stop: ending.signal,
      settle: own.settle,
      untilIdle: own.untilIdle,
      poll: own.poll,
      threads: technique.isThreaded === true ? (own.threads ?? usualThreads()) : 1,
      threadsOfLooks: own.threads ?? 1,
      onLook(state, latest) {
        tell(state);
        if (latest === undefined) return page?.tell(statusOf(technique, state));
        const { tables } = latest;
        // Not the whole result, which is large and would be held until the next.
        partial.take(() => tables);
        page?.show(latest, statusOf(technique, state));
        return terminal.release?.();
      },
    });
    await finish(technique, result, { output, force, started, began }, session, json);
    await partial.drop();
    page?.show(result, { line: `${technique.id}: all is written to ${output}`, notes: [] });
  } catch (error) {
    await partial.keep().catch(() => []);
    throw error;
  } finally {
    release?.();
    await page?.close();
  }
}

/** Write the last results, and tell of them. */
async function finish(
  technique: Technique,
  result: RunResult & Result,
  { output, force, started, began }: { output: string; force: boolean; started: string; began: number },
  { terminal, results, dpi }: Session,
  json: boolean,
): Promise<void> {
  const elapsed = (): number => (performance.now() - began) / 1000;
  const times = { started, seconds: elapsed() };
  const undrawn = await whileWriting(terminal, (writer) =>
    writeResults(technique, withReport(result), output, { force, times, writer, dpi }),
  );
  results.push(result);
  const warnings = [...result.warnings, ...undrawn];
  if (terminal.interactive) terminal.error('\n');
  tellWarnings(terminal, warnings);
  if (json) terminal.out(`${JSON.stringify({ ...result.headline, warnings, seconds: elapsed(), output })}\n`);
  else terminal.out(`${result.text}\nwritten to ${output}\n`);
}

/** Adds `operando watch`, with a command for each technique. */
export function addWatchCommand(
  program: Command,
  techniques: readonly Technique[],
  session: Session,
  isAsked: boolean,
): void {
  const parent = program
    .command('watch')
    .description('follow a folder while it is measured: operando watch xas scans/ -o live --report')
    .addHelpText('after', about);
  // Of no use to other commands, which would wait for it.
  if (!isAsked) return;
  for (const technique of techniques)
    createTechniqueCommand(parent, technique, (invocation, command) =>
      watch(technique, invocation, command.opts<WatchCommandOptions>(), session),
    )
      .option('--port <number>', 'of the page on this machine (default: one that is free)', parseCountOption)
      .option('--settle <s>', 'seconds for which a file must not change to be whole (default: 0.2)', parseNumberOption)
      .option('--until-idle <s>', 'end when nothing came for so many seconds (default: never)', parseNumberOption)
      .option(
        '--poll',
        'only look every second: for folders whose changes nobody tells (default: on file systems of the network)',
      );
}
