/** A file as the folder shows it now. */
export interface SeenFile {
  readonly path: string;
  /** Differs once the file was written to, or another was put in its place. */
  readonly stamp: string;
  /** When it was last written to, seconds since 1970 on the clock of its file system. */
  readonly modified: number;
}

/** When files are taken. */
export interface WatchedFilesOptions {
  /** Seconds for which a file must not have changed. */
  readonly settle: number;
  /** A file that never stops growing is taken as it is every so many seconds. */
  readonly growing: number;
  /** Seconds for which nobody wrote to a file by its own time that count as if it had been seen still: more where clocks may differ. */
  readonly trusted: number;
}

interface Watched {
  stamp: string;
  /** When it was seen to have changed last. */
  changed: number;
  /** Since when there is something new in it; undefined once it was taken. */
  waiting: number | undefined;
  /** As it was when it was taken last; undefined for one that never was. */
  taken: string | undefined;
  /** Taken while it was still growing. */
  isGrowing: boolean;
}

/**
 * Which of the files of a folder are whole: one whose size and times are still. What it is told is all it knows of the file system,
 * so that it can be tried without one.
 */
export class WatchedFiles {
  readonly #options: WatchedFilesOptions;
  #files = new Map<string, Watched>();

  constructor(options: WatchedFilesOptions) {
    this.#options = options;
  }

  /** All files there are now, in their order. @param now Seconds of a clock that never goes back. @param date Seconds since 1970. */
  see(seen: readonly SeenFile[], now: number, date: number): void {
    const files = new Map<string, Watched>();
    for (const { path, stamp, modified } of seen) {
      const before = this.#files.get(path);
      const age = date - modified;
      const changed = age >= this.#options.trusted ? now - age : now;
      if (before === undefined) files.set(path, { stamp, changed, waiting: now, taken: undefined, isGrowing: false });
      else {
        if (before.stamp !== stamp) {
          before.waiting ??= now;
          before.stamp = stamp;
          before.changed = changed;
        }
        files.set(path, before);
      }
    }
    this.#files = files;
  }

  #isDue({ changed, waiting }: Watched, now: number): boolean {
    const { settle, growing } = this.#options;
    return waiting !== undefined && (now - changed >= settle || now - waiting >= growing);
  }

  /** Files with something new in them that can be read now. */
  due(now: number): string[] {
    return [...this.#files].flatMap(([path, file]) => (this.#isDue(file, now) ? [path] : []));
  }

  /** Takes what is due. @returns All files that were ever taken, in their order. */
  take(now: number): string[] {
    for (const file of this.#files.values()) {
      if (!this.#isDue(file, now)) continue;
      file.isGrowing = now - file.changed < this.#options.settle;
      file.taken = file.stamp;
      file.waiting = undefined;
    }
    return [...this.#files].flatMap(([path, { taken }]) => (taken === undefined ? [] : [path]));
  }

  /** Whether a file was still growing when it was taken: what is wrong with it may be mended by what comes. */
  isGrowing(path: string): boolean {
    return this.#files.get(path)?.isGrowing ?? false;
  }

  stampOf(path: string): string | undefined {
    return this.#files.get(path)?.stamp;
  }

  /** Files that are there, and not yet whole. */
  waiting(): string[] {
    return [...this.#files].flatMap(([path, { waiting }]) => (waiting === undefined ? [] : [path]));
  }

  /** Seconds until the next of them may be; undefined where none waits. */
  next(now: number): number | undefined {
    const { settle, growing } = this.#options;
    let least: number | undefined;
    for (const { changed, waiting } of this.#files.values()) {
      if (waiting === undefined) continue;
      const rest = Math.max(0, Math.min(changed + settle, waiting + growing) - now);
      if (least === undefined || rest < least) least = rest;
    }
    return least;
  }
}
