import type { Steps } from './steps.js';

/** Milliseconds after which other work gets its turn: short for people who wait for an abort, long beside what a pause costs. */
const longestStretch = 50;

/** Ends when everything that waits for the thread (timers, signals, input) had its turn. */
function turn(): Promise<void> {
  // Timers would wait for 1 to 4 ms.
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', end, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/**
 * A function to be awaited between the pieces of long work: at the first of them, and where the work has gone on for 50 ms,
 * everything else that waits for the thread gets its turn, such as a timer that aborts.
 *
 * @param signal What is thrown when it was aborted is its reason.
 */
export function createPacer(signal?: AbortSignal): () => Promise<void> {
  // What ran before may have been long.
  let since = -Infinity;
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - since < longestStretch) return;
    await turn();
    since = performance.now();
    signal?.throwIfAborted();
  };
}

/** How {@link runSteps} runs. */
export interface RunStepsOptions {
  /** Gives the computation up between two steps. */
  readonly signal?: AbortSignal | undefined;
  /** Called when more is done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * What a computation in steps gives, with a pause before it and every 50 ms in which everything else gets its turn.
 *
 * @throws What the computation throws; the reason of the signal.
 */
export async function runSteps<Result>(
  steps: Steps<Result>,
  { signal, onProgress }: RunStepsOptions = {},
): Promise<Result> {
  const pace = createPacer(signal);
  let told = -1;
  for (;;) {
    await pace();
    const step = steps.next();
    if (step.done === true) return step.value;
    const { done, total } = step.value;
    if (done !== told) onProgress?.((told = done), total);
  }
}
