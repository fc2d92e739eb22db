/** How far a stage of the work is. */
export interface ProgressEvent {
  /** `reading`, `fitting`. */
  readonly stage: string;
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

/** What a run is given from outside, beside data and options. */
export interface RunContext {
  /** Gives the run up at the next frame or file. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Threads that may be used. @default 1 */
  readonly threads?: number | undefined;
}

/** A callback of readers and fitters that tells progress and stops when the run was given up. */
export function progressOf(context: RunContext, stage: string): (done: number, total?: number) => void {
  return (done, total = 0) => {
    context.signal?.throwIfAborted();
    context.onProgress?.({ stage, done, total });
  };
}
