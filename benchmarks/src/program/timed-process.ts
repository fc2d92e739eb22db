import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answer, Judged, Ready, Request, Took } from './messages.js';

/** A process that times what it is asked for: lines of JSON go in and come out. */
export interface TimedProcess {
  readonly ready: Ready;
  warm(this: void, name: string): Promise<Took>;
  run(this: void, name: string): Promise<Took>;
  check(this: void): Promise<Judged>;
  /** Write the data as raw doubles, a file for each. */
  inputs(this: void, folder: string): Promise<void>;
  end(this: void): Promise<void>;
}

/**
 * Start a process and wait until its data are made.
 *
 * @throws Error with what it said where it ends instead.
 */
export async function startProcess(command: string, args: readonly string[]): Promise<TimedProcess> {
  // One thread each, as everything here.
  const single = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const child = spawn(command, args, { env: { ...process.env, ...single } });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-4000)));
  child.stdin.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done === true) {
      await closed;
      throw new Error(said.trim() === '' ? `${command} ended without an answer` : said.trim());
    }
    return JSON.parse(value) as Answer;
  };
  const expect = async <Kind>(): Promise<Kind> => {
    const given = await answer();
    if ('failure' in given) throw new Error(given.failure);
    return given as Kind;
  };
  const ask = <Kind>(request: Request): Promise<Kind> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return expect<Kind>();
  };
  const end = async (): Promise<void> => {
    child.stdin.end();
    await closed;
  };
  try {
    const ready = await expect<Ready>();
    return {
      ready,
      warm: (name) => ask<Took>({ ask: 'warm', name }),
      run: (name) => ask<Took>({ ask: 'run', name }),
      check: () => ask<Judged>({ ask: 'check' }),
      inputs: async (folder) => void (await ask<Took>({ ask: 'inputs', folder })),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
