import type { Command } from 'commander';
import { openWriter } from '@operando/beamline-io/node';
import type { Writer } from '@operando/beamline-io/node';
import { checkPlan, collectGarbage, readPlan, runPlan, runPlanPart } from '@operando/workflow';
import type { FileHashes, PartResult, PlanEvent, PlanFinding, PlanOutcome, Technique } from '@operando/workflow';
import { errorDocument } from './error-document.js';
import { CommandFailure, exitCode } from './exit-code.js';
import { collectOption, parsePartOption } from './parse-options.js';
import { withReport } from './report-file.js';
import type { Session } from './session.js';
import { progressBars } from './terminal.js';
import type { Terminal } from './terminal.js';
import { addThreadsOption, idleThreads, usualThreads } from './threads-option.js';
import { tellWarnings } from './warnings.js';

interface RunCommandOptions {
  readonly check: boolean;
  readonly only?: readonly string[];
  readonly again: boolean;
  readonly json: boolean;
  readonly part?: Pick<PartResult, 'part' | 'of'>;
  readonly threads?: number;
}

const examples = `
Examples:
  operando run plan.yml --check
  operando run plan.yml
  operando run plan.yml --only edges --json
  operando run plan.yml --part 3/8

A plan is a YAML file:
  version: 1
  output: results
  sets:
    cell-01: {files: {xas: cell01/xas/, xrd: cell01/xrd/}, cycler: cell01/*.mpt}
    cell-02: {files: {xas: cell02/xas/, xrd: cell02/xrd/}, cycler: cell02/*.mpt, options: {clockOffset: 12}}
  steps:
    - {name: edges, technique: xas, matrix: {norm1: [80, 120]}}
    - {name: peaks, technique: xrd, options: {peak: [18.7]}, onError: skip}

Every run has a folder of results, output/step/set, with run.json that says what became of it;
campaign.csv beside them has a row for each. Results that are there are used again as long as
options, inputs and version are the same: after an interruption, or a change, the same command
does what is missing. All plans are checked before they are run.
With --part the frames of its runs are shared out: each part keeps what it makes of them, wherever it
runs, and the same command without --part then finds it there (xas, ndp, nr, edxrd, eels, tomography; rietveld with blockFrames).
Exit code: 0 all done, 1 some runs failed or were left, 2 the plan or its inputs are not as they should be.`;

/** Adds `operando run` and `operando gc`. */
export function addPlanCommands(program: Command, techniques: readonly Technique[], session: Session): void {
  const ids = techniques.map(({ id }) => id);
  const command = program
    .command('run')
    .description('run a plan: many data sets, techniques and options, each once')
    .argument('<plan>', 'YAML file of the plan')
    .option('--check', 'look for what would stop it, and run nothing', false)
    .option('--only <step>', 'do this step and what it needs; again for each', collectOption)
    .option('--again', 'compute also what is there', false)
    .option('--part <k/n>', 'only keep the k-th of n parts of the frames, for the run that joins them', parsePartOption)
    .option('--json', 'print what happens as JSON on standard output, a line each', false);
  addThreadsOption(command)
    .addHelpText('after', examples)
    .action(async (file: string, options: RunCommandOptions) => {
      const plan = await readPlan(file, ids);
      const { terminal } = session;
      const bars = progressBars(terminal);
      const used = techniques.filter(({ id }) => plan.runs.some(({ technique }) => technique === id));
      await untilTold(terminal, async (signal, writer) => {
        const { only, again } = options;
        const hashes: FileHashes = new Map();
        const threads = options.threads ?? usualThreads();
        const shared = { techniques, only, signal, hashes, threads, onProgress: bars.update };
        if (options.part !== undefined) {
          const onEnd = (result: PartResult): void => tellPart(result, options.json, terminal);
          const parts = { ...shared, writer, complete: withReport, onEnd };
          endParts(await runPlanPart(plan, options.part, parts).finally(bars.stop));
          return;
        }
        const keep = options.check || again ? undefined : { writer, complete: withReport };
        const findings = await checkPlan(plan, { ...shared, keep }).finally(bars.stop);
        expectNoFaults(findings, options.json, terminal);
        tellWarnings(terminal, idleThreads(used, options.threads));
        if (options.check) {
          if (!options.json) terminal.out(`${plan.runs.length} runs, nothing stands in their way\n`);
          return;
        }
        const onEvent = (event: PlanEvent): void => tellEvent(event, options.json, terminal);
        const whole = { ...shared, again, writer, complete: withReport, onEvent };
        const outcomes = await runPlan(plan, whole).finally(bars.stop);
        summarise(outcomes, plan.output, options.json, terminal);
      });
    });
  program
    .command('gc')
    .description('take away results of runs that a plan has no longer')
    .argument('<plan>', 'YAML file of the plan')
    .option('--dry-run', 'only say which', false)
    .action(async (file: string, { dryRun }: { dryRun: boolean }) => {
      const gone = await collectGarbage(await readPlan(file, ids), dryRun);
      for (const folder of gone) session.terminal.out(`${folder}\n`);
    });
}

