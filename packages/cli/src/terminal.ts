import cliProgress from 'cli-progress';
import type { ProgressEvent } from '@operando/workflow';
import { safeText } from './safe-text.js';

/** Where a command writes. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Standard error is a terminal: show progress there. */
  readonly interactive: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
  };
}

/** A terminal that is never steered by what foreign files and names hold. */
export function safeTerminal({ out, error, interactive }: Terminal): Terminal {
  return { out: (text) => out(safeText(text)), error: (text) => error(safeText(text)), interactive };
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
        const options = { format, stream: process.stderr, clearOnComplete: true, hideCursor: true };
        bar = new cliProgress.SingleBar(options, cliProgress.Presets.rect);
        bar.start(Math.max(1, total), 0);
      }
      bar?.setTotal(Math.max(done, total));
      bar?.update(done);
    },
    stop,
  };
}
