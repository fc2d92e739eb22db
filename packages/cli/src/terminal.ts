import cliProgress from 'cli-progress';
import { openWriter } from '@operando/beamline-io/node';
import type { Writer } from '@operando/beamline-io/node';
import type { ProgressEvent } from '@operando/workflow';
import { safeText } from './safe-text.js';
import { releaseMemory } from './steady-memory.js';

/** Where a command writes. Tests give their own. */
export interface Terminal {
  /** Writes to standard output. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly error: (text: string) => void;
  /** Standard error is a terminal: show progress there. */
  readonly interactive: boolean;
  /**
   * Has `stop` called when the process is told to end, and ends it then: for as long as something is written, until what is
   * returned is called.
   */
  readonly onStop?: (stop: () => void) => () => void;
  /**
   * Has `end` called, with the exit code, when the process is first told to end, which then is for the caller to do; a second time it
   * ends at once. Until what is returned is called.
   */
  readonly onEnd?: (end: (code: number) => void) => () => void;
  /** Gives back memory that is no longer needed: for a process of its own. */
  readonly release?: () => Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    onStop,
    onEnd,
    release: releaseMemory,
  };
}

/** What tells a process to end, with the exit code that shells know it by. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

function onSignal(handle: (code: number) => void): () => void {
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = (): void => handle(code);
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((release) => release());
}

function onStop(stop: () => void): () => void {
  return onSignal((code) => {
    stop();
    process.exit(code);
  });
}

function onEnd(end: (code: number) => void): () => void {
  let isTold = false;
  return onSignal((code) => {
    if (isTold) process.exit(code);
    isTold = true;
    end(code);
  });
}

/** Write something so that nothing temporary is left when the process is told to end meanwhile. */
export async function whileWriting<T>({ onStop: listen }: Terminal, write: (writer: Writer) => Promise<T>): Promise<T> {
  const writer = openWriter();
  const release = listen?.(() => writer.stop());
  try {
    return await write(writer);
  } finally {
    release?.();
  }
}

/** A terminal that is never steered by what foreign files and names hold. */
export function safeTerminal({ out, error, ...rest }: Terminal): Terminal {
  return { ...rest, out: (text) => out(safeText(text)), error: (text) => error(safeText(text)) };
}

/** Progress of the stages of the work. */
export interface Progress {
  readonly update: (event: ProgressEvent) => void;
  readonly stop: () => void;
}

/** A bar for the stage that is under way on an interactive terminal, nothing elsewhere. */
export function progressBars({ interactive }: Terminal): Progress {
  if (!interactive) return { update: () => undefined, stop: () => undefined };
  let bar: cliProgress.SingleBar | undefined;
  let shown = '';
  const stop = (): void => bar?.stop();
  return {
    update({ stage, done, total }) {
      if (stage !== shown) {
        stop();
        shown = stage;
        const format = `${stage} [{bar}] {value}/{total}`;
        // Neither cursor nor line wrap is changed: whoever stops the process finds the terminal as it was.
        const options = { format, stream: process.stderr, clearOnComplete: true, hideCursor: false, linewrap: true };
        bar = new cliProgress.SingleBar(options, cliProgress.Presets.rect);
        bar.start(Math.max(1, total), 0);
      }
      bar?.setTotal(Math.max(done, total));
      bar?.update(done);
    },
    stop,
  };
}
