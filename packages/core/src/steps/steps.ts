/** How far a computation is. */
export interface StepProgress {
  /** Frames, starts or samples that are done. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
}

/**
 * A long computation in steps: a frame, a start, an iteration. Between two of them its caller can tell how far it is, let
 * something else run, or give it up by not going on. It computes only while it is asked for its next step, and what it gives in
 * the end does not depend on how it is asked: {@link finishSteps} at once, {@link runSteps} with pauses.
 */
export type Steps<Result> = Generator<StepProgress, Result, void>;

/** What a computation in steps gives, without a pause. */
export function finishSteps<Result>(steps: Generator<unknown, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** A computation whose own steps are too small to tell of, as a part of one that is so far. */
export function* stepsAt<Result>(steps: Generator<unknown, Result, void>, progress: StepProgress): Steps<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield progress;
  }
}