/**
 * Works until it is done or the process is told to end: then what is written is written to its end, the index of the campaign too.
 * Told a second time, the process ends at once.
 */
async function untilTold(
  { onEnd, onStop }: Terminal,
  work: (signal: AbortSignal, writer: Writer) => Promise<void>,
): Promise<void> {
  const ending = new AbortController();
  const writer = openWriter();
  let release: (() => void) | undefined;
  release = onEnd?.((code) => {
    ending.abort(new CommandFailure('told to end before the plan was done; run it again to go on', code));
    release?.();
    release = onStop?.(() => writer.stop());
  });
  try {
    await work(ending.signal, writer);
  } finally {
    release?.();
  }
}

/** Tells what a check found. @throws CommandFailure where something stands in the way. */
export function expectNoFaults(findings: readonly PlanFinding[], asJson: boolean, terminal: Terminal): void {
  tellFindings(findings, asJson, terminal);
  const faults = findings.filter(({ error }) => error !== undefined).length;
  if (faults > 0)
    throw new CommandFailure(`${faults} ${faults === 1 ? 'fault' : 'faults'} in the plan`, exitCode.usage);
}

function tellFindings(findings: readonly PlanFinding[], asJson: boolean, { out, error: tell }: Terminal): void {
  for (const { run, error, warning } of findings) {
    if (asJson) {
      const what = error === undefined ? { warning } : { error: errorDocument(error) };
      out(`${JSON.stringify({ event: 'found', run, ...what })}\n`);
    } else
      tell(
        error === undefined ? `warning: ${run}: ${warning?.code}: ${warning?.message}\n` : `${run}: ${error.message}\n`,
      );
  }
}

function tellEvent(event: PlanEvent, asJson: boolean, { out, error: tell }: Terminal): void {
  if (asJson) out(`${JSON.stringify(event)}\n`);
  else if (event.event === 'ended') {
    const { run, state, record } = event;
    const more =
      state === 'done'
        ? `, ${record.seconds.toFixed(1)} s`
        : record.error === undefined
          ? ''
          : `: ${record.error.message}`;
    tell(`${run}: ${state}${more}\n`);
  } else if (event.event === 'failed-attempt')
    tell(`${event.run}: attempt ${event.attempt} failed: ${event.error.message}\n`);
}

function tellPart(result: PartResult, asJson: boolean, { out, error: tell }: Terminal): void {
  if (asJson) out(`${JSON.stringify({ event: 'ended-part', ...result })}\n`);
  else tell(`${partLine(result)}\n`);
}

/** What became of a part of a run: `fits/a part 2 of 4: done`. */
export function partLine({ run, part, of, state, error }: PartResult): string {
  return `${run} part ${part + 1} of ${of}: ${state}${error === undefined ? '' : `: ${error.message}`}`;
}

/** @throws CommandFailure where nothing came of some parts. */
function endParts(results: readonly PartResult[]): void {
  const left = results.filter(({ state }) => state === 'failed' || state === 'blocked').length;
  if (left > 0)
    throw new CommandFailure(`${left} of ${results.length} runs have nothing of this part`, exitCode.failed);
}

/** Says how it ended. @throws CommandFailure where something was not done. */
function summarise(outcomes: readonly PlanOutcome[], output: string, asJson: boolean, { out }: Terminal): void {
  const counts = new Map<string, number>();
  for (const { state } of outcomes) counts.set(state, (counts.get(state) ?? 0) + 1);
  const words = Array.from(counts, ([state, count]) => `${count} ${state}`).join(', ');
  if (asJson) out(`${JSON.stringify({ event: 'plan-ended', ...Object.fromEntries(counts), output })}\n`);
  else out(`${words}; written to ${output}\n`);
  const left = outcomes.filter(({ state }) => state !== 'done' && state !== 'reused').length;
  if (left > 0) throw new CommandFailure(`${left} of ${outcomes.length} runs have no results`, exitCode.failed);
}
