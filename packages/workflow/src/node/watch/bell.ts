/** Wakes one who waits. */
export interface Bell {
  /** Wakes whoever waits, or who waits next. */
  ring(this: void): void;
  /** Until it rings, or so many seconds have passed. */
  wait(this: void, seconds: number): Promise<void>;
}

/** A bell that is silent. */
export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      isRung = true;
      wake?.();
    },
    wait: (seconds) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          wake = undefined;
          isRung = false;
          resolve();
        };
        const timer = setTimeout(done, 1000 * seconds);
        wake = done;
        if (isRung) done();
      }),
  };
}
