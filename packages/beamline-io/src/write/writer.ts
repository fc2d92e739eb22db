import { rmSync } from 'node:fs';

/**
 * Knows the temporary files of what is written with it (`WriteOptions.writer`), so that a program that is told to stop leaves none
 * behind. Whoever makes one installs what listens to SIGINT and SIGTERM, and only while it writes:
 *
 * `const writer = openWriter(); process.once('SIGTERM', () => { writer.stop(); process.exit(143); });`
 */
export interface Writer {
  /** Temporary files that may be there now. */
  readonly temporaries: ReadonlySet<string>;
  /** Aborted by {@link stop}. */
  readonly signal: AbortSignal;
  /** To be told of a temporary file before it is made. */
  begin(temporary: string): void;
  /** To be told of a temporary file when it is no more. */
  end(temporary: string): void;
  /** Removes the temporary files at once, without waiting. What is being written is given up, and nothing more can be written. */
  stop(): void;
}

/** A writer for one piece of work. */
export function openWriter(): Writer {
  const temporaries = new Set<string>();
  const stopped = new AbortController();
  return {
    temporaries,
    signal: stopped.signal,
    begin: (temporary) => void temporaries.add(temporary),
    end: (temporary) => void temporaries.delete(temporary),
    stop() {
      stopped.abort();
      for (const temporary of temporaries) {
        try {
          rmSync(temporary, { force: true });
        } catch {
          // Another may still be removed.
        }
      }
      temporaries.clear();
    },
  };
}
